using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

public sealed class ImportTests(RunningSilo silo) : SiloTests(silo)
{
    // In LPS and millimeters: x' = 10 − y, y' = 20 + x, z' = 30 + 2 z.
    private const string Itk = """
        #Insight Transform File V1.0
        #Transform 0
        Transform: AffineTransform_double_3_3
        Parameters: 0 -1 0 1 0 0 0 0 2 10 20 30
        FixedParameters: 0 0 0

        """;

    [Fact]
    public async Task A_file_becomes_the_next_version_between_the_axes_of_the_ends()
    {
        var alignment = await NewAlignment(Space("zyx", "micrometer"), Space("zyx", "millimeter", "RAS"));
        var body = Request("itk", Itk, "fixed", "source", "sourceFrame", "LPS");
        body["status"] = "published";
        body["comment"] = "from ANTs";
        body["quality"] = new JsonObject { ["dice"] = 0.5 };
        body["provenance"] = new JsonObject
        {
            ["author"] = "Ada",
            ["parameters"] = new JsonObject { ["iterations"] = 500 },
        };

        var made = (await Api.Post($"{alignment}:import", body)).Is(201);

        Assert.Equal($"{alignment}/versions/1", made["Location"]);
        Assert.NotNull(made["Change"]);
        Assert.Equal(("published", "from ANTs"), ((string)made.Json["status"]!, (string)made.Json["comment"]!));
        Assert.Equal(0.5, (double)made.Json["quality"]!["dice"]!);

        // z 3000 µm, y 2000, x 1000 is (1, 2, 3) in LPS and goes to (8, 21, 36), which is (−8, −21, 36) in RAS.
        Carries([36, -21, -8], made.Json, 3000, 2000, 1000);
        var provenance = made.Json["provenance"]!;
        Assert.Equal(
            ("Ada", "imported from a file (itk)", "ITK (Insight Transform File V1.0)"),
            ((string)provenance["author"]!, (string)provenance["method"]!, (string)provenance["software"]!));
        Assert.Equal(500, (int)provenance["parameters"]!["iterations"]!);
        var import = provenance["parameters"]!["import"]!.AsObject();
        Assert.Equal(
            ["format", "unit", "sourceFrame", "fixed", "sha256"], import.Select(member => member.Key));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Itk))), (string)import["sha256"]!);
        Assert.Equal("LPS", (string)import["sourceFrame"]!);
        var read = (await Api.Get(made["Location"]!)).Is(200);
        Assert.True(JsonNode.DeepEquals(made.Json, read.Json), read.Text);
        Assert.Equal(made.ETag, read.ETag);
    }

    [Fact]
    public async Task A_dry_run_adds_nothing_and_a_key_makes_it_once()
    {
        var alignment = await NewAlignment(Space("zyx", "millimeter", "LPS"), Space("zyx", "millimeter", "LPS"));
        var body = Request("itk", Itk, "fixed", "target");
        await Api.StoresNothing(async () =>
        {
            var dry = (await Api.Post($"{alignment}:import?dryRun=true", body)).Is(200);
            Assert.Equal(1, (int)dry.Json["version"]!);
            Carries([3, 2, 1], dry.Json, 36, 21, 8);
            Assert.Null(dry["Change"]);
        });

        var key = ("Idempotency-Key", NewName());
        var first = (await Api.Post($"{alignment}:import", body, key)).Is(201);
        var again = (await Api.Post($"{alignment}:import", body, key)).Is(201);

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(1, (int)(await Api.Get(alignment)).Json["lastVersion"]!);
        Assert.Equal(2, (int)(await Api.Post($"{alignment}:import", body)).Is(201).Json["version"]!);
    }

    [Fact]
    public async Task An_array_counts_pixels_and_the_channels_of_an_image_are_left_out()
    {
        var array = await Api.New("arrays");
        var image = await Api.New("images", Drafts.Image(null, array));
        var plane = await Api.New("spaces", Kinds.Space("millimeter"));
        const string matrix = "0.5 0 10\n0 0.25 20";

        var ofPixels = await Api.New("alignments", Ends($"array:{array}", $"space:{plane}"));
        var body = Request("matrix", matrix, "from", "source", "inputUnit", "index");
        body["axes"] = new JsonArray("x", "y");
        Carries([20.5, 10.5], (await Api.Post($"/v1/alignments/{ofPixels}:import", body)).Is(201).Json, 2, 1);

        var ofImage = await Api.New("alignments", Ends($"image:{image}", $"space:{plane}"));
        (await Api.Post($"/v1/alignments/{ofImage}:import", body)).IsRefusal("/unit", "unit-mismatch");
        body.Remove("inputUnit");
        Carries([20.5, 10.5], (await Api.Post($"/v1/alignments/{ofImage}:import", body)).Is(201).Json, 2000, 1000);

        var withChannels = await NewAlignment(Space("czyx", "millimeter", "LPS"), Space("zyx", "millimeter", "LPS"));
        var version = (await Api.Post($"{withChannels}:import", Request("itk", Itk, "fixed", "source"))).Is(201);
        Carries([36, 21, 8], version.Json, 7, 3, 2, 1);
    }

    [Fact]
    public async Task All_formats_are_taken()
    {
        var (pixels, world) = (Space("zyx", null), Space("zyx", "micrometer"));
        var ofPixels = await NewAlignment(pixels, world);
        const string xml = """
            <SpimData version="0.2"><SequenceDescription><ViewSetups><ViewSetup><id>3</id><voxelSize><unit>micrometer</unit>
            <size>2 2 5</size></voxelSize></ViewSetup></ViewSetups></SequenceDescription><ViewRegistrations>
            <ViewRegistration timepoint="7" setup="3"><ViewTransform type="affine">
            <affine>2 0 0 0 0 2 0 0 0 0 5 0</affine></ViewTransform></ViewRegistration></ViewRegistrations></SpimData>
            """;
        var view = Request("bigdataviewer", xml);
        view.Remove("unit");
        view["view"] = new JsonObject { ["setup"] = 3, ["timepoint"] = 7 };
        var viewed = (await Api.Post($"{ofPixels}:import", view)).Is(201).Json;
        Assert.Equal("SpimData 0.2", (string)viewed["provenance"]!["software"]!);
        Assert.Equal("scale", (string)viewed["coordinateTransformation"]!["type"]!);
        Carries([15, 4, 2], viewed, 3, 2, 1);

        var ofWorld = await NewAlignment(world, Space("zyx", "micrometer"));
        var ngff = Request("ngff", """[{"type":"identity","name":"a"},{"type":"scale","scale":[1,2,3],"name":"b"}]""");
        ngff.Remove("unit");
        ngff["name"] = "b";
        Carries([3, 4, 3], (await Api.Post($"{ofWorld}:import", ngff)).Is(201).Json, 3, 2, 1);

        var elastix = Request(
            "elastix",
            """
            (Transform "TranslationTransform")
            (NumberOfParameters 3)
            (TransformParameters 1 2 3)
            (InitialTransformParameterFileName "first.txt")
            (HowToCombineTransforms "Compose")
            (FixedImageDimension 3)
            (MovingImageDimension 3)
            """,
            "fixed", "source", "sourceFrame", "file", "targetFrame", "file");
        (await Api.Post($"{ofWorld}:import", elastix)).IsRefusal("/initial", "alignment-file-incomplete");
        elastix["initial"] = """
            (Transform "TranslationTransform")
            (TransformParameters 0.5 0 0)
            (FixedImageDimension 3)
            (MovingImageDimension 3)
            """;
        var moved = (await Api.Post($"{ofWorld}:import", elastix)).Is(201).Json;
        Carries([3000, 2000, 1500], moved, 0, 0, 0);
        var import = moved["provenance"]!["parameters"]!["import"]!;
        Assert.Equal(64, ((string)import["initialSha256"]!).Length);
        Assert.Contains("first.txt", (string)import["remarks"]![0]!, StringComparison.Ordinal);
        Assert.Null(import["initial"]);
    }

    [Fact]
    public async Task What_is_missing_or_contradicts_is_refused_with_its_field_and_rule()
    {
        var alignment = await NewAlignment(Space("zyx", "millimeter"), Space("zyx", "millimeter", "RAS"));
        var body = Request("itk", Itk, "fixed", "source", "sourceFrame", "LPS");
        await Api.StoresNothing(async () =>
        {
            (await Api.Post($"{alignment}:import", new JsonObject())).IsProblem(400);
            await Refused("/format", "json-mismatch", "format", "nifti");
            await Refused("/unit", "unit-unknown", "unit", null);
            await Refused("/unit", "unit-unknown", "unit", "mm");
            await Refused("/fixed", "alignment-direction-unknown", "fixed", null);
            await Refused("/fixed", "json-mismatch", "fixed", "moving");
            await Refused("/from", "alignment-field-unexpected", "from", "source");
            await Refused("/sourceFrame", "frame-unknown", "sourceFrame", null);
            await Refused("/sourceFrame", "json-mismatch", "sourceFrame", "LAS");
            await Refused("/targetFrame", "frame-contradiction", "targetFrame", "LPS");
            await Refused("/view", "alignment-field-unexpected", "view", new JsonObject { ["setup"] = 1 });
            await Refused("/axes", "file-axes-mismatch", "axes", new JsonArray("a", "b"));
            await Refused("/content", "alignment-file-invalid", "content", "hello: 1");
            await Refused("/content", "alignment-file-binary", "content", "\u0089HDF\r\n\u001a\n");
            await Refused("/content", "transformation-not-finite", "content", Itk.Replace(" 30", " NaN", StringComparison.Ordinal));
            await Refused("/unitSize", "unit-contradiction", "unitSize", 0);
            await Refused("/colour", "json-mismatch", "colour", "red");
            await Refused("/quality/dice", "quality-not-a-number", "quality", new JsonObject { ["dice"] = "good" });
            await Refused(
                "/provenance/parameters/import", "import-derived", "provenance",
                new JsonObject { ["parameters"] = new JsonObject { ["import"] = 1 } });
            await Refused(
                "/provenance/parameters", "object-expected", "provenance",
                new JsonObject { ["parameters"] = new JsonArray(1) });
            (await Api.Post($"{alignment}x:import", body)).IsProblem(404);

            var all = (await Api.Post($"{alignment}:import", new JsonObject
            {
                ["format"] = "matrix",
                ["content"] = "1 0 0 0\n0 1 0 0\n0 0 1 0",
            })).IsProblem(400);
            Assert.Equal(["/from", "/axes", "/unit"], all["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
        });

        var upward = await NewAlignment(Space("yx", "millimeter", "LPS"), Space("zyx", "millimeter", "LPS"));
        (await Api.Post($"{upward}:import", Request("itk", Itk, "fixed", "source")))
            .IsRefusal("/axes", "file-axes-mismatch");

        async Task Refused(string pointer, string rule, string field, JsonNode? value)
        {
            var other = body.DeepClone().AsObject();
            other.Remove(field);
            if (value is not null)
            {
                other[field] = value;
            }

            var error = (await Api.Post($"{alignment}:import", other)).IsProblem(400)["errors"]![0]!;
            Assert.Equal((pointer, rule), ((string)error["pointer"]!, (string)error["rule"]!));
        }
    }

    private async Task<string> NewAlignment(JsonObject source, JsonObject target) => "/v1/alignments/" + await Api.New(
        "alignments", Ends($"space:{await Api.New("spaces", source)}", $"space:{await Api.New("spaces", target)}"));

    private static JsonObject Ends(string source, string target) => new() { ["source"] = source, ["target"] = target };

    private static JsonObject Request(string format, string content, params string[] fields)
    {
        var request = new JsonObject { ["format"] = format, ["content"] = content, ["unit"] = "millimeter" };
        for (var field = 0; field < fields.Length; field += 2)
        {
            request[fields[field]] = fields[field + 1];
        }

        return request;
    }

    private static JsonObject Space(string names, string? unit, string? frame = null) => new()
    {
        ["axes"] = new JsonArray([.. names.Select(JsonNode (name) => Axis(name, unit, frame))]),
    };

    private static JsonObject Axis(char name, string? unit, string? frame)
    {
        if (name == 'c')
        {
            return new JsonObject { ["name"] = "c", ["type"] = "channel" };
        }

        var axis = new JsonObject { ["name"] = name.ToString(), ["type"] = "space" };
        if (unit is not null)
        {
            axis["unit"] = unit;
        }

        if (frame is not null)
        {
            axis["orientation"] = new JsonObject
            {
                ["type"] = "anatomical",
                ["value"] = name switch
                {
                    'x' => frame == "LPS" ? "right-to-left" : "left-to-right",
                    'y' => frame == "LPS" ? "anterior-to-posterior" : "posterior-to-anterior",
                    _ => "inferior-to-superior",
                },
            };
        }

        return axis;
    }

    /// <summary>Asserts where a version carries a point, read from its JSON alone.</summary>
    private static void Carries(double[] expected, JsonNode version, params double[] point) => Assert.Equal(
        expected,
        Apply(version["coordinateTransformation"]!, point).Select(number => Math.Round(number, 9)));

    private static double[] Apply(JsonNode transformation, double[] point)
    {
        var type = (string)transformation["type"]!;
        var parameters = transformation[type]?.AsArray();
        return type switch
        {
            "identity" => point,
            "scale" => [.. point.Select((number, axis) => number * (double)parameters![axis]!)],
            "translation" => [.. point.Select((number, axis) => number + (double)parameters![axis]!)],
            "mapAxis" => [.. parameters!.Select(axis => point[(int)axis!])],
            "affine" =>
            [
                .. parameters!.Select(row => point.Append(1).Select((number, axis) => number * (double)row![axis]!).Sum()),
            ],
            "rotation" =>
            [
                .. parameters!.Select(row => point.Select((number, axis) => number * (double)row![axis]!).Sum()),
            ],
            "sequence" => transformation["transformations"]!.AsArray().Aggregate(point, (at, part) => Apply(part!, at)),
            _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"What is a {type}?")),
        };
    }
}
