using System.Text.Json;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Grains.Views;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Neuroglancer;

namespace OmeNgff.Silo.Viewers.Neuroglancer;

/// <summary>What of an image or a viewpoint is to be shown, and from where.</summary>
/// <param name="Address">The address of the catalog, without a slash at the end.</param>
/// <param name="SeparateChannels">True for a layer of its own for every channel.</param>
public sealed record StateRequest(string Address, bool SeparateChannels);

/// <summary>
/// Neuroglancer's states of images and viewpoints. The images stay in their own spaces in the sources; the alignments are
/// in the transforms of the layers.
/// </summary>
public sealed class ImageStates(IGrainFactory grains, PathResolution resolution)
{
    /// <summary>How many channels get a layer of their own (limit <c>MaxChannelLayers</c>).</summary>
    public const int MaxChannelLayers = 100;

    /// <summary>Colours for images of a viewpoint that have none, so that they can be told apart.</summary>
    private static readonly string[] Palette = ["00FF66", "FF33CC", "33CCFF", "FFCC33", "FF6633", "9966FF"];

    /// <summary>The state of an image and its labels.</summary>
    /// <param name="request">What is to be shown.</param>
    /// <param name="id">The image's id.</param>
    /// <param name="place">The space to show it in, or null for its own.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">404: there is no such image, or no way; 409: Neuroglancer cannot show it.
    /// </exception>
    public async Task<ServedDocument> OfImage(
        StateRequest request, string id, ViewPlace? place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var warnings = new List<string>();
        var source = await PublishedSource.Find(grains, id, cancellationToken);
        var placement = place is null
            ? SourcePlacement.Own(source)
            : await SourcePlacement.Find(resolution, source, place, cancellationToken);
        var space = SpaceOf(placement.Target);
        warnings.AddRange(placement.Warning is { } warning ? [warning] : []);
        var layers = Layers(request, source, Place(source, placement, space), null, color: null).ToList();
        foreach (var label in source.Image.Labels)
        {
            try
            {
                var labels = await PublishedSource.Find(grains, label.Image, cancellationToken);
                var there = await SourcePlacement.Find(
                    resolution, labels, place ?? new ViewPlace($"image:{id}", []), cancellationToken);
                layers.Add(Segmentation(request, labels, Place(labels, there, space)) with { Name = label.Path });
            }
            catch (ProblemException refusal) when (refusal.Problem.Status is 404 or 409 or 400)
            {
                // The image can be looked at all the same.
                warnings.Add($"The labels '{label.Image}' are not shown: {refusal.Problem.Detail}");
            }
        }

        return Document(ViewerState.Of(source.Image.DisplayName, space, layers), warnings);
    }

    /// <summary>The state of a viewpoint.</summary>
    /// <param name="request">What is to be shown.</param>
    /// <param name="id">The viewpoint's id.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="ProblemException">404: there is no such viewpoint; or the first layer that cannot be shown, which the
    /// pointer names.</exception>
    public async Task<ServedDocument> OfViewpoint(
        StateRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RecordId.IsValid(id)
            || await grains.GetGrain<IViewpointGrain>(id).Get(cancellationToken) is not { } viewpoint)
        {
            throw ProblemException.NotFound("viewpoint", id);
        }

        var warnings = new List<string>();
        var layers = new List<ViewerLayer>();
        ViewerSpace? space = null;
        for (var index = 0; index < viewpoint.Layers.Count; index++)
        {
            var layer = viewpoint.Layers[index];
            try
            {
                var source = await PublishedSource.Find(grains, layer.Image, cancellationToken);
                var placement = await SourcePlacement.Find(
                    resolution, source, new ViewPlace(viewpoint.Space, layer.Pins), cancellationToken);
                space ??= SpaceOf(placement.Target);
                warnings.AddRange(placement.Warning is { } warning ? [warning] : []);
                var color = viewpoint.Layers.Count > 1 ? Palette[index % Palette.Length] : null;
                layers.AddRange(Layers(request, source, Place(source, placement, space), layer.Attributes, color)
                    .Select(made => made with { Visible = layer.Visible && made.Visible }));
            }
            catch (ProblemException refusal)
            {
                throw Within($"/layers/{index}", layer.Image, refusal.Problem);
            }
        }

