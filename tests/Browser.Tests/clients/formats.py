"""Writes images of one level in both Zarr formats, in every way that a chunk can be written: a folder in, a list out.

Arrays of v2 are written by zarr-python 2; those of v3 chunk by chunk, as its specification has it, with numcodecs. The
list has for each the name of its folder, its format, data type, shape and fill value, and a digest of its elements, in C
order, little endian.
"""
import hashlib
import itertools
import json
import os
import sys

import numcodecs
import numpy
import zarr

DTYPES = {
    "bool": "b1", "int8": "i1", "int16": "i2", "int32": "i4", "int64": "i8", "uint8": "u1", "uint16": "u2",
    "uint32": "u4", "uint64": "u8", "float16": "f2", "float32": "f4", "float64": "f8", "complex64": "c8",
    "complex128": "c16",
}
SHAPE, CHUNK, AXES = (5, 6, 7), (2, 3, 4), "zyx"
written = []


def elements(dtype, whole=True):
    """Elements that show every byte of their type; a part of them where not all chunks are to be written."""
    kind, size = dtype[1], int(dtype[2:])
    step = {"b": 0.75, "c": 1234.5 + 6.75j}.get(kind, 0.375 if size == 1 else 76.5 if size == 2 else 1234567.875)
    data = numpy.arange(numpy.prod(SHAPE)).reshape(SHAPE) * step
    data = numpy.floor(data) % 2 if kind == "b" else data if kind in "bcu" else data - 60 * step
    return data.astype(dtype) if whole else data[:2, :3].astype(dtype)


def say(name, zarr_format, type_name, fill, data):
    data = numpy.ascontiguousarray(data, data.dtype.newbyteorder("<"))
    written.append({
        "name": name, "format": zarr_format, "dataType": type_name, "shape": data.shape, "fill": fill,
        "digest": hashlib.sha256(data.tobytes()).hexdigest(),
    })


def write(path, document):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        json.dump(document, file)


def multiscales():
    return [{
        "axes": [{"name": name, "type": "space"} for name in AXES],
        "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 1, 1]}]}],
    }]


def v2(folder, name, dtype="<u2", compressor=None, order="C", separator="/", fill=0, whole=True):
    image = os.path.join(folder, name)
    write(image + "/.zgroup", {"zarr_format": 2})
    write(image + "/.zattrs", {"multiscales": [{**multiscales()[0], "version": "0.4"}]})
    array = zarr.open_array(
        image + "/0", mode="w", shape=SHAPE, chunks=CHUNK, dtype=dtype, compressor=compressor, order=order,
        dimension_separator=separator, fill_value=fill)
    data = elements(dtype, whole)
    array[tuple(slice(length) for length in data.shape)] = data
    with open(image + "/0/.zarray") as file:
        document = json.load(file)
    elements_read = array[...]
    if document["fill_value"] is None and not whole:
        # It says nothing of chunks that are not there; in v3 they are zero.
        elements_read = numpy.zeros(SHAPE, dtype)
        elements_read[tuple(slice(length) for length in data.shape)] = data
    type_name = next(key for key, code in DTYPES.items() if code == dtype[1:])
    say(name, 2, type_name, document["fill_value"], elements_read)


