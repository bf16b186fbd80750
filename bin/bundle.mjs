import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { buildOf, cacheOf, fingerprint, list } from "./build.mjs";

export const root = path.resolve(import.meta.dirname, "..");

/** What must be the one that vitest imports too, and what is large and seldom used. */
const EXTERNAL = [
  "vitest",
  "vite",
  "allure-vitest",
  "allure-js-commons",
  "playwright-core",
  "axe-core",
  "@aws-sdk/client-s3",
  ...["bundle", "mock", "protobuf-specs", "sign", "tuf", "verify"].map((name) => `@sigstore/${name}`),
];

/**
 * The folder of the project's TypeScript as plain modules: node starts them in a fifth of the time that a transforming
 * loader takes. An installed package brings it (see pack.mjs); a checkout has it in a folder named by what it was made
 * from, and makes it anew when any source changed.
 * @returns {Promise<string>}
 */
export async function bundled() {
  if (!existsSync(path.join(root, "bin/assay.ts"))) return path.join(root, "dist");
  let made = path.join(cacheOf(root), `unknown.${process.pid}`);
  try {
    const folder = path.join(cacheOf(root), fingerprint(root));
    // written last
    if (existsSync(path.join(folder, "build"))) return folder;
    made = `${folder}.${process.pid}`;
    const { compiledIn } = await import("./libraries.mjs");
    await compile(made, [...list(root, "bin").filter(isSource), ...suites()], compiledIn(EXTERNAL));
    moveTo(folder, made);
    return folder;
  } catch (error) {
    return refuse(made, error);
  }
}

function moveTo(folder, made) {
  try {
    renameSync(made, folder);
  } catch (error) {
    // another run was faster
    if (!existsSync(path.join(folder, "build"))) throw error;
    rmSync(made, { recursive: true, force: true });
  }
}

/** Makes plain modules of these files and of what they import. `more`: further options of vite. */
export async function compile(outDir, entries, { rollupOptions, ...more } = {}) {
  const { build } = await import("vite");
  await build({
    configFile: false,
    root,
    logLevel: "silent",
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
    },
    ...more,
  });
  writeFileSync(path.join(outDir, "build"), buildOf(root));
}

export const suites = () => list(root, "suites").filter(isSource);

const isSource = (file) => file.endsWith(".ts") && !file.endsWith(".test.ts");

/** Says in a sentence why the modules cannot be made, and ends the process: nothing was judged. */
function refuse(made, error) {
  try {
    rmSync(made, { recursive: true, force: true });
  } catch {
    // what cannot be written cannot be removed either
  }
  const isWithoutPackages = error.code === "ERR_MODULE_NOT_FOUND";
  const said = isWithoutPackages ? "what it depends on is not installed; run npm ci" : error.message;
  // Vite colours what it says, also into a pipe
  const lines = stripVTControlCharacters(String(error.errors?.[0]?.message ?? said)).split("\n");
  const why = lines
    .filter((line) => /\w{3}/.test(line) && !/UNHANDLEABLE|Build failed|Caused by/.test(line))
    .slice(0, 2);
  process.stderr.write(
    `assay: its modules cannot be made in ${path.dirname(made)}: ${why.map((line) => line.trim()).join(": ")}\n`,
  );
  process.exit(3);
}
