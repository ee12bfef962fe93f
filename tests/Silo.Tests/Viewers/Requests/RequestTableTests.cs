using System.Globalization;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers.Requests;

/// <summary>Every kind of request below <c>/zarr/</c>: <see cref="RequestTable"/>.</summary>
public sealed class RequestTableTests(RunningSilo silo, PublishedRecords records)
    : SiloTests(silo), IClassFixture<PublishedRecords>
{
    /// <summary>Headers that GET and HEAD answer alike.</summary>
    private static readonly string[] Alike =
    [
        "Content-Length", "Content-Type", "Content-Range", "ETag", "Last-Modified", "Accept-Ranges", "Cache-Control",
        "Access-Control-Allow-Origin", "Access-Control-Expose-Headers",
    ];

    public static TheoryData<string> Rows
    {
        get
        {
            var rows = new TheoryData<string>();
            foreach (var line in RequestTable.Rows.Split('\n', StringSplitOptions.TrimEntries))
            {
                if (line.Length > 0 && !line.StartsWith('#'))
                {
                    rows.Add(line);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_request_is_answered_as_its_row_says(string row)
    {
        var columns = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (status, content) = (int.Parse(columns[0], CultureInfo.InvariantCulture), columns[1]);
        var path = records.Path(columns[2]);
        (string, string)[] headers = columns.Length > 3 ? [("Range", columns[3])] : [];

        var get = (await Api.Get(path, headers)).Is(status);
        var head = (await Api.Send("HEAD", path, null, headers)).Is(status);

        AssertContent(get, content);
        Assert.Empty(head.Bytes);
        Assert.All(Alike, header => Assert.Equal((header, get[header]), (header, head[header])));
        foreach (var answer in new[] { get, head })
        {
            Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
            Assert.Equal("*", answer["Access-Control-Expose-Headers"]);
            Assert.Null(answer["Content-Encoding"]);
            Assert.Null(answer["Set-Cookie"]);
            Assert.NotNull(answer["Date"]);
        }

        if (status is 200 or 206)
        {
            Assert.StartsWith("\"", get.ETag, StringComparison.Ordinal);
            Assert.Equal(("bytes", "no-cache"), (get["Accept-Ranges"], get["Cache-Control"]));
            Assert.Equal(get.Bytes.Length.ToString(CultureInfo.InvariantCulture), head["Content-Length"]);
        }

        if (status is 206 or 416)
        {
            Assert.StartsWith("bytes ", get["Content-Range"], StringComparison.Ordinal);
        }
    }

    private static void AssertContent(Answer answer, string content)
    {
        switch (content)
        {
            case "-":
                Assert.Empty(answer.Bytes);
                break;
            case "json":
                Assert.Equal("application/json", answer["Content-Type"]);
                Assert.NotEmpty(answer.Json.AsObject());
                break;
            case "problem":
                answer.IsProblem(answer.Status);
                break;
            default:
                Assert.Equal(content, answer.Bytes.Length.ToString(CultureInfo.InvariantCulture));
                break;
        }
    }
}