def v3(folder, name, type_name="uint16", endian="little", codec=None, encode=lambda data: data, order=None, fill=0,
       filled=0, keys=("default", "/"), whole=True):
    image = os.path.join(folder, name)
    write(image + "/zarr.json", {
        "zarr_format": 3, "node_type": "group",
        "attributes": {"ome": {"version": "0.5", "multiscales": multiscales()}}})
    dtype = (">" if endian == "big" else "<") + DTYPES[type_name]
    codecs = [{"name": "bytes", "configuration": {"endian": endian}}] + ([codec] if codec else [])
    if order:
        codecs.insert(0, {"name": "transpose", "configuration": {"order": order}})
    write(image + "/0/zarr.json", {
        "zarr_format": 3, "node_type": "array", "shape": SHAPE, "data_type": type_name,
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": CHUNK}},
        "chunk_key_encoding": {"name": keys[0], "configuration": {"separator": keys[1]}},
        "fill_value": fill, "codecs": codecs, "dimension_names": list(AXES)})
    data = numpy.full(SHAPE, filled, dtype)
    part = elements(dtype, whole)
    data[tuple(slice(length) for length in part.shape)] = part
    grid = [range(-(-length // chunk)) for length, chunk in zip(SHAPE, CHUNK)]
    for index in itertools.product(*grid):
        at = tuple(slice(i * length, (i + 1) * length) for i, length in zip(index, CHUNK))
        if not whole and not all(i * length < part.shape[k] for k, (i, length) in enumerate(zip(index, CHUNK))):
            continue
        chunk = numpy.full(CHUNK, filled, dtype)
        chunk[tuple(slice(length) for length in data[at].shape)] = data[at]
        chunk = chunk.transpose(order) if order else chunk
        key = keys[1].join((["c"] if keys[0] == "default" else []) + [str(i) for i in index])
        os.makedirs(os.path.dirname(f"{image}/0/{key}"), exist_ok=True)
        with open(f"{image}/0/{key}", "wb") as file:
            file.write(encode(numpy.ascontiguousarray(chunk).tobytes()))
    say(name, 3, type_name, fill, data)


def main(folder):
    for type_name, code in DTYPES.items():
        ends = "|" if code[1:] == "1" else "<>"
        for end in ends:
            v2(folder, f"v2-{type_name}-{'big' if end == '>' else 'little'}", dtype=end + code)
            v3(folder, f"v3-{type_name}-{'big' if end == '>' else 'little'}", type_name,
               endian="big" if end == ">" else "little", fill=[0, 0] if code[0] == "c" else 0)

    blosc = numcodecs.Blosc
    for compressor in (
        numcodecs.GZip(6), numcodecs.Zlib(6), numcodecs.BZ2(1), numcodecs.LZMA(), numcodecs.LZ4(), numcodecs.Zstd(3),
        *(blosc(cname, 5, shuffle) for cname in ("lz4", "lz4hc", "zstd", "zlib", "blosclz") for shuffle in (0, 1, 2)),
        blosc("lz4", 5, -1),
    ):
        about = compressor.get_config()
        name = "-".join(str(about[key]) for key in ("id", "cname", "shuffle") if key in about)
        for dtype in ("<u2", "|u1"):
            v2(folder, f"v2-{name}-{dtype[1:]}", dtype=dtype, compressor=compressor)

    for codec, compressor in (
        ({"name": "gzip", "configuration": {"level": 6}}, numcodecs.GZip(6)),
        ({"name": "numcodecs.zlib", "configuration": {"level": 6}}, numcodecs.Zlib(6)),
        ({"name": "zstd", "configuration": {"level": 3, "checksum": False}}, numcodecs.Zstd(3)),
        *(({"name": "blosc", "configuration": {
            "cname": cname, "clevel": 5, "shuffle": word, "typesize": 2, "blocksize": 0}}, blosc(cname, 5, shuffle))
          for cname in ("lz4", "zstd", "zlib")
          for shuffle, word in enumerate(("noshuffle", "shuffle", "bitshuffle"))),
    ):
        about = codec["configuration"]
        name = "-".join([codec["name"], *(about[key] for key in ("cname", "shuffle") if key in about)])
        # Shuffling goes by items, which numcodecs knows from the type of what it is given.
        v3(folder, f"v3-{name}", codec=codec,
           encode=lambda data, compressor=compressor: bytes(compressor.encode(numpy.frombuffer(data, "<u2"))))

    for separator, word in (("/", "slash"), (".", "dot")):
        for order in "CF":
            v2(folder, f"v2-{order}-{word}", order=order, separator=separator, compressor=numcodecs.Zstd(3))
        for keys in ("default", "v2"):
            v3(folder, f"v3-{keys}-{word}", keys=(keys, separator), order=[2, 1, 0])

    for number, (dtype, fill) in enumerate((
        ("<u2", None), ("<u2", 7), ("|b1", True), ("<i4", -5), ("<u8", 2**64 - 2**11), ("<i8", -2**63), ("<f4", "NaN"),
        ("<f8", "Infinity"), ("<f8", "-Infinity"), ("<f4", 0.1), ("<f8", 1e-300), ("<f2", "NaN"), ("<f4", None),
        ("<c8", None), ("<c16", None),
    )):
        v2(folder, f"v2-fill-{number}", dtype=dtype, whole=False,
           fill=float(fill) if isinstance(fill, str) else fill)

    for number, (type_name, fill, filled) in enumerate((
        ("uint16", 7, 7), ("bool", True, True), ("int32", -5, -5), ("uint64", 2**64 - 2**11, 2**64 - 2**11),
        ("int64", -2**63, -2**63), ("float32", "NaN", float("nan")), ("float32", "0x7fc00000", float("nan")),
        ("float64", "Infinity", float("inf")), ("float64", "-Infinity", -float("inf")), ("float32", 0.1, 0.1),
        ("float64", "0x3ff8000000000000", 1.5), ("float16", "NaN", float("nan")), ("float16", "0xfc00", -float("inf")),
        ("complex64", [1.5, -2.25], 1.5 - 2.25j), ("complex128", [0, 2], 2j),
    )):
        v3(folder, f"v3-fill-{number}", type_name, fill=fill, filled=filled, whole=False)


if __name__ == "__main__":
    for line in sys.stdin:
        main(line.strip())
        print(json.dumps(written), flush=True)
