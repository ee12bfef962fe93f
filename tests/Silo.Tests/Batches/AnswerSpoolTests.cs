using System.Text;
using OmeNgff.Silo.Batches;

namespace OmeNgff.Silo.Tests.Batches;

public sealed class AnswerSpoolTests
{
    [Fact]
    public async Task What_is_taken_right_away_never_sees_a_file()
    {
        using var spool = new AnswerSpool(maxMemoryBytes: 10);
        for (var number = 0; number < 100; number++)
        {
            spool.Append("12345678"u8);
            Assert.Equal("12345678", Encoding.UTF8.GetString((await spool.Take(CancellationToken.None)).Span));
        }

        Assert.False(spool.HasFile);
    }

    [Fact]
    public async Task What_is_not_taken_goes_to_a_file_without_a_name_and_comes_in_order()
    {
        var before = Directory.GetFiles(Path.GetTempPath(), "omengff-answers-*");
        using var spool = new AnswerSpool(maxMemoryBytes: 10);
        var (given, taken) = (new StringBuilder(), new StringBuilder());
        for (var number = 0; number < 50_000; number++)
        {
            var text = $"{number},";
            given.Append(text);
            spool.Append(Encoding.UTF8.GetBytes(text));

            // Taken now and then, so that memory and file take turns.
            if (number % 7000 == 6999)
            {
                while (taken.Length < given.Length)
                {
                    taken.Append(Encoding.UTF8.GetString((await spool.Take(CancellationToken.None)).Span));
                }
            }
        }

        Assert.True(spool.HasFile);
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "omengff-answers-*"));
        spool.Complete();
        while (await spool.Take(CancellationToken.None) is { Length: > 0 } rest)
        {
            taken.Append(Encoding.UTF8.GetString(rest.Span));
        }

        Assert.Equal(given.ToString(), taken.ToString());
    }

    [Fact]
    public async Task Who_waits_is_told_of_more_and_of_the_end()
    {
        using var spool = new AnswerSpool();
        var first = spool.Take(CancellationToken.None);
        Assert.False(first.IsCompleted);
        spool.Append("a"u8);
        Assert.Equal(1, (await first).Length);

        var end = spool.Take(CancellationToken.None);
        Assert.False(end.IsCompleted);
        spool.Complete();
        Assert.Equal(0, (await end).Length);
    }
}
