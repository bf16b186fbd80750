import { baseOf, folderOf, get, join, record, text, textAt } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";

/**
 * Variables that name a folder of the checkout, where the checkout itself says so: `vars` and `env` of Taskfiles,
 * assignments of justfiles and scripts, `[env]` of mise, `.envrc`. By variable, the folder relative to the checkout ("" is
 * the checkout itself). One that different files give different folders is left out.
 */
export type Roots = ReadonlyMap<string, string>;

export function rootsOf(files: Files): Roots {
  const roots = known.get(files.all) ?? readRoots(files);
  known.set(files.all, roots);
  return roots;
}

/** The model of each cluster of a checkout asks for them. */
const known = new WeakMap<Files["all"], Roots>();

function readRoots(files: Files): Roots {
  const assigned = files.all.flatMap(({ path, documents, text: whole, yaml }) => [
    ...documents.flatMap(({ value }) => (get(value, "tasks") === undefined ? [] : ofTaskfile(value, path))),
    ...(yaml || whole === undefined ? [] : ofText(whole, path)),
  ]);
  const roots = new Map<string, string>(justfileFolders(files));
  // a variable may be written before what it is made of
  for (const _ of [1, 2, 3])
    for (const { name, written, file } of assigned) {
      const folder = folderIn(written, roots, file);
      if (folder !== undefined && !roots.has(name)) roots.set(name, folder);
    }
  for (const { name, written, file } of assigned) {
    const folder = folderIn(written, roots, file);
    if (folder !== undefined && roots.get(name) !== folder) roots.delete(name);
  }
  return roots;
}

/**
 * Where `justfile_dir()` leads in a module or justfile, by {@link justfileKey}: to the folder of the justfile that is
 * called, which is the outermost that brings it in. https://just.systems/man/en/functions.html#justfile-and-justfile-directory
 */
function justfileFolders({ all }: Files): [key: string, folder: string][] {
  const justfiles = all.filter(({ path }) => JUSTFILE.test(path));
  return all.flatMap(({ path }): [string, string][] => {
    if (!IS_JUST.test(path)) return [];
    const isAbove = (folder: string): boolean => folder === "" || path.startsWith(`${folder}/`);
    const above = justfiles.filter((one) => isAbove(folderOf(one.path)));
    const [called] = above.filter(
      ({ path: own, text: whole }) => own === path || /^(?:mod|import)\b/m.test(whole ?? ""),
    );
    return called === undefined || folderOf(called.path) === "" ? [] : [[justfileKey(path), folderOf(called.path)]];
  });
}

const IS_JUST = /(?:^|\/)\.?justfile$|\.just$/i;
const JUSTFILE = /(?:^|\/)\.?justfile$/i;

/** No variable has such a name. */
const justfileKey = (file: string): string => `justfile_dir() ${file}`;

interface Assigned {
  name: string;
  written: string;
  file: string;
}

/** https://taskfile.dev/docs/reference/schema#variable */
const ofTaskfile = (value: unknown, file: string): Assigned[] =>
  ["vars", "env"].flatMap((key) =>
    Object.entries(record(get(value, key))).flatMap(([name, item]) => {
      const command = textAt(item, "sh");
      const written = command === undefined ? text(item) : `$(${command})`;
      return written === undefined ? [] : [{ name, written, file }];
    }),
  );

