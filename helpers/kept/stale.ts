import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Run } from "../../evidence/run.ts";
import { headCommit } from "../observe/files/git.ts";

export interface Staleness {
  /** What moved on since the run. */
  stale: string[];
  /** What is not on this machine: whether it moved on is not known. */
  unknown: string[];
}

/** Whether the checkout and the profile that a run was judged by are still what they were. `roots`: see {@link found}. */
export function stalenessOf({ repository, cluster }: Run, roots: readonly string[]): Staleness {
  const told: Staleness = { stale: [], unknown: [] };
  if (repository) {
    const head = found(repository.path, roots, headCommit);
    if (head === undefined) told.unknown.push(`the checkout ${repository.path} is not here`);
    else if (head !== repository.commit)
      told.stale.push(
        `the checkout ${repository.path} is at ${short(head)}, the run judged ${short(repository.commit)}`,
      );
  }
  const digest = found(cluster.profile, roots, digestOf);
  if (digest === undefined) told.unknown.push(`the profile ${cluster.profile} is not here`);
  else if (digest !== cluster.profileDigest) told.stale.push(`the profile ${cluster.profile} changed since the run`);
  return told;
}

/** What is said of a path, which is relative to the folder that the run was started from: one of `roots`. */
function found(file: string, roots: readonly string[], of: (file: string) => string | undefined): string | undefined {
  const places = roots.map((root) => path.resolve(root, file)).filter((place) => existsSync(place));
  return places.map(of).find((it) => it !== undefined);
}

const digestOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

const short = (commit: string): string => commit.slice(0, 12);
