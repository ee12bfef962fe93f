// Arrays as they lie on disk, read without the catalog.
import { describe } from "./describe.js";
import { FileSystemStore } from "@zarrita/storage";
import * as zarr from "zarrita";

// zarr.open of a store that has not been asked before tries both formats.
const open = (folder) => zarr.open(new FileSystemStore(folder), { kind: "array" });

export const stored = {
  async array(folder) {
    return describe(await open(folder), zarr);
  },

  async elements(folder, indices) {
    const array = await open(folder);
    const { data, stride } = await zarr.get(array);
    return indices.map((index) => String(data[index.reduce((sum, at, axis) => sum + at * stride[axis], 0)]));
  },

  // Where the first labels begin: for each the first element that has it.
  async labels(folder, count) {
    const array = await open(folder);
    const { data, shape, stride } = await zarr.get(array);
    const first = new Map();
    for (let at = 0; at < data.length && first.size < count; at++) {
      if (data[at] && !first.has(data[at])) first.set(data[at], at);
    }

    return [...first.values()].map((at) => stride.map((step, axis) => Math.floor(at / step) % shape[axis]));
  },
};
