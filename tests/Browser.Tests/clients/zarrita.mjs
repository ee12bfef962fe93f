// Reads arrays with zarrita: addresses in, a line of JSON for each out, with the error where it cannot.
import { createInterface } from "node:readline";
import { FileSystemStore } from "@zarrita/storage";
import * as zarr from "zarrita";
import { describe } from "./describe.js";

const store = (address) => address.startsWith("http") ? new zarr.FetchStore(address) : new FileSystemStore(address);
for await (const address of createInterface({ input: process.stdin })) {
  const answer = await zarr.open(store(address), { kind: "array" })
    .then((array) => describe(array, zarr))
    .catch((failure) => ({ error: String(failure.cause ?? failure.message) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
