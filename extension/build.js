/**
 * Writes dist/chrome and dist/firefox: the same bundles and pages, one manifest each.
 *
 * The version is the server's, so that the two are always in step.
 */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import { manifests } from "./manifest.js";

const VERSION_FILE = new URL("../server/mingbian/__init__.py", import.meta.url);
const COPIED = ["_locales", "icons", "panel/panel.html", "options/options.html", "content/marks.css"];
const STYLES = ["panel/panel.css", "options/options.css"];
const MODULES = ["background/worker.js", "panel/panel.js", "options/options.js"];

/** Styles the content script carries as text, made small. @type {import("esbuild").Plugin} */
const styleText = {
  name: "style text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

process.chdir(new URL(".", import.meta.url).pathname);
const version = await serverVersion();
for (const [browser, manifest] of Object.entries(manifests(version))) {
  await pack(`dist/${browser}`, manifest);
  console.log(`dist/${browser}  ${version}`);
}

/** @returns {Promise<string>} */
async function serverVersion() {
  const found = /__version__ = "([\d.]+)"/.exec(await readFile(VERSION_FILE, "utf8"));
  if (!found) throw new Error(`no __version__ in ${VERSION_FILE.pathname}`);
  return found[1];
}

/** @param {string} folder @param {object} manifest */
async function pack(folder, manifest) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const path of COPIED) await cp(path, `${folder}/${path}`, { recursive: true });
  await cp("../LICENSE", `${folder}/LICENSE`);
  await writeFile(`${folder}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  const common = { bundle: true, charset: "utf8", outdir: folder, outbase: ".", target: "es2023" };
  // The pages' own modules stay readable; the content script runs in pages, and is kept small.
  await build({ ...common, entryPoints: [...MODULES, ...STYLES], format: "esm" });
  await build({
    ...common,
    entryPoints: ["content/content.js"],
    format: "iife",
    minify: true,
    plugins: [styleText],
  });
}
