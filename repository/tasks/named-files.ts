import type { CheckoutFile, Where } from "../../observations/checkout.ts";
import { statementsOf } from "../helmfile/runs.ts";
import type { Repository } from "../model.ts";
import { baseOf, folderOf, join } from "../yaml/documents.ts";
import { absenceOf, type Files } from "../yaml/files.ts";
import { listedFiles } from "./listed-files.ts";
import { rooted, rootsOf, withRoots } from "./roots.ts";
import type { Task } from "./task.ts";
import { escaped } from "../yaml/expressions.ts";

/** A path that a step names and that leads to nothing in the checkout. */
export interface LostPath {
  task: Task;
  where: Where;
  /** Relative to the checkout where that is known, else as it is written. */
  path: string;
  /**
   * `file`: there is neither a file nor a folder; `states`: a folder without a state file that helmfile would read;
   * `absent`: this disk has it, and Git does not.
   */
  kind: "file" | "states" | "absent";
  /** Of `absent`: why. */
  why?: string;
}

type Model = Pick<Repository, "tasks" | "files" | "helmfiles">;

/**
 * What the steps of these tasks read that a clone does not have. Left out is what a step makes or asks for first, what Git
 * ignores (a file of each operator's own), and every path with a variable that the checkout does not resolve.
 */
export function lostPaths(tasks: readonly Task[], { tasks: all, files, helmfiles }: Model): LostPath[] {
  const roots = rootsOf(files);
  const told = all.flatMap(({ commands }) => commands.map(({ text }) => text)).join("\n");
  return tasks.flatMap((task) => {
    const file = task.where.file;
    const commands = task.commands.map(({ text, where }) => ({ text: withRoots(text, roots, file), where }));
    const listed = listedFiles({ commands }).map(({ word, where }) => ({ where, words: [{ word, isState: false }] }));
    const stated = statementsOf({ ...task, commands }).map(({ text, where }) => ({
      where,
      words: [...wordsIn(text, task)],
    }));
    return [...listed, ...stated].flatMap(({ where, words }) =>
      words.flatMap(({ word, isState }): LostPath[] => {
        const found = pathsOf(word, isState, task, files);
        if (!found || isMade(baseOf(found.written), told, files)) return [];
        const [first = ""] = found.candidates;
        const path = found.candidates.find((one) => files.file(one) ?? files.isFolder(one));
        if (path === undefined) return found.isElsewhere ? [] : [{ task, where, path: first, kind: "file" }];
        const why = SHARED.test(path) ? absenceOf(files.file(path)) : undefined;
        if (why !== undefined) return [{ task, where, path, kind: "absent", why }];
        const isEmpty = isState && !files.file(path) && !mayHoldState(files.within(path), helmfiles);
        return isEmpty ? [{ task, where, path: path || ".", kind: "states" }] : [];
      }),
    );
  });
}

/** What every clone should have: scripts, states and manifests, and no key or secret of one operator. */
const SHARED = /(?<!sops)(?<!secrets?)\.(?:sh|bash|ya?ml(?:\.(?:gotmpl|j2))?)$/;

/**
 * A folder stands for the state files directly in it, which may be templates:
 * https://helmfile.readthedocs.io/en/latest/#cli-reference
 */
const mayHoldState = (inside: readonly CheckoutFile[], helmfiles: Repository["helmfiles"]): boolean =>
  inside.some(
    ({ path, template, trouble }) =>
      /\.ya?ml(?:\.gotmpl)?$/.test(path) &&
      (path.endsWith(".gotmpl") ||
        template !== undefined ||
        trouble !== undefined ||
        helmfiles.some(({ file }) => file === path)),
  );

interface Word {
  word: string;
  /** helmfile reads it: a folder must hold state files. */
  isState: boolean;
}

const WORD = `("[^"]*"|'[^']*'|[^\\s"';|&()<>]+)`;

