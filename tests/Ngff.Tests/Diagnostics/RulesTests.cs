using System.Reflection;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Tests.Diagnostics;

public class RulesTests
{
    [Fact]
    public void Every_rule_is_in_the_table_with_a_kebab_case_id_and_a_section()
    {
        var declared = typeof(Rules).GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(Rule)).Select(field => (Rule)field.GetValue(null)!).ToList();

        Assert.NotEmpty(declared);
        Assert.Equal(declared.Select(rule => rule.Id).Order(StringComparer.Ordinal), Rules.All.Select(rule => rule.Id));
        Assert.All(Rules.All, rule =>
        {
            Assert.All(rule.Id.Split('-'), word => Assert.Matches("^[a-z0-9]+$", word));
            Assert.NotEmpty(rule.Section);
            Assert.True(!rule.Refuses || rule.Severity == Severity.Error);
            Assert.True(Rules.TryGet(rule.Id, out _));
        });
    }
}
