using System.Globalization;
using System.Reflection;
using OmeNgff.Client.Grains;

namespace OmeNgff.Client.Tests.Contracts;

/// <summary>
/// What silos of two releases say to each other while a cluster is upgraded: grain interfaces and messages, by the names and
/// numbers that go over the wire. <c>previous-release.txt</c> has those of the release before this one, and is written anew,
/// by a run with OMENGFF_UPDATE_DOCUMENTS=1, when a release is made.
/// </summary>
public sealed class ContractTests
{
    private static readonly string File = Path.Join(AppContext.BaseDirectory, "Contracts", "previous-release.txt");

    [Fact]
    public void All_that_silos_of_the_previous_release_say_is_understood_as_they_mean_it()
    {
        var now = Describe().ToList();
        if (Environment.GetEnvironmentVariable("OMENGFF_UPDATE_DOCUMENTS") == "1")
        {
            System.IO.File.WriteAllLines(Source(), now);
            return;
        }

        // Whatever was there is there, under the same name and number, of the same type; what is new is more.
        var missing = System.IO.File.ReadAllLines(File).Except(now, StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, $"Changed or taken away since the previous release:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Every_name_on_the_wire_is_given_and_given_once()
    {
        var types = Messages().ToList();
        Assert.All(types, type => Assert.True(Alias(type) is not null, $"{type} has no alias."));
        var names = types.Concat(Grains()).Select(Alias).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        foreach (var type in types)
        {
            var numbers = Members(type).Select(member => member.Number).ToList();
            Assert.Equal(numbers.Distinct(), numbers);
        }

        foreach (var grain in Grains())
        {
            Assert.All(grain.GetMethods(), method => Assert.True(Alias(method) is not null, $"{grain}.{method.Name} has no alias."));
        }
    }

    private static IEnumerable<string> Describe()
    {
        foreach (var type in Messages().OrderBy(Alias, StringComparer.Ordinal))
        {
            yield return $"message {Alias(type)}";
            foreach (var (number, name, of) in Members(type).OrderBy(member => member.Number))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"message {Alias(type)} {number} {name}: {Name(of)}");
            }
        }

        foreach (var grain in Grains().OrderBy(Alias, StringComparer.Ordinal))
        {
            foreach (var method in grain.GetInterfaces().Append(grain).SelectMany(contract => contract.GetMethods())
                .Where(method => Alias(method) is not null).OrderBy(Alias, StringComparer.Ordinal))
            {
                var parameters = string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)));
                yield return $"grain {Alias(grain)} {Alias(method)}({parameters}): {Name(method.ReturnType)}";
            }
        }
    }

    private static IEnumerable<Type> Messages() => typeof(IImageGroupGrain).Assembly.GetTypes()
        .Where(type => Has(type, "GenerateSerializerAttribute"));

    private static IEnumerable<Type> Grains() => typeof(IImageGroupGrain).Assembly.GetTypes()
        .Where(type => type.IsInterface && Alias(type) is not null);

    private static IEnumerable<(long Number, string Name, Type Type)> Members(Type type) =>
        from member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        let id = member.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType.Name == "IdAttribute")
        where id is not null && member is PropertyInfo or FieldInfo
        select (
            Convert.ToInt64(id.ConstructorArguments[0].Value, CultureInfo.InvariantCulture),
            member.Name,
            member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType);

    private static string? Alias(MemberInfo member) => (string?)member.GetCustomAttributesData()
        .FirstOrDefault(data => data.AttributeType.Name == "AliasAttribute")?.ConstructorArguments[0].Value;

    private static bool Has(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().Any(data => data.AttributeType.Name == attribute);

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]" : type.Name;

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.Join(Path.GetDirectoryName(path), Path.GetFileName(File));
}
