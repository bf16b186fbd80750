import { closeSync, constants, fstatSync, openSync, readFileSync, type Dirent, type Stats } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Checkout, CheckoutFile, FileTroubleKind } from "../../../observations/checkout.ts";
import { resolvePath } from "../../call/paths.ts";
import { SourceError } from "../../trouble.ts";
import { LEFT_OUT } from "./checkout.ts";
import { remotesOf } from "./git.ts";
import { absentIn } from "./ignored.ts";
import { takeOver } from "./handed-over.ts";
import { innerYaml, readYaml } from "./repository-yaml.ts";
import { isOwnProfile } from "./own-profile.ts";
import { roomForYaml, type Room } from "./room.ts";
import type { Source } from "../source.ts";
import { wordsOf } from "../../../observations/words.ts";

/** The largest file that is parsed. Manifests are far smaller, and a file of 100 MB must not be read. */
const LARGEST = 5 * 1024 * 1024;

/** The largest text that is kept although it is not YAML: scripts, Taskfiles, runbooks. */
const LARGEST_TEXT = 512 * 1024;

/** A folder with more files is no checkout but a home folder or a mirror. */
const MOST_FILES = 100_000;

/** After this many files the event loop gets a turn. */
const BREATH = 100;

const YAML = /\.ya?ml(?:\.(?:gotmpl|j2|tpl|tmpl|jinja2?))?$|(?:^|\/)(?:\.sops\.yaml|Kustomization)$/;

/** Names of text files whose extension does not show it. */
const TEXT =
  /\.(?:md|sh|bash|fish|py|just|toml|env|json5?|txt|tpl|gotmpl|tmpl|j2|mk|tf|hcl|ini|cfg|conf|agekey|key)$|(?:^|\/)(?:\.?justfile|Makefile|\.gitignore|\.gitattributes|\.gitmodules|\.envrc|\.env)$|\/[^./]+$|^[^./]+$/;

/** Reads the checkout that --repo or the profile names. Links that lead out of it are not followed. */
export const repository: Source<"repository"> = async ({ options, profile, signal }) => {
  const named = options.repo ?? profile.repository;
  if (named === undefined)
    throw new SourceError(
      "file",
      "no checkout of the repository is given: --repo <path>, or repository in the profile",
    );
  return takeOver(named) ?? readCheckout(named, signal);
};

/** Reads the files below a folder. `named` is the path as it was given, for messages. */
export async function readCheckout(named: string, signal?: AbortSignal): Promise<Checkout> {
  const root = await folder(named);
  const skipped: Checkout["skipped"] = [];
  const found: string[] = [];
  await walk(root, "", found, skipped, signal);
  if (found.length === 0)
    throw new SourceError(
      "file",
      `${named}: the folder is empty; give the checkout of the GitOps repository with --repo`,
    );
  const files: CheckoutFile[] = [];
  const room = roomForYaml();
  for (const [index, relative] of found.toSorted().entries()) {
    // lets progress, timeouts and an interrupt run
    if (index % BREATH === 0) await breathe();
    if (signal?.aborted) throw new SourceError("interrupted", "the run was interrupted");
    files.push(readOne(root, relative, room));
  }
  const absent = absentIn(root, files);
  for (const file of files) {
    const why = absent.get(file.path);
    if (why !== undefined) Object.assign(file, why);
  }
  const inner = innerYaml(files.flatMap(({ documents }) => documents));
  return { root: named, files, skipped, inner, remotes: remotesOf(root) };
}

async function folder(named: string): Promise<string> {
  const remedy = "give the checkout of the GitOps repository with --repo, or repository in the profile";
  try {
    const real = await realpath(resolvePath(named));
    if ((await lstat(real)).isDirectory()) return real;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "no such folder" : wordsOf(error);
    throw new SourceError("file", `${named}: ${why}; ${remedy}`);
  }
  throw new SourceError("file", `${named}: not a folder; ${remedy}`);
}

