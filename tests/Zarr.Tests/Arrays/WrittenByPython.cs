using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Arrays that python3-zarr wrote, each with its elements as doubles in C order beside it.</summary>
public sealed class WrittenByPython : IDisposable
{
    private const string Script =
        """
        import os
        import numpy as np, zarr
        from numcodecs import Blosc, GZip, Zlib, Zstd

        compressors = {
            'raw': None, 'zlib': Zlib(5), 'gzip': GZip(5), 'zstd': Zstd(3),
            'blosc-blosclz': Blosc('blosclz', 5, Blosc.SHUFFLE), 'blosc-lz4': Blosc('lz4', 5, Blosc.SHUFFLE),
            'blosc-lz4hc': Blosc('lz4hc', 5, Blosc.BITSHUFFLE), 'blosc-snappy': Blosc('snappy', 5, Blosc.NOSHUFFLE),
            'blosc-zlib': Blosc('zlib', 5, Blosc.SHUFFLE), 'blosc-zstd': Blosc('zstd', 5, Blosc.BITSHUFFLE),
        }
        types = ['|b1', '|i1', '<i2', '>i2', '<i4', '>i4', '<i8', '>i8', '|u1', '<u2', '>u2', '<u4', '>u4', '<u8', '>u8',
                 '<f2', '>f2', '<f4', '>f4', '<f8', '>f8']
        random = np.random.default_rng(5)

        def values(dtype, shape):
            kind, size = dtype[1], int(dtype[2])
            if kind == 'b':
                return random.integers(0, 2, shape).astype(dtype)
            if kind == 'f':
                some = random.normal(0, 100, shape)
                some[0, 0, 0], some[1, 2, 3], some[4, 0, 1] = np.nan, np.inf, -np.inf
                return some.astype(dtype)
            info = np.iinfo(dtype[1:])
            some = random.integers(info.min, info.max, shape, dtype=dtype[1:], endpoint=True)
            some[0, 0, 0], some[4, 5, 6] = info.min, info.max
            return some.astype(dtype)

        for name, compressor in compressors.items():
            for dtype in types:
                for order in 'CF':
                    path = f"{name}/{dtype[1:]}-{'big' if dtype[0] == '>' else 'little'}-{order}"
                    array = zarr.open_array(
                        path, mode='w', shape=(5, 6, 7), chunks=(2, 6, 4), dtype=dtype, compressor=compressor, order=order,
                        fill_value=1, dimension_separator='/' if order == 'F' else '.')
                    array[...] = values(dtype, (5, 6, 7))
                    # One chunk is absent.
                    os.remove(path + ('/1/0/1' if order == 'F' else '/1.0.1'))
                    array[...].astype('<f8').tofile(path + '/elements')

        # What v3 arrays are put together from.
        os.makedirs('blobs')
        plain = np.arange(12, dtype='<u2').tobytes()
        for name, compressor in compressors.items():
            with open(f'blobs/{name}', 'wb') as file:
                file.write(compressor.encode(plain) if compressor else plain)
        with open('blobs/bomb', 'wb') as file:
            file.write(GZip(9).encode(bytes(64 << 20)))
        """;

    private readonly TemporaryFolder _folder = new();

    public WrittenByPython()
    {
        if (PythonZarr.IsHere)
        {
            PythonZarr.Run(_folder.Root, Script);
        }
    }

    public string Root => _folder.Root;

    /// <summary>The unsigned 16-bit integers 0 to 11, or what a compressor made of them.</summary>
    public byte[] Blob(string compressor) => File.ReadAllBytes(Path.Combine(Root, "blobs", compressor));

    public IZarrStore Store() => _folder.Store();

    public void Dispose() => _folder.Dispose();
}

/// <summary>The tests that share them.</summary>
[CollectionDefinition(nameof(WrittenByPython))]
public sealed class WrittenByPythonTests : ICollectionFixture<WrittenByPython>;