/** Words of a statement that name what a step reads. */
function* wordsIn(statement: string, { dir }: Task): Generator<Word> {
  if (/^@?(?:echo|printf|log|#)\b|\[\[? |\btest -|--ignore-not-found|\|\|\s*true/.test(statement)) return;
  for (const { pattern, isState = false } of READS)
    for (const [, quoted = ""] of statement.matchAll(pattern)) yield { word: quoted.replaceAll(/["']/g, ""), isState };
  // without --file it takes what lies in the folder that it runs in
  if (
    dir !== undefined &&
    /(?:^|[;&|(]\s*)helmfile\s+(?:-\S+\s+)*(?:sync|apply|template|diff)\b/.test(statement) &&
    !/\s(?:-f|--file)[ =]/.test(statement)
  )
    yield { word: ".", isState: true };
}

const READS: readonly { pattern: RegExp; isState?: boolean }[] = [
  {
    pattern: new RegExp(
      String.raw`\bkubectl\b[^|;&]*?\s(?:apply|create|replace)\b[^|;&]*?\s(?:-f|-k|--filename|--kustomize)[ =]+${WORD}`,
      "g",
    ),
  },
  { pattern: new RegExp(String.raw`(?:^|[\s;&|(!])helmfile\s[^|;&]*?(?:-f|--file)[ =]+${WORD}`, "g"), isState: true },
  { pattern: new RegExp(String.raw`\bop\s+inject\b[^|;&]*?\s(?:-i|--in-file)[ =]+${WORD}`, "g") },
  {
    pattern: new RegExp(String.raw`\bsops(?:\s[^|;&]*?)?\s(?:-d|--decrypt|decrypt|exec-file|exec-env)\s+${WORD}`, "g"),
  },
  {
    pattern: new RegExp(String.raw`\bhelm\s+(?:install|upgrade|template)\b[^|;&]*?\s(?:-f|--values)[ =]+${WORD}`, "g"),
  },
  { pattern: new RegExp(String.raw`\bminijinja-cli\s+(?:-\S+\s+)*${WORD}`, "g") },
  { pattern: new RegExp(String.raw`\b(?:envsubst|op\s+inject)\b[^|;&]*?<\s*${WORD}`, "g") },
  { pattern: new RegExp(String.raw`\btalosctl\b[^|;&]*?\s--config-patch(?:-\w[\w-]*)?[ =]+["']?@${WORD}`, "g") },
  { pattern: /(?:^|[;&|(]\s*)((?:\.{1,2}\/)?(?:[\w.-]+\/)+[\w.-]+\.(?:sh|bash))(?=\s|$)/g },
  {
    pattern: new RegExp(
      String.raw`(?:^|[\s;&|(])(?:bash|sh|source)\s+([^\s"';|&()<>-][^\s"';|&()<>]*\.(?:sh|bash))`,
      "g",
    ),
  },
];

interface Paths {
  written: string;
  /** Where the path may lead to, relative to the checkout. */
  candidates: string[];
  /** A path without a root, of which some folder of the checkout has the end. */
  isElsewhere: boolean;
}

/** `undefined` for standard input, URLs, the machine's own paths and what holds a variable. */
function pathsOf(word: string, isState: boolean, { where: { file }, dir }: Task, files: Files): Paths | undefined {
  const exact = rooted(word);
  if (exact !== undefined)
    return isPlain(exact) ? { written: exact, candidates: [exact], isElsewhere: false } : undefined;
  if (!isPlain(word) || /^[/~-]/.test(word) || (!isState && !/\/|\.\w+$/.test(word))) return undefined;
  const folders = [
    "",
    ...folderOf(file)
      .split("/")
      .map((_, index, parts) => parts.slice(0, index + 1).join("/")),
  ];
  const own = dir === undefined || !isPlain(dir) ? undefined : join(folderOf(file), dir);
  // where it is known in which folder a task runs, helmfile's own folder is that one
  if (word === ".") return own === undefined ? undefined : { written: own, candidates: [own], isElsewhere: false };
  if (own !== undefined) folders.push(own);
  const candidates = [...new Set(folders)].flatMap((folder) => join(folder, word) ?? []);
  const end = word.replace(/^(?:\.{0,2}\/)+/, "").replace(/\/$/, "");
  const isElsewhere = files.all.some(
    ({ path }) => path === end || `/${path}`.includes(`/${end}/`) || path.endsWith(`/${end}`),
  );
  return candidates.length === 0 ? undefined : { written: word, candidates, isElsewhere };
}

/** Neither an expression, a variable nor a pattern of file names. */
const isPlain = (path: string): boolean => !/[${}*?`@\\\uE000]|:\/\//.test(path);

/** Whether some step writes it or asks whether it is there, or Git ignores it. */
function isMade(name: string, told: string, files: Files): boolean {
  const word = escaped(name);
  const makes = new RegExp(
    String.raw`(?:>|\s-o|--output|--out-file|\btee\b|\bcp\b|\bmv\b|\bmkdir\b|\btouch\b|\btest -|\[ -)[^\n|;&]*${word}(?:["'\s;|&)\]/]|$)`,
    "m",
  );
  const ignored = files.all.some(
    ({ path, text }) =>
      baseOf(path) === ".gitignore" &&
      (text ?? "").split("\n").some((line) => baseOf(line.trim().replace(/\/$/, "")) === name),
  );
  return name === "" || ignored || makes.test(told);
}
