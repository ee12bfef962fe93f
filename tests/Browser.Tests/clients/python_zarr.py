"""Opens hierarchies with zarr-python 2 over HTTP: addresses in, a line of JSON for each out."""
import hashlib
import json
import sys

import zarr

for line in sys.stdin:
    how, address = line.split()
    store = zarr.storage.FSStore(address, mode="r")
    group = zarr.open_consolidated(store, mode="r") if how == "consolidated" else zarr.open_group(store, mode="r")
    attributes = group.attrs.asdict()
    levels = []
    for dataset in attributes["multiscales"][0]["datasets"]:
        data = group[dataset["path"]][...]
        data = data.astype(data.dtype.newbyteorder("<"))
        levels.append({
            "shape": data.shape,
            "dataType": data.dtype.name,
            "digest": hashlib.sha256(data.tobytes()).hexdigest(),
        })
    print(json.dumps({"multiscales": attributes["multiscales"], "levels": levels}), flush=True)
