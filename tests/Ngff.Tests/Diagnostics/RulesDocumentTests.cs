using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Tests.Diagnostics;

/// <summary>RULES.md lists every rule as the tables of the versions have it.</summary>
public class RulesDocumentTests
{
    [Fact]
    public void The_list_of_rules_is_up_to_date()
    {
        var file = Find();

        var expected = RulesDocument.Write();

        if (Environment.GetEnvironmentVariable("OMENGFF_UPDATE_DOCUMENTS") is not null)
        {
            File.WriteAllText(file, expected);
        }

        Assert.Equal(expected, File.ReadAllText(file));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "src", "Ngff", "RULES.md");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException("src/Ngff/RULES.md is in no folder above the tests.");
    }
}
