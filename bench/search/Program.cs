using System.Globalization;
using OmeNgff.Bench.Search;

const string Usage = "bench/run search generate [--images 1000000] [--data DIR]";
var images = 1_000_000;
string? folder = null;
var words = new List<string>();
for (var at = 0; at < args.Length; at++)
{
    switch (args[at])
    {
        case "--images" when at + 1 < args.Length
            && int.TryParse(args[++at], NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number):
            images = number;
            break;
        case "--data" when at + 1 < args.Length:
            folder = Path.GetFullPath(args[++at]);
            break;
        default:
            words.Add(args[at]);
            break;
    }
}

if (words is not ["generate"])
{
    Console.Error.WriteLine(Usage);
    return 1;
}

try
{
    await using var catalog = await SampleCatalog.Open(
        images, folder ?? SampleCatalog.DefaultFolder(images), images < 200_000 ? "1GB" : "4GB", default);
    Console.WriteLine($"{catalog.Folder} has {images} images.");
    return await SampleCheck.Run(catalog, default) ? 0 : 1;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
