// Bundles Neuroglancer into one flat folder: node build.mjs FOLDER. Three entry points: the page, the worker that reads
// chunks, the workers that compute. All but the page's document are named after what they hold, and lie there as brotli
// and gzip too.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const here = import.meta.dirname;
const target = resolve(process.argv[2] ?? join(here, "../../artifacts/viewer"));
const folder = `${target}.new`;
const library = dirname(createRequire(import.meta.url).resolve("neuroglancer"));

// What code refers to by new URL("…", import.meta.url), by the name of the file: bundlers leave these as they are.
const named = new Map();

const plugin = {
  name: "omengff",
  setup(bundle) {
    bundle.onResolve({ filter: /\.svg\?raw$/ }, async ({ path, resolveDir, kind }) => ({
      path: (await bundle.resolve(path.replace("?raw", ""), { resolveDir, kind })).path,
      namespace: "text",
    }));
    bundle.onLoad({ filter: /.*/, namespace: "text" }, async ({ path }) => ({
      contents: await readFile(path, "utf8"),
      loader: "text",
    }));
    bundle.onLoad({ filter: /neuroglancer[\\/]lib[\\/].*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const addresses = /new URL\("(\.[^"]+)",\s*import\.meta\.url\)/g;
      for (const [, address] of text.matchAll(addresses)) await name(join(dirname(path), address));
      return {
        contents: text.replaceAll(addresses, (whole, address) =>
          `new URL("./${named.get(basename(address))}", import.meta.url)`),
        loader: "js",
      };
    });
  },
};

const settings = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  outdir: folder,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "external",
  metafile: true,
  logLevel: "warning",
  loader: { ".wasm": "file" },
  plugins: [plugin],
};

// Files that are served as they are. Workers have been bundled before what starts them.
async function name(path) {
  const file = basename(path);
  if (named.has(file)) return;
  if (file.endsWith(".bundle.js")) throw new Error(`${file} is asked for before it was bundled.`);
  const bytes = await readFile(path);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  named.set(file, `${basename(file, extname(file))}-${hash}${extname(file)}`);
  await writeFile(join(folder, named.get(file)), bytes);
}

async function bundle(entry) {
  const { metafile } = await build({ ...settings, entryPoints: [entry] });
  return Object.keys(metafile.outputs).map((path) => basename(path));
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const worker of ["async_computation", "chunk_worker"]) {
  const made = await bundle({ in: join(library, `${worker}.bundle.js`), out: worker });
  named.set(`${worker}.bundle.js`, made.find((file) => file.endsWith(".js")));
}

const page = await bundle({ in: join(here, "page.js"), out: "page" });
const html = await readFile(join(here, "index.html"), "utf8");
await writeFile(join(folder, "index.html"), html
  .replace("{{style}}", page.find((file) => file.endsWith(".css")))
  .replace("{{script}}", page.find((file) => file.endsWith(".js"))));
await copyFile(join(library, "../LICENSE"), join(folder, "LICENSE.txt"));

for (const file of await readdir(folder)) {
  const bytes = await readFile(join(folder, file));
  await writeFile(join(folder, `${file}.gz`), await promisify(gzip)(bytes, { level: 9 }));
  await writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }));
}

// Whole, or not at all.
await rm(target, { recursive: true, force: true });
await rename(folder, target);
