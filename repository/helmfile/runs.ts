import type { Where } from "../../observations/checkout.ts";
import type { HelmfileState } from "./state.ts";
import { folderOf } from "../yaml/documents.ts";
import type { Task } from "../tasks/task.ts";

/** One call of helmfile in a task, recipe or script. */
export interface HelmfileRun {
  task: Task;
  where: Where;
  /** `template`, `sync`, `apply`, … */
  verb: string;
  /** The states that its `--file` names (all of a folder); `undefined` where that is not known. */
  states?: HelmfileState[];
  /** Its `--file` names a folder: helmfile then takes every state of it. */
  folder: boolean;
  /** The whole command with what it is piped into, expressions as `@@`. */
  statement: string;
  /** What the same task does afterwards. */
  rest: string;
}

/** What can be run: a repository's tasks, and its states. */
interface Runnable {
  tasks: readonly Task[];
  helmfiles: readonly HelmfileState[];
}

/** Every call of helmfile that this checkout's tasks make. Heuristic: an absence here proves nothing. */
export const helmfileRuns = ({ tasks, helmfiles }: Runnable): HelmfileRun[] =>
  tasks.flatMap((task) => {
    const statements = statementsOf(task);
    return statements.flatMap(({ text, where }, index) =>
      [...text.matchAll(CALL)].flatMap((match): HelmfileRun[] => {
        const [whole, call = ""] = match;
        const verb = VERBS.exec(call)?.[1];
        if (verb === undefined || SAID.test(text.slice(0, match.index))) return [];
        const named = FILE.exec(call)?.[1]?.replace(/["']/g, "");
        const earlier = statements.slice(0, index).map((one) => one.text);
        const path = named === undefined ? undefined : suffixOf(named, earlier);
        const found = path === undefined ? undefined : statesNamed(path, helmfiles);
        const rest = statements.slice(index + 1).map((one) => one.text);
        return [
          {
            task,
            where,
            verb,
            ...(found && found.states.length > 0 && { states: found.states }),
            folder: found?.folder ?? false,
            statement: text.slice(match.index + whole.indexOf("helmfile")),
            rest: rest.join("\n"),
          },
        ];
      }),
    );
  });

const CALL = /(?:^|[\s;&|(!`])helmfile\s+([^|;&)\n]*)/g;

/** https://helmfile.readthedocs.io/en/latest/#cli-reference */
const VERBS = /(?:^|\s)(template|sync|apply|diff|list|destroy|build|lint|fetch|write-values|charts|deps|test)(?:\s|$)/;

const FILE = /(?:^|\s)(?:-f|--file)[=\s]\s*("[^"]*"|'[^']*'|\S+)/;

/** Words to people, not commands. */
const SAID = /\b(?:echo|printf|log|gum|desc)\b[^|;&]*$/;

/** Commands with their continuations, expressions of templates as `@@`, comments left out. */
export function statementsOf({ commands }: Task): { text: string; where: Where }[] {
  const statements: { text: string; where: Where }[] = [];
  let open = false;
  for (const { text, where } of commands) {
    const lines = text.replace(/\{\{.*?\}\}/g, "@@").split("\n");
    for (const line of lines.map((one) => one.trim()).filter((one) => one !== "" && !one.startsWith("#"))) {
      const last = statements.at(-1);
      if (last && (open || line.startsWith("|"))) last.text = `${last.text.replace(/\\$/, "")} ${line}`;
      else statements.push({ text: line, where });
      open = /(?:\\|\||&&)$/.test(line);
    }
  }
  return statements;
}

/** What of a path is known: `helmfile.d/00-crds.yaml` of `${ROOT}/x/${CLUSTER}/helmfile.d/00-crds.yaml`. */
function suffixOf(named: string, earlier: readonly string[]): string | undefined {
  const variable = /^\$\{?(\w+)\}?$/.exec(named)?.[1];
  if (variable !== undefined) {
    const assigned = earlier
      .flatMap((line) => new RegExp(`\\b${variable}=(?:"([^"]*)"|'([^']*)'|(\\S+))`).exec(line)?.slice(1) ?? [])
      .filter(Boolean)
      .at(-1);
    return assigned === undefined ? undefined : suffixOf(assigned, []);
  }
  const known = named.replace(/^.*(?:@@|\$\{?\w+\}?)/, "").replace(/^(?:\.{0,2}\/)+/, "");
  return known === "" ? undefined : known.replace(/\/$/, "");
}

function statesNamed(path: string, states: readonly HelmfileState[]): { states: HelmfileState[]; folder: boolean } {
  const ends = (whole: string): boolean => whole === path || whole.endsWith(`/${path}`);
  const files = states.filter(({ file }) => ends(file));
  if (files.length > 0) return { states: files, folder: false };
  return { states: states.filter(({ file }) => ends(folderOf(file))), folder: true };
}

/** A state with every state that it includes. */
export function withIncluded(state: HelmfileState, all: readonly HelmfileState[]): HelmfileState[] {
  const reached = new Set<HelmfileState>();
  const waiting = [state];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    const paths = next.includes.flatMap(({ kind, path }) => (kind === "helmfile" && path !== undefined ? [path] : []));
    waiting.push(...all.filter(({ file }) => paths.includes(file) || paths.includes(folderOf(file))));
  }
  return [...reached];
}
