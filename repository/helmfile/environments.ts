import type { Where } from "../../observations/checkout.ts";
import type { Repository } from "../model.ts";
import { get, record } from "../yaml/documents.ts";
import { helmfileRuns, withIncluded } from "./runs.ts";
import type { Task } from "../tasks/task.ts";

/** A call of helmfile with an environment that none of its states has. */
export interface LostEnvironment {
  task: Task;
  where: Where;
  environment: string;
  /** The states that it reads, and what environments they have. */
  states: string[];
  declared: string[];
}

/**
 * `--environment` of calls whose states are known whole and declare others: helmfile finds no release then ("environment … is
 * not defined"). https://helmfile.readthedocs.io/en/latest/#environment
 */
export function lostEnvironments(repository: Repository): LostEnvironment[] {
  const { files, helmfiles } = repository;
  return helmfileRuns(repository).flatMap(({ task, where, statement, states }): LostEnvironment[] => {
    const environment = /\s(?:-e|--environment)[ =]["']?([\w-]+)["']?(?=\s|$)/.exec(statement)?.[1];
    if (environment === undefined || environment === "default" || !states) return [];
    const all = [...new Set(states.flatMap((state) => withIncluded(state, helmfiles)))];
    const paths = all.flatMap(({ file, includes }) => [
      file,
      ...includes.flatMap(({ kind, path }) => (kind === "base" && path !== undefined ? [path] : [])),
    ]);
    const read = paths.map((path) => files.file(path));
    const isOpen =
      all.some(({ uncertain }) => uncertain.length > 0) ||
      read.some(
        (one) =>
          (one?.template ?? one?.trouble) !== undefined && /environments:.*\{\{|\brange\b/s.test(one?.text ?? ""),
      );
    const declared = read.flatMap((one) =>
      (one?.documents ?? []).flatMap(({ value }) => Object.keys(record(get(value, "environments")))),
    );
    if (isOpen || declared.includes(environment)) return [];
    return [{ task, where, environment, states: states.map(({ file }) => file), declared: [...new Set(declared)] }];
  });
}
