import type { Where } from "../../observations/checkout.ts";
import type { Task } from "./task.ts";

/** Where mise finds tasks that are written in TOML: https://mise.jdx.dev/configuration.html */
export const IS_MISE = /(?:^|\/)\.?mise(?:\.\w+)?\.toml$|(?:^|\/)\.?mise\/config(?:\.\w+)?\.toml$/;

/**
 * Tasks of a mise.toml: `[tasks.name]` with `run` as a text or a list, and `name = "…"` below `[tasks]`. Line by line, because
 * nothing else here reads TOML. https://mise.jdx.dev/tasks/toml-tasks.html
 */
export function miseTasks(file: string, whole: string): Task[] {
  const tasks: Task[] = [];
  let [section, open]: [string | undefined, Open | undefined] = [undefined, undefined];
  for (const [index, line] of whole.split("\n").entries()) {
    const where: Where = { file, line: index + 1, column: 1 };
    if (open) {
      open = continued(open, line, where);
      continue;
    }
    const header = /^\s*\[([^[\]]+)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.replaceAll(/["'\s]/g, "");
      if (section.startsWith("tasks.")) tasks.push(named(section.slice("tasks.".length), where));
      continue;
    }
    const [, key = "", written = ""] = /^\s*["']?([\w:.-]+)["']?\s*=\s*(.*)$/.exec(line) ?? [];
    if (section === "tasks" && key !== "") {
      const task = named(key, where);
      tasks.push(task);
      open = begun(task, written.replace(/^\{.*?\brun\s*=\s*/, ""), where);
    } else if (section?.startsWith("tasks.") && key === "run") open = begun(tasks.at(-1), written, where);
    else if (section?.startsWith("tasks.") && /^(?:depends|wait_for)$/.test(key))
      tasks.at(-1)?.needs.push(...[...written.matchAll(/["']([\w:.-]+)["']/g)].flatMap(([, name]) => name ?? []));
  }
  return tasks;
}

interface Open {
  task: Task;
  /** What ends it: three quotes of a text, or the bracket of a list. */
  end: string;
}

const named = (name: string, where: Where): Task => ({ name, runner: "mise", where, commands: [], needs: [] });

const strings = (written: string): string[] =>
  [...written.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(([, double, single]) =>
    (double?.replaceAll(/\\(.)/g, "$1") ?? single ?? "").trim(),
  );

function begun(task: Task | undefined, written: string, where: Where): Open | undefined {
  if (!task) return undefined;
  const quotes = /^("""|''')/.exec(written)?.[1];
  if (quotes !== undefined) {
    const rest = written.slice(quotes.length);
    if (rest.includes(quotes)) return void task.commands.push({ text: rest.slice(0, rest.indexOf(quotes)), where });
    if (rest.trim() !== "") task.commands.push({ text: rest.trim(), where });
    return { task, end: quotes };
  }
  task.commands.push(...strings(written).map((text) => ({ text, where })));
  return written.startsWith("[") && !/\]\s*(?:#.*)?$/.test(written) ? { task, end: "]" } : undefined;
}

function continued(open: Open, line: string, where: Where): Open | undefined {
  const { task, end } = open;
  if (end === "]") {
    task.commands.push(...strings(line).map((text) => ({ text, where })));
    return /^\s*\]/.test(line) || /["']\s*\]\s*(?:#.*)?$/.test(line) ? undefined : open;
  }
  const text = line.includes(end) ? line.slice(0, line.indexOf(end)) : line;
  if (text.trim() !== "") task.commands.push({ text: text.trim(), where });
  return line.includes(end) ? undefined : open;
}
