namespace OmeNgff.Silo.Tests.Observability;

/// <summary>docs/events.md lists every event, and each can be told from the others.</summary>
public sealed class EventsDocumentTests
{
    private static readonly IReadOnlyList<LoggedEvent> Events = LoggedEvent.All();

    [Fact]
    public void The_list_of_events_is_up_to_date()
    {
        var file = Path.Join(Checkout.Folder, "docs", "events.md");
        var expected = EventsDocument.Write(Events);

        if (Environment.GetEnvironmentVariable("OMENGFF_UPDATE_DOCUMENTS") is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, expected);
        }

        Assert.Equal(expected, File.ReadAllText(file));
    }

    [Fact]
    public void No_id_and_no_name_is_used_twice()
    {
        Assert.NotEmpty(Events);
        Assert.DoesNotContain(Events.CountBy(logged => logged.Id), count => count.Value > 1);
        Assert.DoesNotContain(Events.CountBy(logged => logged.Name), count => count.Value > 1);
    }

    [Fact]
    public void Every_event_says_what_it_means_and_what_to_do() => Assert.All(Events, logged =>
    {
        Assert.Matches("^[a-z]+(-[a-z]+)+$", logged.Name);
        Assert.True(logged.Message.Length > 10, $"{logged.Id} has no message.");
        Assert.True(logged.Meaning.Length > 10, $"{logged.Id} in {logged.Source} has no meaning: a summary.");
        Assert.True(logged.Remedy.Length > 0, $"{logged.Id} in {logged.Source} does not say what to do: remarks.");
    });

    [Fact]
    public void The_id_of_every_event_lies_in_the_range_of_a_subject() => Assert.All(
        Events, logged => Assert.Contains(EventsDocument.SubjectOf(logged), EventsDocument.Subjects.Keys));
}
