import type { Where } from "../../observations/checkout.ts";

/** One task of a Taskfile, recipe of a justfile, target of a Makefile, or a whole script. */
export interface Task {
  /** As its runner names it within its file: `bootstrap`, `phase:0`; a script's is its file name. */
  name: string;
  runner: "task" | "just" | "make" | "mise" | "script";
  where: Where;
  /** What it runs, in order, with the place of each line; a call of another task is `task: name`. */
  commands: { text: string; where: Where }[];
  /** The folder that it runs in, as a Taskfile says it: relative to the Taskfile. */
  dir?: string;
  /** Tasks that must run first: `deps` of a Taskfile, dependencies of a recipe. */
  needs: string[];
}
