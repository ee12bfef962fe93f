using System.Globalization;
using OmeNgff.Silo.Tests;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>Views that are read often have a copy on each node that they are read through.</summary>
public sealed class HotViewTests
{
    private const int Images = 12, MinReads = 20;

    [Fact]
    public async Task A_famous_image_outlives_the_silo_that_owns_it_without_a_pause_and_is_never_old_for_who_names_a_change()
    {
        await using var cluster = new SiloCluster(2) { Environment = [("OMENGFF_MIN_HOT_READS", $"{MinReads}")] };
        await cluster.Start();
        for (var image = 0; image < Images; image++)
        {
            (await cluster.ApiOf(image % 2).Post("/v1/images", Drafts.Image($"hot-{image}", Drafts.Array($"hot-{image}-0", 1))))
                .Is(201);
        }

        await ReadAll(cluster, [0, 1], 2 * MinReads, expected: 1);

        // What either node commits, the other shows to whoever names the change, and soon to everybody.
        for (var round = 2; round < 12; round++)
        {
            for (var image = 0; image < Images; image++)
            {
                var change = await Scale(cluster.ApiOf(round % 2), image, round);
                Assert.Equal(round, await Read(cluster.ApiOf(1 - (round % 2)), image, $"?minChange={change}"));
            }
        }

        var last = 11;
        await Patience.Until("all copies show the last change", async () =>
        {
            for (var image = 0; image < 2 * Images; image++)
            {
                if (await Read(cluster.ApiOf(image % 2), image / 2) != last)
                {
                    return null;
                }
            }

            return "shown";
        });
        await ReadAll(cluster, [0, 1], 2 * MinReads, last);

        // About half of them lived there. With no copy, each of these would wait until the silo is given up.
        await cluster.KillSilo(1);
        await ReadAll(cluster, [0], 3, last);
    }

    private static async Task ReadAll(SiloCluster cluster, int[] silos, int times, double expected)
    {
        for (var time = 0; time < times; time++)
        {
            for (var image = 0; image < Images; image++)
            {
                foreach (var silo in silos)
                {
                    Assert.Equal(expected, await Read(cluster.ApiOf(silo), image));
                }
            }
        }
    }

    private static async Task<double> Read(Api api, int image, string query = "") => Documents.Scale(
        (await api.Get($"/zarr/0.5/hot-{image}.zarr/zarr.json{query}")).Is(200).Json["attributes"]!["ome"]!, 0)[0];

    private static async Task<string> Scale(Api api, int image, double scale)
    {
        var path = $"/v1/arrays/hot-{image}-0";
        var current = (await api.Get(path)).Is(200);
        var version = ((long)current.Json["version"]!).ToString(CultureInfo.InvariantCulture);
        return (await api.Patch(path, $"\"{version}\"", Drafts.Rescaled(scale, scale))).Is(200)["Change"]!;
    }
}
