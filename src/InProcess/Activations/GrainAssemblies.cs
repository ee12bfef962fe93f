using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Orleans;

namespace OmeNgff.InProcess.Activations;

/// <summary>
/// The assemblies that can hold grain classes: those of the application that reference this one, loaded yet or not.
/// </summary>
internal static class GrainAssemblies
{
    private static readonly string OwnName = typeof(GrainAssemblies).Assembly.GetName().Name!;

    public static IEnumerable<Assembly> All()
    {
        var loaded = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic
                && assembly.GetReferencedAssemblies().Any(reference => Is(reference.Name)));
        var beside = ApplicationFiles().Where(ReferencesThisAssembly).Select(AssemblyName.GetAssemblyName)
            .Select(Assembly.Load);
        return loaded.Concat(beside).Distinct();
    }

    public static IEnumerable<Type> GrainClassesOf(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, ContainsGenericParameters: false }
            && type.IsSubclassOf(typeof(Grain)));

    /// <summary>The application's own files among those the host may load; none in a single-file application.</summary>
    private static IEnumerable<string> ApplicationFiles() =>
        ((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string) ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(path => path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) && File.Exists(path));

    private static bool ReferencesThisAssembly(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
        {
            return false;
        }

        var metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Any(Is);
    }

    private static bool Is(string? name) => string.Equals(name, OwnName, StringComparison.OrdinalIgnoreCase);
}
