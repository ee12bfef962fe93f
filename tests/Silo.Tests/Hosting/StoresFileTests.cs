using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Tests.Hosting;

/// <summary>The file of stores: what it means, and what is said of its faults.</summary>
public sealed class StoresFileTests : IDisposable
{
    private const string Variable = "OMENGFF_TEST_STORES_KEY";

    private readonly TestFolder _folder = new();

    public StoresFileTests() => Environment.SetEnvironmentVariable(Variable, "key");

    /// <summary>The members of one entry, and the field and rule of what is amiss.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { """ "chunks": "proxy" """, "address", "address-missing" },
        { """ "address": "ftp://a.example/" """, "address", "address-scheme" },
        { """ "address": "/data" """, "address", "address-scheme" },
        { """ "address": "https://a.example/?x=1" """, "address", "address-invalid" },
        { """ "address": "https://user@a.example/" """, "address", "address-invalid" },
        { """ "address": "s3://b/" """, "address", "address-invalid" },
        { """ "address": "http://169.254.169.254/" """, "address", "address-unreachable" },
        { """ "address": "file:///etc/" """, "address", "file-outside-roots" },
        { """ "address": "https://b.example/", "chunks": "send" """, "chunks", "chunks-unknown" },
        { """ "address": "https://b.example/", "publicAddress": "s3://images/" """, "publicAddress", "address-scheme" },
        { """ "address": "https://b.example/", "region": "eu-west-1" """, "region", "s3-only" },
        { """ "address": "https://b.example/", "presignedSeconds": 60 """, "presignedSeconds", "s3-only" },
        { """ "address": "s3://images/", "endpoint": "s3.example.org" """, "endpoint", "endpoint-invalid" },
        { """ "address": "s3://images/", "endpoint": "https://s3.example.org/x" """, "endpoint", "endpoint-invalid" },
        { """ "address": "s3://images/", "endpoint": "http://169.254.169.254" """, "endpoint", "address-unreachable" },
        { """ "address": "s3://images/", "region": "eu west" """, "region", "region-invalid" },
        { """ "address": "s3://images/", "addressing": "dns" """, "addressing", "addressing-unknown" },
        { """ "address": "s3://images/", "credentials": "mine" """, "credentials", "credentials-unknown" },
        { """ "address": "s3://images/", "accessKeyVariable": "OMENGFF_TEST_STORES_KEY" """,
            "secretKeyVariable", "credentials-incomplete" },
        { """ "address": "s3://images/", "accessKeyVariable": "A=B", "secretKeyVariable": "OMENGFF_TEST_STORES_KEY" """,
            "accessKeyVariable", "credentials-incomplete" },
        { """
             "address": "s3://images/", "secretKeyVariable": "OMENGFF_TEST_STORES_KEY",
             "accessKeyVariable": "OMENGFF_TEST_STORES_NOT_SET"
          """, "accessKeyVariable", "variable-missing" },
        { """
             "address": "s3://images/", "credentials": "chain", "secretKeyVariable": "OMENGFF_TEST_STORES_KEY",
             "accessKeyVariable": "OMENGFF_TEST_STORES_KEY"
          """, "credentials", "credentials-ambiguous" },
        { """ "address": "s3://images/", "presignedSeconds": 0 """, "presignedSeconds", "presigned-seconds-range" },
        { """ "address": "s3://images/", "presignedSeconds": 604801 """, "presignedSeconds", "presigned-seconds-range" },
        { """ "address": "https://a.example" """, "address", "address-duplicate" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_file_field_and_rule(string members, string field, string rule)
    {
        var file = Write($$"""{"stores": [{"address": "https://a.example/"}, { {{members}} }]}""");

        var refusal = Assert.Throws<StartException>(() => StoresFile.Read(file, [_folder.Path]));

        Assert.StartsWith($"{file}, /stores/1/{field}: ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith($" ({rule})", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"stores": [{"address": "https://a.example/", "redirect": true}]}""", "redirect")]
    [InlineData("""{"stores": [{"address": 7}]}""", "/stores/0/address")]
    [InlineData("""{"store": []}""", "store")]
    [InlineData("""{"stores": [""", "json-truncated")]
    [InlineData("stores", "json-invalid")]
    public void What_is_no_file_of_stores_is_told_with_its_place(string text, string said)
    {
        var file = Write(text);

        var refusal = Assert.Throws<StartException>(() => StoresFile.Read(file, []));

        Assert.StartsWith(file, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var refusal = Assert.Throws<StartException>(() => StoresFile.Read(Path.Join(_folder.Path, "none.json"), []));

        Assert.Contains("none.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_said_is_as_it_most_likely_is_meant()
    {
        var data = Directory.CreateDirectory(Path.Join(_folder.Path, "data")).FullName;
        var prefixes = StoresFile.Read(
            Write($$"""
                {"stores": [
                  {"address": "HTTPS://A.example:443/x"}, {"address": "s3://images"},
                  {"address": "s3://own/", "endpoint": "http://127.0.0.1:9000"},
                  {"address": "file://{{data}}"},
                  {"address": "file://{{data}}/served", "publicAddress": "https://a.example/served"}]}
                """),
            [data]);

        Assert.Equal(
            ["https://a.example/x/", "s3://images/", "s3://own/", $"file://{data}/", $"file://{data}/served/"],
            prefixes.Select(prefix => prefix.Address));
        Assert.Equal(
            [ChunkDelivery.Redirect, ChunkDelivery.Redirect, ChunkDelivery.Redirect, ChunkDelivery.Proxy,
                ChunkDelivery.Redirect],
            prefixes.Select(prefix => prefix.Chunks));
        Assert.Equal(
            new S3Access { Region = "us-east-1", PathStyle = false, Identity = new S3Identity.Anonymous() },
            prefixes[1].S3);
        Assert.Equal((true, "http://127.0.0.1:9000"), (prefixes[2].S3!.PathStyle, prefixes[2].S3!.Endpoint));
        Assert.Equal(TimeSpan.FromHours(1), prefixes[1].PresignedFor);
    }

    [Fact]
    public async Task A_silo_with_a_faulty_file_does_not_start_and_says_why()
    {
        var file = Write("""{"stores": [{"address": "s3://images/", "credentials": "mine"}]}""");
        await using var silo = SiloProcess.Launch(
            _folder, ["--port", "0", "--database", "Host=127.0.0.1;Port=1", "--stores", file]);

        Assert.Contains($"{file}, /stores/0/credentials: ", await silo.Refused(), StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var file = Path.Join(_folder.Path, "stores.json");
        File.WriteAllText(file, text);
        return file;
    }
}
