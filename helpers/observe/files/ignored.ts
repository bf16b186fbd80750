import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { CheckoutFile } from "../../../observations/checkout.ts";
import { gitFolderOf, isPlainFile } from "./git.ts";

/** One line of a .gitignore or of .git/info/exclude. https://git-scm.com/docs/gitignore */
interface Rule {
  /** The folder that it holds for. */
  folder: string;
  pattern(path: string): boolean;
  negated: boolean;
  foldersOnly: boolean;
  /** `.gitignore:3`. */
  by: string;
}

/**
 * Which of these files a clone does not have, and why: the line because of which Git ignores them, or that nobody added
 * them. None where the checkout is no Git repository of its own, or its index cannot be read; a file that was added in
 * spite of the rules is tracked.
 */
export function absentIn(
  root: string,
  files: readonly { path: string; text?: string }[],
): ReadonlyMap<string, Pick<CheckoutFile, "ignored" | "untracked">> {
  const git = gitFolderOf(root);
  const tracked = git === undefined ? undefined : trackedIn(path.join(git, "index"));
  const absent = new Map<string, Pick<CheckoutFile, "ignored" | "untracked">>();
  if (git === undefined || !tracked) return absent;
  const own = files
    .filter(({ path: file }) => path.posix.basename(file) === ".gitignore")
    .toSorted((a, b) => depthOf(a.path) - depthOf(b.path))
    .flatMap(({ path: file, text = "" }) => rulesIn(file, text));
  const rules = [...excludedIn(git), ...own];
  // before anything was added nothing says what a clone has
  const hasBegun = tracked.size > 0;
  const modules = (files.find(({ path: file }) => file === ".gitmodules")?.text ?? "").matchAll(
    /^\s*path\s*=\s*(\S+)/gm,
  );
  const submodules = [...modules].flatMap(([, folder]) => folder ?? []);
  for (const { path: file } of files) {
    if (tracked.has(file) || submodules.some((folder) => file.startsWith(`${folder}/`))) continue;
    const by = ruleOf(file, rules);
    if (by !== undefined) absent.set(file, { ignored: by });
    else if (hasBegun) absent.set(file, { untracked: true });
  }
  return absent;
}

/** The rules of one clone alone, which a .gitignore may take back. */
function excludedIn(git: string): Rule[] {
  const common = path.join(git, "commondir");
  const folder = isPlainFile(common) ? path.resolve(git, readFileSync(common, "utf8").trim()) : git;
  const file = path.join(folder, "info/exclude");
  if (!isPlainFile(file)) return [];
  return rulesIn(".git/info/exclude", readFileSync(file, "utf8")).map((rule) => ({ ...rule, folder: "" }));
}

const depthOf = (file: string): number => file.split("/").length;

const rulesIn = (file: string, text: string): Rule[] =>
  text.split("\n").flatMap((line, index): Rule[] => {
    const written = line.replace(/(?<!\\)\s+$/, "");
    if (written === "" || written.startsWith("#")) return [];
    const negated = written.startsWith("!");
    const foldersOnly = written.endsWith("/");
    const plain = written.slice(negated ? 1 : 0).replace(/\/$/, "");
    const folder = path.posix.dirname(file);
    return [
      {
        folder: folder === "." ? "" : folder,
        pattern: patternOf(plain),
        negated,
        foldersOnly,
        by: `${file}:${index + 1}`,
      },
    ];
  });

/** A slash but at the end anchors a pattern at its folder. */
function patternOf(plain: string): Rule["pattern"] {
  const parts = plain.replace(/^\//, "").split("/");
  const whole = plain.includes("/") ? parts : ["**", ...parts];
  const matchers = whole.map((part) => (part === "**" ? undefined : partMatcher(part)));
  // at the end it is what lies within, and not the folder itself
  if (whole.at(-1) === "**") matchers.push(() => true);
  return (file) => fits(file.split("/"), matchers);
}

type Matcher = ((one: string) => boolean) | undefined;

/**
 * Whether these fit one after another; `undefined` takes any number of them. It goes back to the last of these alone, so
 * that no pattern of a checkout is slow.
 */
function fits(items: readonly string[], matchers: readonly Matcher[]): boolean {
  let [at, next] = [0, 0];
  let back: { at: number; next: number } | undefined;
  while (at < items.length) {
    const matcher = matchers[next];
    if (next < matchers.length && matcher === undefined) {
      next += 1;
      back = { at, next };
    } else if (matcher?.(items[at] ?? "")) {
      at += 1;
      next += 1;
    } else if (back) {
      back = { at: back.at + 1, next: back.next };
      ({ at, next } = back);
    } else return false;
  }
  return matchers.slice(next).every((matcher) => matcher === undefined);
}

/** `*` is any number of characters, `?` one, `[…]` one of them; a backslash takes the next one as it is. */
function partMatcher(part: string): (name: string) => boolean {
  const tokens = part.match(/\*+|\\[^]|\[[!^]?\]?[^\]]*\]|[^]/gu) ?? [];
  const matchers = tokens.map(characterMatcher);
  return (name) => fits(Array.from(name), matchers);
}