/** Follows links to files within the checkout, once. Folders are only reached by their own path. */
async function walk(
  root: string,
  below: string,
  found: string[],
  skipped: Checkout["skipped"],
  signal: AbortSignal | undefined,
): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(path.join(root, below), { withFileTypes: true });
  } catch (error) {
    skipped.push({ path: below || ".", reason: `could not be listed: ${wordsOf(error)}` });
    return;
  }
  for (const entry of entries) {
    if (signal?.aborted) return;
    const relative = below === "" ? entry.name : `${below}/${entry.name}`;
    if (LEFT_OUT.has(entry.name)) continue;
    if (entry.isDirectory()) await walk(root, relative, found, skipped, signal);
    else if (entry.isSymbolicLink()) {
      const reason = await linked(root, relative);
      if (reason === undefined) found.push(relative);
      else skipped.push({ path: relative, reason });
    } else found.push(relative);
    if (found.length > MOST_FILES)
      throw new SourceError(
        "file",
        `more than ${MOST_FILES} files: is this the checkout of a GitOps repository? see --repo`,
      );
  }
}

/** Why a link is not followed; `undefined` where it is. */
async function linked(root: string, relative: string): Promise<string | undefined> {
  try {
    const target = await realpath(path.join(root, relative));
    if (!target.startsWith(`${root}${path.sep}`)) return "a link that leads out of the checkout is not followed";
    return (await lstat(target)).isFile() ? undefined : "a link to a folder is not followed";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP") return "a link that leads to itself";
    return code === "ENOENT" ? "a link to something that is not there" : `a link that cannot be followed: ${code}`;
  }
}

/** Synchronous, because for thousands of small files waiting costs more than reading. */
function readOne(root: string, relative: string, room: Room): CheckoutFile {
  const yaml = YAML.test(relative);
  const file: CheckoutFile = { path: relative, size: 0, yaml, documents: [] };
  const trouble = (kind: FileTroubleKind, message: string): CheckoutFile => ({ ...file, trouble: { kind, message } });
  let bytes: Buffer;
  try {
    // opening a pipe must not hang the run, and only regular files are read
    const handle = openSync(path.join(root, relative), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats: Stats = fstatSync(handle);
      file.size = stats.size;
      if (!stats.isFile()) return trouble("unreadable", "it is no plain file");
      if (stats.size > LARGEST)
        return trouble("too-large", `${Math.round(stats.size / 1024 / 1024)} MB: more than 5 MB are not read`);
      if (!yaml && (stats.size > LARGEST_TEXT || !TEXT.test(relative))) return file;
      bytes = readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return trouble("unreadable", `it cannot be read: ${wordsOf(error)}`);
  }
  if (bytes.subarray(0, 10).toString("latin1") === "\0GITCRYPT\0")
    return trouble("encrypted", "git-crypt encrypted it");
  if (bytes.includes(0)) return yaml ? trouble("binary", "it holds NUL bytes: it is no text") : file;
  const text = decode(bytes);
  if (text === undefined) return yaml ? trouble("invalid-utf8", "it is not valid UTF-8") : file;
  if (text.startsWith("version https://git-lfs.github.com/spec/v1\n"))
    return trouble("pointer", "it is a pointer of Git LFS, whose content was not fetched");
  if (!yaml) return { ...file, text };
  if (isOwnProfile(relative, text)) return { ...file, yaml: false, text };
  const tooMuch = room(text);
  if (tooMuch !== undefined) return trouble("too-large", tooMuch);
  try {
    return { ...file, text, ...readYaml(relative, text) };
  } catch (error) {
    // the yaml package throws a ReferenceError where aliases expand beyond its limit
    const bomb = error instanceof ReferenceError;
    if (bomb) return trouble("alias-bomb", "its aliases expand to more than is reasonable");
    // the parser manages deeper nesting than the code that walks the result
    if (error instanceof RangeError) return trouble("too-large", "it nests too deeply to be read");
    throw error;
  }
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
