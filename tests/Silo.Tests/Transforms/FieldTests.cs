using System.Buffers.Binary;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Transforms;

/// <summary>Paths through displacement and coordinate fields that lie in Zarr arrays, over HTTP.</summary>
public class FieldTests(RunningSilo silo) : SiloTests(silo)
{
    private const int Size = 9;

    [Fact]
    public async Task Points_are_carried_through_a_displacement_field_and_back()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Field("displacements", (y, x) => (0.1 * y, 0.25 - (0.05 * x))));

        var answer = (await Api.Transform(from, to)).Is(200).Json;
        var there = await Api.Carry(from, to, [3, 5]);
        var back = await Api.Carry(to, from, there);

        Assert.Equal([$"{alignment}@1"], answer.Steps());
        Assert.Equal("displacements", (string)answer["transformation"]!["type"]!);
        Assert.Null(answer["matrix"]);
        Assert.Equal(3.3, there[0], 1e-12);
        Assert.Equal(5, there[1], 1e-12);
        Assert.Equal(3, back[0], 1e-8);
        Assert.Equal(5, back[1], 1e-8);
        var inverse = (await Api.Transform(to, from)).Is(200).Json;
        Assert.Equal([$"<{alignment}@1"], inverse.Steps());
        Assert.Null(inverse["transformation"]);
    }

    [Fact]
    public async Task A_point_outside_of_a_field_is_named_and_the_others_are_carried()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Field("displacements", (_, _) => (1, 2)));

        var answer = (await Api.Post("/v1/transforms/points", new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["points"] = new JsonArray(Spaces.Numbers([1, 1]), Spaces.Numbers([1, 100]), Spaces.Numbers([2, 2])),
        })).Is(200).Json;

        Assert.Equal("[[2,3],null,[3,4]]", answer["points"]!.ToJsonString().Replace(".0", "", StringComparison.Ordinal));
        var fault = Assert.Single(answer["faults"]!.AsArray())!;
        Assert.Equal((1, "point-outside-field"), ((int)fault["point"]!, (string)fault["rule"]!));
    }

    [Fact]
    public async Task A_field_goes_with_other_steps_and_units()
    {
        var (from, to, far) = (await Api.NewSpace(), await Api.NewSpace(), await Api.NewSpace("nanometer"));
        await Api.Align(from, to, Field("displacements", (y, x) => (0.1 * y, 0.1 * x)));
        await Api.Align(far, to, Spaces.Affine([0, 0.001, 1], [0.001, 0, 2]));

        var there = await Api.Carry(from, far, [2, 4]);
        var back = await Api.Carry(far, from, there);

        Assert.Equal(2400, there[0], 1e-6);
        Assert.Equal(1200, there[1], 1e-6);
        Assert.Equal(2, back[0], 1e-8);
        Assert.Equal(4, back[1], 1e-8);
    }

    [Fact]
    public async Task A_coordinate_field_leads_one_way()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Field("coordinates", (y, x) => (10 * x, y + x)));

        Assert.Equal((double[])[40, 7], await Api.Carry(from, to, [3, 4]));
        Assert.Equal("/problems/no-path", (string)(await Api.Transform(to, from)).IsProblem(404)["type"]!);
    }

    [Fact]
    public async Task A_box_through_a_field_holds_every_point_that_the_box_holds()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Field("displacements", (y, x) => (Math.Sin(y), Math.Cos(x))));

        var box = (await Api.Post("/v1/transforms/boxes", new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["boxes"] = new JsonArray(new JsonObject { ["min"] = Spaces.Numbers([1, 1]), ["max"] = Spaces.Numbers([4, 5]) }),
        })).Is(200).Json["boxes"]![0]!;

        Assert.False((bool)box["exact"]!);
        for (var step = 0; step <= 10; step++)
        {
            var point = await Api.Carry(from, to, [1 + (0.3 * step), 5 - (0.4 * step)]);
            for (var axis = 0; axis < 2; axis++)
            {
                Assert.InRange(point[axis], (double)box["min"]![axis]!, (double)box["max"]![axis]!);
            }
        }
    }

    [Fact]
    public async Task A_field_that_is_not_there_is_said_when_points_are_carried()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, new JsonObject
        {
            ["type"] = "displacements",
            ["path"] = $"file://{NewFolder()}",
        });

        var problem = (await Api.Post("/v1/transforms/points", new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["points"] = new JsonArray(Spaces.Numbers([1, 1])),
        })).IsProblem(409);

        Assert.Equal("/problems/field-unusable", (string)problem["type"]!);
        Assert.NotEmpty(problem["errors"]!.AsArray());
    }

    [Fact]
    public async Task A_field_that_does_not_fit_its_space_is_refused_with_the_rule()
    {
        var field = Field("displacements", (_, _) => (1, 1));
        var (plane, fine, volume) =
            (await Api.NewSpace(), await Api.NewSpace("nanometer"), await Api.NewSpace(axes: "zyx"));

        (await Add(fine, plane, field)).IsRefusal("/coordinateTransformation/path", "field-unit-mismatch");
        (await Add(volume, await Api.NewSpace(axes: "zyx"), field))
            .IsRefusal("/coordinateTransformation/path", "field-axes-invalid");
        (await Add(fine, plane, new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(field.DeepClone(), Drafts.Scale(1, 1)),
        })).IsRefusal("/coordinateTransformation/transformations/0/path", "field-unit-mismatch");
        (await Add(plane, fine, field)).Is(201);
        (await Add(fine, plane, new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(Drafts.Scale(0.001, 0.001), field.DeepClone()),
        })).Is(201);

        async Task<Answer> Add(string from, string to, JsonObject transformation)
        {
            var id = await Api.New("alignments", new JsonObject { ["source"] = from, ["target"] = to });
            return await Api.Post($"/v1/alignments/{id}/versions", new JsonObject
            {
                ["coordinateTransformation"] = transformation.DeepClone(),
            });
        }
    }

    [Fact]
    public async Task A_matrix_that_lies_in_an_array_is_taken_over_into_the_version()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var folder = NewFolder();
        WriteArray(folder, [2, 3], [2, 0, 1, 0, 3, -1]);
        var alignment = await Api.Align(from, to, new JsonObject { ["type"] = "affine", ["path"] = $"file://{folder}" });
        Directory.Delete(folder, recursive: true);

        var version = (await Api.Get($"/v1/alignments/{alignment}/versions/1")).Is(200).Json;

        Assert.Equal(3, (double)version["coordinateTransformation"]!["affine"]![1]![1]!);
        Assert.Null(version["coordinateTransformation"]!["path"]);
        Assert.Equal((double[])[1, 1], await Api.Carry(to, from, [3, 2]));
        var (id, missing) = (await Api.New("alignments", new JsonObject { ["source"] = from, ["target"] = to }), NewName());
        (await Api.Post($"/v1/alignments/{id}/versions", new JsonObject
        {
            ["coordinateTransformation"] = new JsonObject { ["type"] = "affine", ["path"] = $"file://{folder}/{missing}" },
        })).IsProblem(400);
    }

    /// <summary>A field on the grid of whole numbers from 0 to 8, sampled from a function.</summary>
    private JsonObject Field(string type, Func<double, double, (double Y, double X)> vector)
    {
        var folder = NewFolder();
        var group = new JsonObject
        {
            ["zarr_format"] = 3,
            ["node_type"] = "group",
            ["attributes"] = new JsonObject
            {
                ["ome"] = new JsonObject
                {
                    ["version"] = "0.6",
                    ["multiscales"] = new JsonArray(new JsonObject
                    {
                        ["coordinateSystems"] = new JsonArray(new JsonObject
                        {
                            ["name"] = "field",
                            ["axes"] = new JsonArray(
                                new JsonObject { ["name"] = "d", ["type"] = type[..^1], ["discrete"] = true },
                                Drafts.Axis("y"),
                                Drafts.Axis("x")),
                        }),
                        ["datasets"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "0",
                            ["coordinateTransformations"] = new JsonArray(new JsonObject
                            {
                                ["type"] = "scale",
                                ["scale"] = Spaces.Numbers([1, 1, 1]),
                                ["input"] = new JsonObject { ["path"] = "0" },
                                ["output"] = new JsonObject { ["name"] = "field" },
                            }),
                        }),
                    }),
                },
            },
        };
        File.WriteAllText(Path.Join(folder, "zarr.json"), group.ToJsonString());
        var samples = new double[2 * Size * Size];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                (samples[(y * Size) + x], samples[(Size * Size) + (y * Size) + x]) = vector(y, x);
            }
        }

        WriteArray(Path.Join(folder, "0"), [2, Size, Size], samples);
        return new JsonObject { ["type"] = type, ["path"] = $"file://{folder}", ["interpolation"] = "linear" };
    }

    /// <summary>A Zarr array of doubles in one chunk.</summary>
    private static void WriteArray(string folder, int[] shape, double[] values)
    {
        var document = new JsonObject
        {
            ["zarr_format"] = 3,
            ["node_type"] = "array",
            ["shape"] = new JsonArray([.. shape.Select(JsonNode (size) => size)]),
            ["data_type"] = "float64",
            ["chunk_grid"] = new JsonObject
            {
                ["name"] = "regular",
                ["configuration"] = new JsonObject
                {
                    ["chunk_shape"] = new JsonArray([.. shape.Select(JsonNode (size) => size)]),
                },
            },
            ["chunk_key_encoding"] = new JsonObject { ["name"] = "default" },
            ["fill_value"] = 0,
            ["codecs"] = new JsonArray(new JsonObject
            {
                ["name"] = "bytes",
                ["configuration"] = new JsonObject { ["endian"] = "little" },
            }),
        };
        var bytes = new byte[8 * values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * index), values[index]);
        }

        var chunk = Directory.CreateDirectory(
            Path.Join([folder, "c", .. shape[..^1].Select(_ => "0")])).FullName;
        File.WriteAllText(Path.Join(folder, "zarr.json"), document.ToJsonString());
        File.WriteAllBytes(Path.Join(chunk, "0"), bytes);
    }
}
