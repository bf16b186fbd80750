import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The repository in which an installed assay was called: the nearest folder above that Git knows as one, else the folder
 * itself.
 */
export function repositoryAbove(folder: string): string {
  for (let above = folder; ; above = path.dirname(above)) {
    // a worktree and a submodule have a file there
    if (existsSync(path.join(above, ".git"))) return above;
    if (above === path.dirname(above)) return folder;
  }
}

/** Where a repository may keep the profile of a cluster. */
const PLACES = [(name: string) => `assay/${name}.yaml`, (name: string) => `clusters/${name}/assay.yaml`];

/** The names of the clusters of which a repository keeps a profile. */
export function ownProfiles(repository: string): string[] {
  const beside = namesIn(path.join(repository, "assay")).flatMap((file) =>
    file.endsWith(".yaml") ? [file.slice(0, -5)] : [],
  );
  const within = namesIn(path.join(repository, "clusters")).filter((name) =>
    existsSync(path.join(repository, "clusters", name, "assay.yaml")),
  );
  return [...new Set([...beside, ...within])].toSorted();
}

/** The file of the profile that a repository keeps of a cluster. Throws UsageError where there is none, or two. */
export function ownProfile(cluster: string, repository: string): string {
  const files = PLACES.map((place) => path.join(repository, place(cluster))).filter((file) => existsSync(file));
  const [file, other] = files;
  if (other !== undefined)
    throw new UsageError(`${cluster}: ${PLACES.map((place) => place(cluster)).join(" and ")} are both there; keep one`);
  if (file !== undefined) return file;
  const known = ownProfiles(repository);
  const there = known.length > 0 ? `${nearest(cluster, known)}; there are ${known.join(", ")}` : "";
  throw new UsageError(
    `no profile of "${cluster}" in ${repository}${there}; looked for ${PLACES.map((place) => place(cluster)).join(" and ")}; npx assay init writes one, and --cluster takes a path too`,
  );
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
