using OmeNgff.Client.Json;

namespace OmeNgff.Silo.Http;

/// <summary>Answers in the catalog's JSON.</summary>
public static class Answers
{
    /// <summary>A JSON answer.</summary>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Text(CatalogJson.Serialize(value), "application/json", statusCode: status);
}
