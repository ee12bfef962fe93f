// In the browser, on a page of another origin: zarrita and ome-zarr.js, as pages use them.
import { NgffImage } from "ome-zarr.js";
import { describe } from "./describe.js";
import { explained } from "./explained.js";
import * as zarr from "zarrita";
import * as itsZarr from "zarrita-of-ome-zarr";

window.clients = {
  zarrita: explained(async (url) => {
    const group = await zarr.open(new zarr.FetchStore(url), { kind: "group" });
    const { multiscales } = group.attrs.ome ?? group.attrs;
    const levels = [];
    for (const { path } of multiscales[0].datasets) {
      levels.push(await describe(await zarr.open(group.resolve(path), { kind: "array" }), zarr));
    }

    return { multiscales, levels };
  }),

  omeZarr: explained(async (url) => {
    const image = await NgffImage.load(url);
    const { data, width, height } = await image.renderRgba({ targetSize: 64, autoBoost: true });
    return {
      version: image.omezarr_version ?? image.getVersion(),
      shapes: await image.calcShapes(),
      scales: image.getScales(),
      levels: await Promise.all(image.paths.map(async (path) => describe(await image.openArray(path), itsZarr))),
      rendered: { width, height, bytes: data.length },
    };
  }),
};
