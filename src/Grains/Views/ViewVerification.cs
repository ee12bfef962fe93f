using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Grains.Views;

/// <summary>Compares what image grains serve with what the records of one snapshot say.</summary>
public sealed class ViewVerification(IGrainFactory grains, IRecordStore store)
{
    /// <summary>How often an image is looked at again because it changes meanwhile.</summary>
    private const int MaxAttempts = 20;

    private static readonly ImmutableArray<ViewRoot> Roots =
    [
        .. OmeVersions.Written.SelectMany(version =>
            new[] { new ViewRoot(version.Text()), new ViewRoot(version.Text(), Distributed: true) }),
    ];

    /// <summary>What differs in the view of an image; nothing where there is no such image.</summary>
    public async Task<ImmutableArray<Difference>> Run(string image, CancellationToken cancellationToken)
    {
        var reference = new RecordReference(RecordKind.Image, image);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var before = await store.ReadImage(image, cancellationToken);
            var (served, documents) = await Served(image, cancellationToken);
            var after = await store.ReadImage(image, cancellationToken);
            if (before?.Revision != after?.Revision || before is null)
            {
                if (before is null && after is null)
                {
                    return served is null
                        ? []
                        : [new Difference(reference, "view", "absent", $"version {served.Version}")];
                }

                continue;
            }

            return [.. Compare(reference, new ImageView(before), served, documents)];
        }

        return [new Difference(reference, "view", "a quiet moment to look at it", "it changes all the time")];
    }

    private async Task<(ImageRecord? Record, ImmutableArray<string> Documents)> Served(
        string image, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IImageGroupGrain>(image);
        var documents = ImmutableArray.CreateBuilder<string>();
        foreach (var root in Roots)
        {
            try
            {
                documents.Add((await grain.Metadata(root, cancellationToken))?.ETag ?? "absent");
            }
            catch (ProblemException refusal)
            {
                documents.Add(refusal.Problem.Type);
            }
        }

        return (await grain.Get(cancellationToken), documents.ToImmutable());
    }

    private static IEnumerable<Difference> Compare(
        RecordReference reference, ImageView expected, ImageRecord? served, ImmutableArray<string> documents)
    {
        var view = expected.Record.View!;
        if (served?.View?.Revision != view.Revision)
        {
            yield return new Difference(reference, "view.revision", $"{view.Revision}", $"{served?.View?.Revision}");
        }

        if (served is not null && !served.View!.ArrayVersions.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SequenceEqual(view.ArrayVersions.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
        {
            yield return new Difference(
                reference, "view.arrayVersions", string.Join(", ", view.ArrayVersions),
                string.Join(", ", served.View.ArrayVersions));
        }

        if (served is not null && served.View!.Diagnostics != view.Diagnostics)
        {
            yield return new Difference(
                reference, "view.diagnostics", Rules(view.Diagnostics), Rules(served.View.Diagnostics));
        }

        for (var index = 0; index < Roots.Length; index++)
        {
            var document = Expected(expected, Roots[index]);
            if (document != documents[index])
            {
                yield return new Difference(
                    reference,
                    $"view in OME {Roots[index].Ome}{(Roots[index].Distributed ? ", distributed" : "")}",
                    document,
                    documents[index]);
            }
        }
    }

    private static string Rules(IEnumerable<Diagnostic> diagnostics) =>
        string.Join(", ", diagnostics.Select(diagnostic => $"{diagnostic.Rule} at '{diagnostic.Pointer}'"));

    private static string Expected(ImageView view, ViewRoot root)
    {
        try
        {
            return view.Metadata(root).ETag;
        }
        catch (ProblemException refusal)
        {
            return refusal.Problem.Type;
        }
    }
}
