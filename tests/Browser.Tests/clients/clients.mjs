// Runs clients of others for the tests: a line of JSON in, {id, call, arguments}; a line out, {id, value} or {id, error}.
// Serves their pages, and the bundled viewer, from an origin of its own. Arguments: the viewer's folder, Chromium.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { stored } from "./stored.js";
import { colours, open, patient, probe } from "./viewer.js";

const [viewer, executablePath] = process.argv.slice(2);
const flags = "--no-sandbox --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader --disable-quic "
  + "--no-first-run --disable-background-networking --disable-component-update --disable-sync";

// The zarrita that ome-zarr.js brings: only it reads the arrays that ome-zarr.js opens.
const its = {
  name: "its-zarrita",
  setup: (bundle) => bundle.onResolve({ filter: /^zarrita-of-ome-zarr$/ }, ({ kind }) => bundle.resolve("zarrita", {
    kind, resolveDir: dirname(fileURLToPath(import.meta.resolve("ome-zarr.js"))),
  })),
};
const bundle = await build({
  plugins: [its],
  entryPoints: [join(import.meta.dirname, "page.js")],
  bundle: true, format: "esm", target: "es2022", write: false, logLevel: "warning",
});
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const server = createServer(async ({ url }, response) => {
  const file = new URL(url, "http://localhost").pathname;
  const send = (type, body) => response.writeHead(200, { "content-type": type }).end(body);
  if (file === "/") return send("text/html", '<!doctype html><script type="module" src="/page.js"></script>');
  if (file === "/page.js") return send("text/javascript", bundle.outputFiles[0].text);
  const name = file === "/viewer/" ? "index.html" : basename(file);
  return readFile(join(viewer, name)).then(
    (body) => send(types[extname(name)] ?? "application/octet-stream", body),
    () => response.writeHead(404).end());
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({ executablePath, args: flags.split(" ") });

// Chromium gives up every request when a network of the machine comes or goes, and Neuroglancer takes what it did not get for
// absent: what was under way then is done again, a few times.
const patience = 8;
let changes = 0;
const page = await newPage();
await page.goto(`${origin}/`);
await page.waitForFunction(() => window.clients);
let shown, opened, since;

const calls = {
  origin: async () => origin,
  storedArray: stored.array,
  storedElements: stored.elements,
  storedLabels: stored.labels,
  zarrita: (url) => steadily(() => page.evaluate((address) => window.clients.zarrita(address), url)),
  omeZarr: (url) => steadily(() => page.evaluate((address) => window.clients.omeZarr(address), url)),
  // The viewer of this origin with the state at an address, or the viewer at an address.
  openState: (url) => openViewer(`${origin}/viewer/#!${url}`),
  // The viewer of this origin with a state that is given.
  openGiven: (state) => openViewer(`${origin}/viewer/#!${encodeURIComponent(JSON.stringify(state))}`),
  openViewer,
  probe: (place) => whole(() => probe(shown, place)),
  colours: (file) => whole(() => colours(shown, file)),
};

async function newPage() {
  const made = await browser.newPage();
  made.setDefaultTimeout(patient);
  made.on("requestfailed", (request) => {
    if (request.failure()?.errorText === "net::ERR_NETWORK_CHANGED") changes++;
  });
  return made;
}

async function steadily(call) {
  for (let left = patience; ; left--) {
    const before = changes;
    try {
      return await call();
    } catch (failure) {
      if (changes === before || left === 0) throw failure;
    }
  }
}

async function openViewer(address) {
  await shown?.close();
  shown = await newPage();
  [opened, since] = [address, changes];
  return open(shown, address);
}

// What is seen, once nothing of it was lost since it was opened.
async function whole(look) {
  for (let left = patience; ; left--) {
    let value, failed;
    try {
      value = await look();
    } catch (failure) {
      failed = failure;
    }

    if (changes === since && !failed) return value;
    if (changes === since || left === 0) throw failed ?? new Error("The networks of the machine change all the time.");
    await openViewer(opened);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, arguments: given } = JSON.parse(line);
  let answer;
  try {
    answer = { id, value: (await calls[call](...given)) ?? null };
  } catch (failure) {
    answer = { id, error: failure.message };
  }

  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

await browser.close();
server.close();