function ofText(whole: string, file: string): Assigned[] {
  const isJust = IS_JUST.test(file);
  const isMise = /(?:^|\/)\.?mise(?:\.\w+)?\.toml$|(?:^|\/)\.?mise\/config\.toml$/.test(file);
  const isShell = /(?:^|\/)\.envrc$|\.(?:sh|bash)$|\.env$/.test(file) || /^#!.*\b(?:ba|z)?sh\b/.test(whole);
  const pattern = isJust
    ? /^(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.+)$/
    : isMise
      ? /^\s*([A-Za-z_]\w*)\s*=\s*(.+)$/
      : isShell
        ? /^\s*(?:export|readonly|local|declare)?\s*([A-Za-z_]\w*)=(.+)$/
        : undefined;
  if (!pattern) return [];
  return whole.split("\n").flatMap((line) => {
    if (!line.includes("=")) return [];
    const [, name, written] = pattern.exec(line.replace(/\s+#.*$/, "").trim()) ?? [];
    return name === undefined || written === undefined ? [] : [{ name, written: written.trim(), file }];
  });
}

/** Stands before a path that is known to begin at the checkout's root. */
const MARK = "\uE000";

/** The folder that an expression names; `undefined` where that is not known. */
function folderIn(written: string, roots: Roots, file: string): string | undefined {
  const isJust = IS_JUST.test(file);
  const bare = isJust ? written.replace(/^([A-Za-z_][\w-]*)(?=\s*(?:[+/]|$))/, "{{$1}}") : written;
  const marked = withRoots(bare, roots, file)
    .replace(/\s*\+\s*(['"])([^'"]*)\1/g, "$2")
    .replace(/\s*\/\s*(['"])([^'"]*)\1/g, "/$2")
    .replaceAll(/["']/g, "")
    .trim();
  const path = marked.startsWith(MARK) ? marked.slice(MARK.length) : undefined;
  return path === undefined || /[\s${}`\uE000]/.test(path) ? undefined : join("", path.replace(/^\/+/, ""));
}

/** A text of a task with what it says of the checkout's folders put in, each behind a mark; see `rooted`. */
export function withRoots(written: string, roots: Roots, file: string): string {
  const own = `${MARK}/${folderOf(file)}`;
  const justfile = roots.get(justfileKey(file));
  const called = justfile === undefined ? MARK : `${MARK}/${justfile}`;
  const named = (whole: string, name: string | undefined): string => {
    const folder = roots.get(name ?? "");
    return folder === undefined ? whole : `${MARK}/${folder}`;
  };
  return (
    written
      .replaceAll(/\$\(\s*git rev-parse --show-toplevel\s*\)|`\s*git rev-parse --show-toplevel\s*`/g, MARK)
      .replaceAll(/\{\{-?\s*(?:\.ROOT_DIR|config_root)\s*-?\}\}/g, MARK)
      .replaceAll(/\{\{-?\s*\.TASKFILE_DIR\s*-?\}\}/g, own)
      .replaceAll(/\{\{\s*(?:justfile_dir(?:ectory)?\(\)[^}]*)\}\}|justfile_dir(?:ectory)?\(\)/g, (whole) =>
        whole.startsWith("{{") ? justPath(whole, called) : called,
      )
      .replaceAll(/(?:source|module)_dir(?:ectory)?\(\)/g, own)
      .replaceAll(/parent_dir(?:ectory)?\((\uE000[^)]*)\)/g, "$1/..")
      // direnv reads .envrc in its own folder
      .replaceAll(/\$\(pwd\)|\$\{?PWD\}?|\$\(expand_path \.\)/g, (whole) => (baseOf(file) === ".envrc" ? own : whole))
      .replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced?: string, plain?: string) => named(whole, braced ?? plain))
      .replaceAll(/\{\{-?\s*\.?([A-Za-z_][\w-]*)\s*-?\}\}/g, named)
  );
}

/** `{{justfile_dir() / "a"}}` within a recipe. */
const justPath = (whole: string, mark: string): string =>
  mark +
  whole
    .replace(/^\{\{\s*justfile_dir(?:ectory)?\(\)/, "")
    .replace(/\s*\}\}$/, "")
    .replaceAll(/\s*[+/]?\s*(['"])\/?([^'"]*)\1/g, "/$2");

/** The path of a word that `withRoots` gave a mark, relative to the checkout; `undefined` for any other word. */
export function rooted(word: string): string | undefined {
  if (!word.startsWith(MARK)) return undefined;
  const path = word.slice(MARK.length);
  return path.includes(MARK) ? undefined : join("", path.replace(/^\/+/, ""));
}
