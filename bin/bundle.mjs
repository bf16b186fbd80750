import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");
const SOURCES = [
  "bin",
  "clusters",
  "criteria",
  "diagnosis",
  "evidence",
  "helpers",
  "lab",
  "observations",
  "reports",
  "repository",
  "stories",
  "suites",
  "timeline",
];

/**
 * The folder of the project's TypeScript as plain modules: node starts them in a fifth of the time that a transforming
 * loader takes. An installed package brings it (see pack.mjs); a checkout has it in a folder named by what it was made
 * from, and makes it anew when any source changed.
 */
export async function bundled() {
  if (!existsSync(path.join(root, "bin/assay.ts"))) return path.join(root, "dist");
  const folder = path.join(root, "node_modules/.cache/assay", fingerprint());
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  await compile(made, [...list("bin").filter(isSource), ...suites()]);
  mkdirSync(path.dirname(folder), { recursive: true });
  try {
    renameSync(made, folder);
  } catch (error) {
    // another run was faster
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true, force: true });
  }
  return folder;
}

/** Makes plain modules of these files and of what they import. `more`: further options of vite. */
export async function compile(outDir, entries, more = {}) {
  const { build } = await import("vite");
  const { build: { rollupOptions, ...options } = {}, ...others } = more;
  await build({
    configFile: false,
    root,
    logLevel: "error",
    build: {
      ssr: true,
      target: "node20",
      outDir,
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(entries.map((file) => [file.replace(/\.ts$/, ""), path.join(root, file)])),
        output: { entryFileNames: "[name].mjs", chunkFileNames: "chunks/[name]-[hash].mjs" },
        ...rollupOptions,
      },
      ...options,
    },
    ...others,
  });
}

export const suites = () => list("suites").filter(isSource);

const isSource = (file) => file.endsWith(".ts") && !file.endsWith(".test.ts");

const list = (folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`);

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of [...SOURCES.flatMap(list).filter((file) => file.endsWith(".ts")), "package.json"]) {
    const { mtimeMs, size } = statSync(path.join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}
