import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ProfilePlaces } from "../helpers/call/init.ts";
import { isPathOfProfile } from "../helpers/call/profile.ts";
import { ownProfile, ownProfiles, repositoryAbove } from "../helpers/call/own-profiles.ts";
import { clusters, isInstalled, root } from "./project.ts";

/**
 * Where a call finds profiles and leaves evidence: a checkout of assay has both, an installed assay works for the
 * repository in which it is called.
 */
export const home = (): string => (isInstalled ? repositoryAbove(process.cwd()) : root);

/** The folder of all runs, as people are shown it. */
export const runsShown = isInstalled ? ".assay" : "reports/out";

/** Where evidence goes unless --out says otherwise; absolute. */
export const runsFolder = (): string => path.join(home(), runsShown);

/** Where replays go; no cluster's name begins with a dot. */
export const replaysFolder = (): string => path.join(home(), isInstalled ? ".assay/.replayed" : "reports/replayed");

/** What a relative --out is relative to. */
export const outsBase = (): string => (isInstalled ? process.cwd() : root);

/** Where `assay init` and --init write to. */
export const profilePlaces = (): ProfilePlaces => ({
  folder: home(),
  fileOf: (name) => path.join(home(), isInstalled ? "assay" : "clusters", `${name}.yaml`),
  schema: path.join(root, "clusters/profile.schema.json"),
});

/**
 * A cluster as `loadProfile` takes it: of a name, an installed assay looks into the repository, not among the examples
 * that it brings. The lab is always its own.
 */
export const whereProfileIs = (cluster: string): string =>
  isInstalled && cluster !== "lab" && !isPathOfProfile(cluster) ? ownProfile(cluster, home()) : cluster;

/** The names of the clusters that have a profile here. */
export const knownClusters = (): string[] => (isInstalled ? ownProfiles(home()) : clusters);

/**
 * The line that keeps evidence out of Git, said by the run that makes its folder, and by no later one. Nothing where
 * the repository has it already.
 */
export function ignoreHint(out: string): string | undefined {
  const folder = runsFolder();
  if (!isInstalled || path.resolve(out) !== folder || existsSync(folder)) return undefined;
  if (!existsSync(path.join(home(), ".git"))) return undefined;
  const file = path.join(home(), ".gitignore");
  const isIgnored = existsSync(file) && /^\/?\.assay\/?\s*$/m.test(readFileSync(file, "utf8"));
  return isIgnored ? undefined : "evidence goes to .assay/: to keep it out of Git, add .assay/ to .gitignore";
}
