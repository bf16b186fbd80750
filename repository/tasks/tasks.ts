import type { Where } from "../../observations/checkout.ts";
import { at, baseOf, get, isRecord, record, text, textAt } from "../yaml/documents.ts";
import { isAside, type Files } from "../yaml/files.ts";
import { IS_MISE, miseTasks } from "./mise.ts";
import type { Task } from "./task.ts";

/** What people (and CI) run. Heuristic for everything but Taskfiles: a check never takes an absence here as proof. */
export const tasksOf = (files: Files): Task[] => files.all.flatMap((file) => tasksIn(file).slice(0, MOST_TASKS));

/** In one file; none that people wrote has a tenth of these. */
const MOST_TASKS = 2_000;

function tasksIn(file: Files["all"][number]): Task[] {
  const { path, documents, text: whole } = file;
  if (isAside(path)) return [];
  const tasks = documents.flatMap((document) =>
    isRecord(get(document.value, "tasks"))
      ? Object.entries(record(get(document.value, "tasks"))).map(([name, task]) =>
          taskOf(name, task, (more) => at(document, ["tasks", name, ...more])),
        )
      : [],
  );
  if (tasks.length > 0 || file.yaml) return tasks;
  if (/(^|\/)\.?justfile$|\.just$/i.test(path)) return blocks(path, whole ?? "", "just");
  if (baseOf(path) === "Makefile" || path.endsWith(".mk")) return blocks(path, whole ?? "", "make");
  if (IS_MISE.test(path)) return miseTasks(path, whole ?? "");
  const isScript = /\.(?:sh|bash|fish)$/.test(path) || /^#!.*\b(?:ba|z|fi)?sh\b/.test(whole ?? "");
  return isScript ? [scriptOf(path, whole ?? "")] : [];
}

/** https://taskfile.dev/docs/reference/schema#task */
function taskOf(name: string, task: unknown, place: (path: (string | number)[]) => Where): Task {
  const written = Array.isArray(task) || typeof task === "string" ? task : (get(task, "cmds") ?? get(task, "cmd"));
  const inCommands = isRecord(task) ? [get(task, "cmds") === undefined ? "cmd" : "cmds"] : [];
  const items: unknown[] = Array.isArray(written) ? written : written === undefined ? [] : [written];
  const commands = items.flatMap((item, index) => {
    const called = textAt(item, "task");
    const command = text(item) ?? textAt(item, "cmd") ?? (called === undefined ? undefined : `task: ${called}`);
    return command === undefined ? [] : [{ text: command, where: place([...inCommands, index]) }];
  });
  const needs = (Array.isArray(get(task, "deps")) ? (get(task, "deps") as unknown[]) : []).flatMap(
    (item) => text(item) ?? textAt(item, "task") ?? [],
  );
  const dir = textAt(task, "dir");
  return { name, runner: "task", where: place([]), commands, needs, ...(dir !== undefined && { dir }) };
}

/** Recipes and targets: a head at the margin, its body indented. */
function blocks(file: string, whole: string, runner: "just" | "make"): Task[] {
  const tasks: Task[] = [];
  // a recipe's parameters may have defaults; in a Makefile an equals sign is a variable
  const head =
    runner === "just" ? /^@?([A-Za-z_][\w-]*)(?:\s[^:]*)?:(?!=)(.*)$/ : /^([A-Za-z_][\w.-]*)[^:=]*:(?!=)(.*)$/;
  for (const [index, line] of whole.split("\n").entries()) {
    const where = { file, line: index + 1, column: 1 };
    const [, name, needs = ""] = head.exec(line) ?? [];
    if (name !== undefined)
      tasks.push({
        name,
        runner,
        where,
        commands: [],
        needs:
          needs
            .split("#")[0]
            ?.split(/[\s&()]+/)
            .filter(Boolean) ?? [],
      });
    else if (/^\s+\S/.test(line)) tasks.at(-1)?.commands.push({ text: line.trim(), where });
  }
  return tasks;
}

function scriptOf(file: string, whole: string): Task {
  const lines = whole
    .split("\n")
    .map((line, index) => ({ text: line.trim(), where: { file, line: index + 1, column: 1 } }));
  const commands = lines.filter((line) => line.text !== "" && !line.text.startsWith("#"));
  return { name: baseOf(file), runner: "script", where: { file, line: 1, column: 1 }, commands, needs: [] };
}
