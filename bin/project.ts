/// <reference types="vite/types/importMeta.d.ts" />
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { buildOf } from "./build.mjs";
import type { Suite } from "../helpers/session/plan.ts";

/** The project's folder, wherever below it this module was put: a checkout's, or that of the installed package. */
export const root = rootAbove(import.meta.dirname);

/** Whether this is an installed package: it brings modules, and no source. */
export const isInstalled = !existsSync(path.join(root, "bin/assay.ts"));

/** The suites as data, in the order of their names. */
export const suites: Suite[] = Object.entries(
  import.meta.glob<{ default: Suite }>(["../suites/[0-9]*.ts", "!../suites/*.test.ts"], { eager: true }),
)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([, module]) => module.default);

/** Where the file of a suite stands: beside this module, as TypeScript or as the module that was made of it. */
export const suiteFile = (name: string): string => {
  const file = path.join(import.meta.dirname, "../suites", name);
  return existsSync(`${file}.ts`) ? `${file}.ts` : `${file}.mjs`;
};

/** Names of the profiles that come with the project. */
export const clusters: string[] = readdirSync(path.join(root, "clusters")).flatMap((file) =>
  file.endsWith(".yaml") ? [file.slice(0, -5)] : [],
);

/**
 * The version, and the build of it: what an unreleased version says of a run may differ from one commit to the next.
 * https://semver.org/#spec-item-10
 */
export const version = `${packageVersion()}+${buildHere()}`;

function packageVersion(): string {
  return (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }).version;
}

/** Written beside the modules that were made of the sources. */
function buildHere(): string {
  const file = path.join(import.meta.dirname, "../build");
  return existsSync(file) ? readFileSync(file, "utf8") : buildOf(root);
}

/** The nearest folder with a package.json is ours: none of the folders of modules has one. */
function rootAbove(folder: string): string {
  return existsSync(path.join(folder, "package.json")) ? folder : rootAbove(path.dirname(folder));
}
