using OmeNgff.Silo.Hosting;

namespace OmeNgff.Silo.Http;

/// <summary>The address under which the outside knows this catalog: documents for viewers name it.</summary>
public static class PublicAddress
{
    /// <summary>The configured address, or that of the request; without a slash at the end.</summary>
    public static string Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = request.HttpContext.RequestServices.GetRequiredService<SiloOptions>();
        return options.PublicAddress?.AbsoluteUri.TrimEnd('/')
            ?? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
    }
}
