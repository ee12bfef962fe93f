using System.Text.Json.Nodes;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Neuroglancer;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Neuroglancer;

/// <summary>What a state says beside the transforms.</summary>
public class ViewerStateTests
{
    private static readonly EquatableArray<Axis> Axes =
    [
        new("t", "time", "second"), new("c", "channel"), new("z", "space", "micrometer"),
        new("y", "space", "micrometer"), new("x", "space", "micrometer"),
    ];

    [Fact]
    public void Dimensions_begin_with_x_y_z_and_the_middle_voxel_of_the_first_time_is_shown()
    {
        var state = Write(Image([0.1, 1, 0.5, 0.2, 0.2], [5, 2, 24, 256, 128]));

        Assert.Equal(["x", "y", "z", "t"], state["dimensions"]!.AsObject().Select(dimension => dimension.Key));
        Assert.Equal("[64,128,12,0]", state["position"]!.ToJsonString());
        Assert.Equal("4panel", (string)state["layout"]!);
        Assert.Equal(["c'"], state["layers"]![0]!["localDimensions"]!.AsObject().Select(dimension => dimension.Key));
    }

    [Fact]
    public void The_finest_layer_that_is_shown_decides_the_scale()
    {
        var coarse = Image([1, 1, 2, 1, 1], [1, 1, 10, 10, 10]);
        var fine = Image([1, 1, 0.5, 0.25, 0.25], [1, 1, 10, 10, 10]);

        Assert.Equal(2.5e-7, (double)Write(coarse, fine)["dimensions"]!["x"]![0]!);
        Assert.Equal(1e-6, (double)Write(coarse, fine with { Visible = false })["dimensions"]!["x"]![0]!);
    }

    [Fact]
    public void Layers_have_names_of_their_own()
    {
        var layer = Image([1, 1, 1, 1, 1], [1, 1, 4, 4, 4]);

        Assert.Equal(["image", "image (2)"], Write(layer, layer)["layers"]!.AsArray().Select(one => (string)one!["name"]!));
    }

    [Fact]
    public void Channels_are_read_from_omero_as_far_as_they_are_sound()
    {
        var channels = ChannelDisplay.Of(RawJson.Parse(
            """
            {"channels":[
              {"label":"DAPI","color":"0000ff","window":{"min":0,"max":4095,"start":100,"end":1500}},
              {"color":"blue","active":false,"window":{"start":5,"end":5}},
              {"inverted":true,"window":{"start":1,"end":9}},
              7]}
            """));

        Assert.Equal(
            [
                new ChannelDisplay { Label = "DAPI", Color = "0000FF", Range = (100, 1500), Window = (0, 4095) },
                new ChannelDisplay { Active = false },
                new ChannelDisplay { Range = (9, 1) },
                new ChannelDisplay(),
            ],
            channels);
    }

    [Fact]
    public void Colours_of_labels_are_those_of_image_label()
    {
        var colors = LabelColors.Of(RawJson.Parse(
            """
            {"colors":[{"label-value":1,"rgba":[255,0,16,255]},{"label-value":0,"rgba":[1,1,1,1]},
              {"label-value":2,"rgba":[256,0,0,0]},{"label-value":1,"rgba":[0,0,0,0]},{"rgba":[0,0,0,0]}]}
            """));

        Assert.Equal([("1", "FF0010")], colors);
    }

    private static ImageLayer Image(EquatableArray<double> scale, EquatableArray<long> shape)
    {
        var own = Matrix.Create(5, 6, (row, column) => row == column ? 1 : 0);
        return new ImageLayer
        {
            Name = "image",
            Source = "https://host/image.zarr/|zarr3:",
            Placement = LayerPlacement.Of(
                SourceSpace.Of(Axes, new ScaleTransformation(scale), shape), own, ViewerSpace.Of(Axes)),
        };
    }

    private static JsonNode Write(params ViewerLayer[] layers) =>
        JsonNode.Parse(ViewerStateWriter.Write(ViewerState.Of("title", ViewerSpace.Of(Axes), layers)))!;
}
