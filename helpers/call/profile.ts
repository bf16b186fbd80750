import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseOpenProfile, parseProfile, problemInWords } from "../../clusters/parse.ts";
import { readPlainText } from "../../evidence/plain-file.ts";
import { line } from "../../evidence/text.ts";
import type { Profile } from "../../clusters/profile.ts";
import { resolvePath } from "./paths.ts";
import { UsageError } from "./usage-error.ts";
import { nearest } from "./nearest.ts";
import { wordsOf } from "../../observations/words.ts";

export interface LoadedProfile {
  profile: Profile;
  /** The profile's path; relative to the project if it lies in the project. */
  file: string;
  /** SHA-256 of its text, in hex. */
  digest: string;
}

/** The checks that a profile may speak of. */
export interface KnownChecks {
  ids: readonly string[];
  /** Those of which a story may ask for a part. */
  narrowable: readonly string[];
}

/** Those of a catalogue. */
export const knownChecks = (catalogue: readonly { id: string; narrows?: true }[]): KnownChecks => ({
  ids: catalogue.map(({ id }) => id),
  narrowable: catalogue.filter(({ narrows }) => narrows).map(({ id }) => id),
});

/**
 * Loads a profile. `infra` is `clusters/infra.yaml` of this project; a name with a slash or an extension is a path.
 * `offline`: only checks of the repository are judged by it, which take an OpenProfile; what it leaves open, only a
 * cluster is asked for. Throws UsageError.
 */
export function loadProfile(
  cluster: string,
  root: string,
  clusters: readonly string[],
  rows?: KnownChecks,
  offline = false,
): LoadedProfile {
  const isPath = isPathOfProfile(cluster);
  const file = isPath ? path.resolve(cluster) : path.join(root, "clusters", `${cluster}.yaml`);
  if (!existsSync(file)) {
    throw new UsageError(
      isPath
        ? `${cluster}: no such file; ${neighbours(file)}--cluster takes ${clusters.join(", ")} or the path of a profile`
        : `no cluster "${cluster}"${nearest(cluster, clusters)}; known are ${clusters.join(", ")}, or give the path of a profile`,
    );
  }
  const text = readText(file);
  const relative = path.relative(process.cwd(), file);
  const shown = relative === "" || relative.startsWith("..") ? file : relative;
  const parse = offline ? parseOpenProfile : parseProfile;
  const parsed = parse(text, shown, rows ? { knownRows: rows.ids, narrowable: rows.narrowable } : {});
  if (parsed.problems)
    throw new UsageError(parsed.problems.map((problem) => line(problemInWords(problem), MOST)).join("\n"));
  const read = parsed.profile as Profile;
  const { repository } = read;
  const notify = read.notify.map((target) =>
    target.url.file !== undefined
      ? { ...target, url: { file: resolvePath(target.url.file, path.dirname(file)) } }
      : target,
  );
  const profile = { ...read, notify, ...(repository !== undefined && { repository: beside(file, repository) }) };
  return { profile, file: shown, digest: createHash("sha256").update(text).digest("hex") };
}

/** Whether --cluster gives a path: it has a slash or the extension of YAML. */
export const isPathOfProfile = (cluster: string): boolean => cluster.includes("/") || /\.ya?ml$/.test(cluster);

/** Characters of one problem: a profile may hold a megabyte where a name should be. */
const MOST = 1_000;

/** A checkout is named relative to the profile. */
const beside = (file: string, folder: string): string =>
  folder.startsWith("~") ? folder : path.resolve(path.dirname(file), folder);

/** In bytes; a profile of a hundred nodes has a tenth of it. */
const LARGEST = 256 * 1024;

function readText(file: string): string {
  try {
    return readPlainText(file, LARGEST);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${wordsOf(error)}`);
  }
}

/** What stands where a profile does not: in a pod, the keys of a ConfigMap. */
function neighbours(file: string): string {
  try {
    const names = readdirSync(path.dirname(file)).filter((name) => !name.startsWith("."));
    return names.length === 0 || names.length > 5 ? "" : `beside it are ${names.join(", ")}; `;
  } catch {
    return "";
  }
}
