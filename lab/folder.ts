import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Makes a folder for the files of one lab, keys among them, which only its owner may read. Folders of labs that ended
 * without removing theirs are removed before: those of this user, made by a process that is no more.
 */
export function makeLabFolder(): string {
  sweep();
  return mkdtempSync(path.join(tmpdir(), `${PREFIX}${namespace()}-${process.pid}-${startOf(process.pid) ?? 0}-`));
}

const PREFIX = "assay-lab-";

/** The name says who made it, so that there is no moment at which the folder is there and its owner is not known. */
const NAME = /^assay-lab-(\d+)-(\d+)-(\d+)-\w+$/;

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, space, pid = "", start] = NAME.exec(name) ?? [];
    // what another container made in a shared folder cannot be told from what is in use
    if (space !== namespace() || isThere(Number(pid), start)) continue;
    const folder = path.join(tmpdir(), name);
    try {
      const found = lstatSync(folder);
      if (found.isDirectory() && found.uid === process.getuid?.()) rmSync(folder, { recursive: true, force: true });
    } catch {
      // another lab that starts just now was faster
    }
  }
}

/** Whether the process that made a folder still runs; another that has its number now started at another time. */
function isThere(pid: number, start: string | undefined): boolean {
  const startsAt = startOf(pid);
  if (startsAt !== undefined) return startsAt === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** When a process started, in ticks since boot: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** The number of the PID namespace: https://man7.org/linux/man-pages/man7/pid_namespaces.7.html. 0 outside of Linux. */
function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}
