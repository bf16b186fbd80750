import type { Where } from "../../observations/checkout.ts";
import { baseOf, folderOf, get, join, record, text, textAt } from "../yaml/documents.ts";
import type { Repository } from "../model.ts";
import type { Task } from "./task.ts";

/** What a task runs, line by line, with what it calls in its place. */
export interface Sequence {
  task: Task;
  lines: { text: string; where: Where }[];
  /** Calls of tasks that were not found: what they run is not known. */
  lost: string[];
}

type Model = Pick<Repository, "tasks" | "files">;

/** https://taskfile.dev/docs/guide#calling-another-task, and the calls of recipes and scripts in shell lines. */
export function sequenceOf(
  task: Task,
  model: Model,
  above: readonly Task[] = [],
  room = { lines: MOST_LINES },
): Sequence {
  const lines: Sequence["lines"] = [];
  const lost: string[] = [];
  const run = (call: string, isCertain: boolean): void => {
    const called = taskNamed(call, model, task);
    if (called && !above.includes(called) && called !== task) {
      if (room.lines <= 0) {
        lost.push(call);
        return;
      }
      room.lines -= 1;
      const inner = sequenceOf(called, model, [...above, task], room);
      lines.push(...inner.lines);
      lost.push(...inner.lost);
    } else if (!called && isCertain) lost.push(call);
  };
  // a recipe's needs stand with their arguments: (kubeconfig "node")
  for (const need of task.needs) if (/^[\w:.-]+$/.test(need)) run(need, true);
  for (const { text: command, where } of inOrder(task)) {
    const called = /^task: (\S+)$/.exec(command)?.[1];
    if (called !== undefined) run(called, true);
    else
      for (const line of command.split("\n").map((one) => one.trim())) {
        // what is only told is not run
        if (/^(?:#|echo\b|printf\b|log\b|@?just log\b|@?echo\b)/.test(line)) continue;
        room.lines -= 1;
        lines.push({ text: line, where });
        for (const call of callsIn(line)) run(call, false);
      }
  }
  return { task, lines, lost };
}

/** Thirty tasks that each call the next one twice are a thousand million lines. */
const MOST_LINES = 5_000;

/** `task a:b`, `just a b`, `scripts/x.sh` in a line of shell. */
function callsIn(line: string): string[] {
  const tasks = [...line.matchAll(/(?:^|[\s;&|(])task\s+(?:-\S+\s+)*([\w:.-]+)/g)].flatMap(([, name]) => name ?? []);
  const recipes = [...line.matchAll(/(?:^|[\s;&|(])just\s+(?:--?\S+\s+)*([\w-]+(?:(?:\s|::)[\w-]+)?)/g)];
  const scripts = [...line.matchAll(/[\w./{}$-]+\.(?:sh|bash|fish)\b/g)].map(([path]) => baseOf(path));
  return [...tasks, ...recipes.flatMap(([, name]) => name ?? []), ...scripts];
}

/** The task that a name means: `phase:1`, `:cluster:create`, `bootstrap cluster`, `bootstrap-apps.sh`. */
export function taskNamed(call: string, model: Model, from?: Task): Task | undefined {
  const known = NAMED.get(model.tasks) ?? new Map<string, Task | undefined>();
  NAMED.set(model.tasks, known);
  const key = `${from?.where.file ?? ""} ${from?.runner ?? ""} ${call}`;
  if (!known.has(key)) known.set(key, lookedUp(call, model, from));
  return known.get(key);
}

/** What calls were found to mean: each is looked up once. */
const NAMED = new WeakMap<readonly Task[], Map<string, Task | undefined>>();

function lookedUp(call: string, { tasks, files }: Model, from?: Task): Task | undefined {
  const name = call.replace(/^:/, "");
  const own = call.startsWith(":")
    ? undefined
    : tasks.find((one) => one.name === name && one.where.file === from?.where.file);
  if (own) return own;
  const [first = "", ...rest] = name.split(/::?|\s+/);
  const inner = name.slice(first.length).replace(/^(?:::?|\s+)/, "");
  const included = tasks.find(
    (one) => rest.length > 0 && one.name === inner && namespacesOf(one.where.file, files).includes(first),
  );
  // a recipe with an argument is still that recipe
  const plain =
    tasks.find((one) => one.name === name) ??
    (from?.runner === "just" ? tasks.find((one) => one.name === first) : undefined);
  return included ?? plain;
}

/** What a file's tasks are called by from elsewhere: its key in `includes`, or its folder (`mod bootstrap`). */
function namespacesOf(file: string, files: Model["files"]): string[] {
  const byInclude = files.documents.flatMap((document) =>
    Object.entries(record(get(document.value, "includes"))).flatMap(([key, item]) => {
      const written = (text(item) ?? textAt(item, "taskfile") ?? "").replace(/\{\{[^}]*\}\}\/?/g, "");
      const path = join(folderOf(document.file), written);
      return path !== undefined && [file, folderOf(file)].includes(path) ? [key] : [];
    }),
  );
  return [...byInclude, baseOf(folderOf(file)), baseOf(file).replace(/\.\w+$/, "")];
}

/** A script runs its functions where they are called, not where they are written. */
function inOrder({ runner, commands }: Task): Task["commands"] {
  if (runner !== "script") return commands;
  const functions = new Map<string, Task["commands"]>();
  const top: Task["commands"] = [];
  let current: Task["commands"] | undefined;
  let depth = 0;
  for (const command of commands) {
    const name = /^(?:function\s+)?([\w-]+)\s*\(\)\s*\{?$|^function\s+([\w-]+)\s*\{$/.exec(command.text);
    if (!current && name) {
      current = [];
      depth = 1;
      functions.set(name[1] ?? name[2] ?? "", current);
      continue;
    }
    if (!current) {
      top.push(command);
      continue;
    }
    if (command.text.length > 1 && command.text.endsWith("{")) depth += 1;
    if (command.text.startsWith("}")) depth -= 1;
    if (depth === 0) current = undefined;
    else current.push(command);
  }
  let left = MOST_LINES;
  const called = (command: Task["commands"][number], seen: readonly string[]): Task["commands"] => {
    left -= 1;
    const name = /^(?:if\s+!?\s*)?([\w-]+)/.exec(command.text)?.[1] ?? "";
    const body = seen.includes(name) || left <= 0 ? undefined : functions.get(name);
    return body ? body.flatMap((one) => called(one, [...seen, name])) : [command];
  };
  return top.flatMap((command) => called(command, []));
}
