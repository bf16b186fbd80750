import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Suite } from "../helpers/plan.ts";

/** The suites as data, in the order of their names. */
export async function loadSuites(root: string): Promise<Suite[]> {
  const files = readdirSync(path.join(root, "suites")).filter((file) => /^\d+-.*(?<!\.test)\.ts$/.test(file));
  const loaded = await Promise.all(files.toSorted().map((file) => import(path.join(root, "suites", file))));
  return loaded.map(({ default: suite }: { default: Suite }) => suite);
}

/** Names of the profiles that come with the project. */
export const clusters = (root: string): string[] =>
  readdirSync(path.join(root, "clusters")).flatMap((file) => (file.endsWith(".yaml") ? [file.slice(0, -5)] : []));

export function version(root: string): string {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
  return version;
}
