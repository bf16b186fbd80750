import { line } from "../../evidence/text.ts";
import { NO_ROOM, WRONG_PLACE } from "../../observations/words.ts";
import { redact } from "../redact/redact.ts";
import { UsageError } from "./usage-error.ts";

/** What people read when a command could not go on, and its exit code. */
export interface Ended {
  text: string;
  exit: 2 | 3;
}

/** Longer than a problem of a profile with its remedy. */
const MOST = 1_500;

/**
 * Why a command ended before its time: never a stack, and no word of the runtime's own. Each line begins with the
 * program's name, so that none of them is a command to GitHub's runner, whatever a profile or a kubeconfig holds.
 */
export function endedBy(program: string, error: unknown): Ended {
  const { message, exit } = reasonOf(program, error);
  const lines = redact(message)
    .split("\n")
    .map((one) => line(one, MOST).replaceAll("##[", "# #["))
    .filter((one) => one !== "");
  return { text: lines.map((one) => `${program}: ${one}\n`).join(""), exit };
}

function reasonOf(program: string, error: unknown): { message: string; exit: 2 | 3 } {
  if (error instanceof UsageError) return { message: error.message, exit: 2 };
  const { code, path, name = "an error", syscall } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (syscall === "uv_cwd")
    return { message: "the folder in which it was called is gone; call it from another one", exit: 2 };
  if (error instanceof Error && error.message === "Worker exited unexpectedly")
    return { message: OUT_OF_HEAP, exit: 3 };
  if (error instanceof RangeError && /call stack/i.test(error.message)) return { message: TOO_DEEP, exit: 2 };
  const where = path === undefined ? "a file" : path;
  const full = code === undefined ? undefined : NO_ROOM[code];
  if (full !== undefined)
    return { message: `${where} cannot be written: ${full}; what was written before it is kept`, exit: 3 };
  const wrong = code === undefined ? undefined : WRONG_PLACE[code];
  if (wrong !== undefined)
    return { message: `${where} cannot be used: ${wrong}; choose another folder with ${chosenBy(where)}`, exit: 2 };
  return { message: `ended by a defect of ${program} itself (${name}${placeOf(error)})`, exit: 3 };
}

/** The only end of a worker's that is none of its own; vitest has no other words for it, and no code. */
const OUT_OF_HEAP =
  "the heap that Node may use is used up: give it more by NODE_OPTIONS=--max-old-space-size=<MB>; what was written before it is kept";

/** Nothing of our own goes deep by itself. */
const TOO_DEEP = "what it was given nests too deeply, or leads from one thing to the next too often, to be read";

/** The lab's own folder lies where temporary files do. */
const chosenBy = (file: string): string => (file.includes("assay-lab-") ? "TMPDIR" : "--out");

/** The innermost place of our own, for whoever mends it. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const place = /\(?(?:file:\/\/)?[^\s()]*?\/((?:bin|chunks|helpers|evidence|reports|stories|lab)\/[^\s():]+:\d+)/.exec(
    stack,
  )?.[1];
  return place === undefined ? "" : ` at ${place}`;
}
