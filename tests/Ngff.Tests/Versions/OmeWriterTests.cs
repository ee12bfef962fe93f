using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Versions;

public class OmeWriterTests
{
    [Fact]
    public void Whatever_is_written_is_read_back_the_same_and_valid() => Prop.ForAll(
        Gen.Elements(OmeVersion.V04, OmeVersion.V05, OmeVersion.V06)
            .SelectMany(version => OmeGroupGenerators.Group(version)).ToArbitrary(),
        group =>
        {
            var written = OmeWriter.Write(group, group.Version);
            var reading = OmeReader.Read(group.Version.ZarrFormat(), written);

            Assert.DoesNotContain(reading.Diagnostics, found => found.Severity == Severity.Error);
            Assert.Equal(written, OmeWriter.Write(reading.Group!, group.Version));
            Assert.Equal(group.Multiscales.SelectMany(image => image.Datasets), reading.Group!.Multiscales.SelectMany(image => image.Datasets));
            Assert.Equal(
                group.Multiscales.SelectMany(image => image.CoordinateTransformations),
                reading.Group.Multiscales.SelectMany(image => image.CoordinateTransformations));
            Assert.Equal(group, reading.Group);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_one_version_says_another_says_or_refuses_by_a_rule() => Prop.ForAll(
        Gen.Elements(OmeVersion.V04, OmeVersion.V05, OmeVersion.V06)
            .SelectMany(version => OmeGroupGenerators.Group(version)).ToArbitrary(),
        Gen.Elements(OmeVersion.V04, OmeVersion.V05, OmeVersion.V06).ToArbitrary(),
        (group, other) =>
        {
            RawJson there;
            try
            {
                there = OmeWriter.Write(group, other);
            }
            catch (NgffException refusal)
            {
                Assert.All(refusal.Diagnostics, found => Assert.EndsWith("-not-in-version", found.Rule, StringComparison.Ordinal));
                return;
            }

            var read = OmeReader.Read(other.ZarrFormat(), there);
            Assert.DoesNotContain(read.Diagnostics, found => found.Severity == Severity.Error);
            Assert.Equal(group.Multiscales.Count, read.Group!.Multiscales.Count);
            Assert.Equal(group.Plate, read.Group.Plate);
            Assert.Equal(group.Well, read.Group.Well);
            Assert.Equal(group.Labels, read.Group.Labels);
            Assert.Equal(group.Attributes, read.Group.Attributes);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(OmeVersion.V01)]
    [InlineData(OmeVersion.V02)]
    [InlineData(OmeVersion.V03)]
    public void Old_versions_are_not_written(OmeVersion version) =>
        Assert.Equal("version-not-written", Refusal(new OmeGroup { Labels = ["a"] }, version));

    [Fact]
    public void What_a_version_cannot_say_is_refused_by_name()
    {
        EquatableArray<Axis> axes = [new("y", "space"), new("x", "space")];
        var image = new OmeMultiscale { Axes = axes, Datasets = [new OmeDataset("0", new ScaleTransformation([1, 1]))] };
        var named = image with { CoordinateSystems = [new CoordinateSystem("other", axes)] };
        var turned = image with { Datasets = [new OmeDataset("0", new RotationTransformation(Matrix.OfRows([0, 1], [-1, 0])))] };
        var scene = new OmeGroup { Scene = new Scene { CoordinateTransformations = [new IdentityTransformation()] } };
        var well = new OmeGroup { Well = new Well { Images = [new WellImage("a-b")] } };

        Assert.Equal("coordinate-systems-not-in-version", Refusal(new OmeGroup { Multiscales = [named] }, OmeVersion.V05));
        Assert.Equal("transformation-not-in-version", Refusal(new OmeGroup { Multiscales = [turned] }, OmeVersion.V04));
        Assert.Equal("transformation-not-in-version", Refusal(new OmeGroup { Multiscales = [turned] }, OmeVersion.V06));
        Assert.Equal("scene-not-in-version", Refusal(scene, OmeVersion.V05));
        Assert.Equal("well-path-not-in-version", Refusal(well, OmeVersion.V05));
        OmeWriter.Write(well, OmeVersion.V06);
    }

    [Fact]
    public void An_image_of_an_old_version_is_written_with_its_arrays_and_not_without_scales()
    {
        var old = OmeReader.Read(2, Conformance.Read("ngff-spec/0.3/examples/image/valid/image.json")).Group!;
        var plate = OmeReader.Read(2, Conformance.Read("ngff-spec/0.1/examples/plate/valid/minimal_acquisition.json")).Group!;

        Assert.All(OmeVersions.Written, version =>
        {
            Assert.Equal("scale-not-said", Refusal(old, version));
            Assert.Equal("well-index-not-in-version", Refusal(plate, version));
        });
    }

    [Fact]
    public void A_plate_of_an_old_version_gets_the_indices_that_its_paths_say()
    {
        var old = OmeReader.Read(2, Conformance.Read("ngff-spec/0.3/examples/plate/valid/plate.json")).Group!;

        var written = OmeReader.Read(3, OmeWriter.Write(old, OmeVersion.V06)).Group!;

        Assert.Equal(OmeVersion.V03, old.Version);
        Assert.Equal(new PlateWell("B/3", 1, 2), written.Plate!.Wells[3]);
    }

    [Fact]
    public void A_name_of_a_transformation_finds_a_place_in_0_4()
    {
        var named = new SequenceTransformation(
            [new ScaleTransformation([2, 2]), new TranslationTransformation([1, 1])])
        { Name = "level 0" };
        var group = new OmeGroup
        {
            Multiscales =
            [
                new OmeMultiscale
                {
                    Axes = [new("y", "space"), new("x", "space")],
                    Datasets = [new OmeDataset("0", named)],
                },
            ],
        };

        var text = OmeWriter.Write(group, OmeVersion.V04).ToString();

        Assert.Contains("""{"type":"scale","name":"level 0","scale":[2.0,2.0]}""", text, StringComparison.Ordinal);
    }

    private static string Refusal(OmeGroup group, OmeVersion version) =>
        Assert.Throws<NgffException>(() => OmeWriter.Write(group, version)).Diagnostics[0].Rule;
}
