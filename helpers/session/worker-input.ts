import type { Profile } from "../../clusters/profile.ts";
import type { RunOptions } from "../call/options.ts";
import type { Wanted } from "./plan.ts";

/** Where the worker's events reach the launcher, within one process. */
export const CHANNEL = "assay";

declare module "vitest" {
  interface ProvidedContext {
    run: WorkerInput;
  }
}

/** What the launcher hands to the worker in which the suites run. */
export interface WorkerInput {
  options: RunOptions;
  profile: Profile;
  folder: string;
  /** Suites that this run selects, in order: the last one closes the session. */
  plan: string[];
  /** Everything that they will look at, so that it is read at once. */
  wanted: Wanted[];
}
