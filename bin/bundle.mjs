import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildOf, cacheOf, fingerprint, list } from "./build.mjs";

export const root = path.resolve(import.meta.dirname, "..");

/**
 * The folder of the project's TypeScript as plain modules: node starts them in a fifth of the time that a transforming
 * loader takes. An installed package brings it (see pack.mjs); a checkout has it in a folder named by what it was made
 * from, and makes it anew when any source changed.
 */
export async function bundled() {
  if (!existsSync(path.join(root, "bin/assay.ts"))) return path.join(root, "dist");
  const folder = path.join(cacheOf(root), fingerprint(root));
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  await compile(made, [...list(root, "bin").filter(isSource), ...suites()]).catch((error) => refuse(made, error));
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
  rmSync(made, { recursive: true, force: true });
  const lines = String(error.errors?.[0]?.message ?? error.message).split("\n");
  const why = lines
    .filter((line) => /\w{3}/.test(line) && !/UNHANDLEABLE|Build failed|Caused by/.test(line))
    .slice(0, 2);
  process.stderr.write(
    `assay: its modules cannot be made in ${path.dirname(made)}: ${why.map((line) => line.trim()).join(": ")}\n`,
  );
  process.exit(3);
}