function characterMatcher(token: string): Matcher {
  if (token.startsWith("*")) return undefined;
  if (token === "?") return () => true;
  if (token.startsWith("\\") && token.length > 1) return (one) => one === token.slice(1);
  if (!token.startsWith("[") || token.length === 1) return (one) => one === token;
  const [, not = "", within = ""] = /^\[([!^]?)(.*)\]$/su.exec(token) ?? [];
  const ranges = [...within.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, one]) => [from ?? one, to ?? one] as const);
  return (one) => ranges.some(([from = "", to = ""]) => from <= one && one <= to) === (not === "");
}

/** The rule that ignores a file or a folder above it: the last one that matches decides, and nothing below is taken back. */
function ruleOf(file: string, rules: readonly Rule[]): string | undefined {
  const parts = file.split("/");
  for (let length = 1; length <= parts.length; length += 1) {
    const one = parts.slice(0, length).join("/");
    const rule = rules.findLast(({ folder, pattern, foldersOnly }) => {
      if (foldersOnly && length === parts.length) return false;
      if (folder !== "" && !one.startsWith(`${folder}/`)) return false;
      return pattern(folder === "" ? one : one.slice(folder.length + 1));
    });
    if (rule && !rule.negated) return rule.by;
  }
  return undefined;
}

/**
 * The paths in Git's index; none where nothing was added yet, `undefined` where it cannot be read or is split.
 * https://git-scm.com/docs/index-format, versions 2 to 4 with SHA-1
 */
function trackedIn(index: string): Set<string> | undefined {
  if (!existsSync(index)) return new Set();
  if (!isPlainFile(index)) return undefined;
  const bytes = readFileSync(index);
  const version = bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "DIRC" ? 0 : bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  const tracked = new Set<string>();
  let [at, before] = [12, ""];
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    if (at + FIXED > bytes.length) return undefined;
    const isExtended = version > 2 && (bytes.readUInt16BE(at + FIXED - 2) & 0x4000) !== 0;
    let start = at + FIXED + (isExtended ? 2 : 0);
    let kept = "";
    if (version === 4) {
      const [cut, next] = numberAt(bytes, start);
      kept = before.slice(0, before.length - cut);
      start = next;
    }
    const end = bytes.indexOf(0, start);
    if (end < 0) return undefined;
    before = kept + bytes.toString("latin1", start, end);
    tracked.add(Buffer.from(before, "latin1").toString("utf8"));
    // entries are padded to eight bytes, with at least one NUL
    at = version === 4 ? end + 1 : at + Math.ceil((end - at + 1) / 8) * 8;
  }
  return isWhole(bytes, at) ? tracked : undefined;
}

/** Whether no other file holds some of the index: the extension `link` of a split index says so. */
function isWhole(bytes: Buffer, end: number): boolean {
  for (let at = end; at + 8 <= bytes.length - 20; at += 8 + bytes.readUInt32BE(at + 4))
    if (bytes.toString("latin1", at, at + 4) === "link") return false;
  return true;
}

/** Times, device, inode, mode, owner, size, SHA-1 and flags of an entry. */
const FIXED = 62;

/** A number of variable width, and where it ends. https://git-scm.com/docs/index-format (version 4) */
function numberAt(bytes: Buffer, start: number): [value: number, next: number] {
  let at = start;
  let byte = bytes[at] ?? 0;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    at += 1;
    byte = bytes[at] ?? 0;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return [value, at + 1];
}