        return space is null
            ? throw PublishedSource.NotShown($"Neuroglancer cannot show the viewpoint '{id}'.",
                [new ProblemError("/layers", "viewer-layers-missing", "It has no layers.")])
            : Document(ViewerState.Of(viewpoint.DisplayName, space, layers), warnings);
    }

    private static ServedDocument Document(ViewerState state, List<string> warnings) =>
        Documents.Serve(ViewerStateWriter.Write(state)) with
        {
            Warning = warnings.Count == 0 ? null : string.Join(' ', warnings),
        };

    /// <summary>The layers of a source: one, or one per channel.</summary>
    private static IEnumerable<ViewerLayer> Layers(
        StateRequest request, PublishedSource source, LayerPlacement placement, RawJson? attributes, string? color)
    {
        if (source.IsLabel)
        {
            return [Segmentation(request, source, placement)];
        }

        var channels = ChannelDisplay.Of(source.Image.Omero);
        var axis = source.Space.Axes.Items.ToList().FindIndex(candidate => candidate.IsChannel);
        var count = axis < 0 ? 1 : Math.Min(source.Space.Shape[axis], MaxChannelLayers);
        var layer = new ImageLayer
        {
            Name = Text(attributes, "name") ?? source.Image.DisplayName,
            Source = request.Address + source.Path,
            Placement = placement,
            IsAdditive = color is not null,
            Opacity = Number(attributes, "opacity") is >= 0 and <= 1 and var opacity ? opacity : 1,
        };
        if (request.SeparateChannels && count > 1)
        {
            return Enumerable.Range(0, (int)count).Select(channel => layer with
            {
                Name = $"{layer.Name}: {Of(channel).Label ?? $"channel {channel}"}",
                Display = Of(channel),
                Channel = channel,
                Visible = Of(channel).Active,
                IsAdditive = true,
            });
        }

        var wanted = Number(attributes, "channel") is { } number && number >= 0 && number < count ? (int)number
            : Math.Max(0, channels.Items.ToList().FindIndex(channel => channel.Active));
        var shown = Of(wanted);
        return [layer with { Display = (color is null ? shown : shown with { Color = color }).With(attributes), Channel = wanted }];

        ChannelDisplay Of(int channel) => channel < channels.Count ? channels[channel] : new ChannelDisplay();
    }

    private static SegmentationLayer Segmentation(
        StateRequest request, PublishedSource source, LayerPlacement placement) => source.DataType == "float32"
        ? throw PublishedSource.NotShown($"The image '{source.Image.Id}' has no labels that Neuroglancer could show.",
            [new ProblemError("/data_type", "viewer-data-type", "Labels are integers.")])
        : new SegmentationLayer
        {
            Name = source.Image.DisplayName,
            Source = request.Address + source.Path,
            Placement = placement,
            Colors = LabelColors.Of(source.Image.ImageLabel),
        };

    private static ViewerSpace SpaceOf(EquatableArray<Axis> axes) => Shown("/space", () => ViewerSpace.Of(axes));

    private static LayerPlacement Place(PublishedSource source, SourcePlacement placement, ViewerSpace space) =>
        Shown("/space", () => LayerPlacement.Of(source.Space, placement.Way, space));

    private static T Shown<T>(string pointer, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (NgffException refusal)
        {
            throw PublishedSource.NotShown("Neuroglancer cannot show this.",
                ProblemException.Invalid(refusal, pointer).Problem.Errors);
        }
    }

    private static ProblemException Within(string pointer, string image, Problem problem) => new(problem with
    {
        Detail = $"The layer of the image '{image}': {problem.Detail}",
        Errors = problem.Errors.IsEmpty
            ? [new ProblemError(pointer, problem.Type.Split('/')[^1], problem.Detail ?? problem.Title)]
            : problem.Errors.Select(error => error with { Pointer = pointer }).ToEquatableArray(),
    });

    private static string? Text(RawJson? attributes, string name) =>
        attributes?.Member(name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value
            ? value
            : null;

    private static double? Number(RawJson? attributes, string name) =>
        attributes?.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var value)
            ? value
            : null;
}
