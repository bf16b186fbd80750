import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Commands } from "../../command.ts";
import { watchdog } from "../../watchdog.ts";

/**
 * The commit that a checkout stands at, and whether its files differ from it; `undefined` where it is no Git checkout.
 *
 * Git itself obeys the checkout's own configuration: `core.fsmonitor`, filters and hooks name programs that it runs
 * (https://git-scm.com/docs/git-config#Documentation/git-config.txt-corefsmonitor). So HEAD is read as a file, and Git
 * is given a repository of ours that borrows the checkout's objects and a copy of its index, and none of its
 * configuration. Nothing of the checkout is written.
 */
export async function commitOf(
  checkout: string,
  run: Commands["run"],
): Promise<{ commit: string; dirty: boolean } | undefined> {
  const found = gitFolderAbove(path.resolve(checkout));
  const commit = found && headOf(found);
  if (!found || commit === undefined) return undefined;
  const borrowed = mkdtempSync(path.join(tmpdir(), "assay-git-"));
  watchdog().remove(borrowed);
  try {
    borrow(found, commit, borrowed);
    const status = await run(
      [
        ...["git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"],
        ...[
          `--git-dir=${borrowed}`,
          `--work-tree=${found.workTree}`,
          "status",
          "--porcelain",
          "--ignore-submodules=all",
        ],
      ] as [string, ...string[]],
      { deadlineMs: 10_000 },
    );
    // what could not be compared is not known to be clean
    return { commit, dirty: status.exit !== 0 || status.stdout.trim() !== "" };
  } finally {
    rmSync(borrowed, { recursive: true, force: true });
  }
}

/** The commit that a checkout stands at, by its files alone; `undefined` where there is none. */
export function headCommit(checkout: string): string | undefined {
  const found = gitFolderAbove(path.resolve(checkout));
  return found && headOf(found);
}

/** URLs of the remotes in the configuration of a checkout's own repository, without user names and tokens. */
export function remotesOf(checkout: string): string[] {
  const found = gitFolderAbove(path.resolve(checkout));
  if (found?.workTree !== path.resolve(checkout)) return [];
  const lines = (textOf(path.join(found.common, "config")) ?? "").split("\n");
  let section = "";
  return lines.flatMap((line) => {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1] ?? section;
    const url = section.startsWith("remote ") ? /^\s*url\s*=\s*(\S+)/.exec(line)?.[1] : undefined;
    return url === undefined ? [] : [url.replace(/^([a-z+]+:\/\/)[^/@]*@/, "$1")];
  });
}

/** The folder that holds HEAD and the index of a checkout; `undefined` where it is no Git repository of its own. */
export function gitFolderOf(checkout: string): string | undefined {
  const found = gitFolderAbove(path.resolve(checkout));
  return found?.workTree === path.resolve(checkout) ? found.folder : undefined;
}

interface GitFolder {
  workTree: string;
  /** Holds HEAD and the index: of a linked work tree its own. */
  folder: string;
  /** Holds objects and branches. */
  common: string;
}

function gitFolderAbove(folder: string): GitFolder | undefined {
  const entry = path.join(folder, ".git");
  // a link that leads nowhere is there: what stands above it is another repository
  if (lstatSync(entry, { throwIfNoEntry: false }) === undefined)
    return path.dirname(folder) === folder ? undefined : gitFolderAbove(path.dirname(folder));
  if (existsSync(entry) && statSync(entry).isDirectory()) return { workTree: folder, folder: entry, common: entry };
  const [, named] = /^gitdir: (.+)$/m.exec(textOf(entry) ?? "") ?? [];
  if (named === undefined) return undefined;
  const own = path.resolve(folder, named);
  const common = textOf(path.join(own, "commondir"));
  return { workTree: folder, folder: own, common: common === undefined ? own : path.resolve(own, common) };
}

function headOf({ folder, common }: GitFolder): string | undefined {
  const head = textOf(path.join(folder, "HEAD"));
  const [, branch] = /^ref: (refs\/[^\s]+)$/.exec(head ?? "") ?? [];
  if (branch === undefined) return hashIn(head);
  if (branch.split("/").includes("..")) return undefined;
  const packed = textOf(path.join(common, "packed-refs")) ?? "";
  const line = packed.split("\n").find((it) => it.endsWith(` ${branch}`));
  return (
    hashIn(textOf(path.join(folder, branch))) ??
    hashIn(textOf(path.join(common, branch))) ??
    hashIn(line?.split(" ")[0])
  );
}

const hashIn = (text: string | undefined): string | undefined =>
  text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;

const textOf = (file: string): string | undefined =>
  isPlainFile(file) ? readFileSync(file, "utf8").trim() : undefined;

/** Neither a pipe, which nobody may ever write into, nor a device or a file of /proc, which have no end. */
export const isPlainFile = (file: string): boolean => {
  const found = existsSync(file) ? statSync(file) : undefined;
  return found !== undefined && found.isFile() && found.size <= MOST_BYTES;
};

/** The index of a repository with a million files is smaller. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A repository with nothing of its own but the place where the checkout's objects are. */
function borrow({ folder, common }: GitFolder, commit: string, into: string): void {
  for (const made of ["objects/info", "refs", "info"]) mkdirSync(path.join(into, made), { recursive: true });
  writeFileSync(path.join(into, "objects/info/alternates"), `${path.join(common, "objects")}\n`);
  writeFileSync(path.join(into, "HEAD"), `${commit}\n`);
  const format = commit.length === 64 ? "1\n[extensions]\n\tobjectFormat = sha256" : "0";
  writeFileSync(path.join(into, "config"), `[core]\n\tbare = false\n\trepositoryformatversion = ${format}\n`);
  const index = readdirSync(folder).filter(
    (name) => (name === "index" || name.startsWith("sharedindex.")) && isPlainFile(path.join(folder, name)),
  );
  for (const name of index) copyFileSync(path.join(folder, name), path.join(into, name));
  const exclude = path.join(common, "info/exclude");
  if (isPlainFile(exclude)) copyFileSync(exclude, path.join(into, "info/exclude"));
}
