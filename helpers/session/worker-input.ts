import type { Profile } from "../../clusters/profile.ts";
import type { RunOptions } from "../call/options.ts";
import type { Wanted } from "./plan.ts";

/** The BroadcastChannel on which the worker's events reach the launcher, in the same process. */
export const CHANNEL = "assay";

declare module "vitest" {
  interface ProvidedContext {
    run: WorkerInput;
  }
}

/** The input of the worker in which the suites run. */
export interface WorkerInput {
  options: RunOptions;
  profile: Profile;
  folder: string;
  /** The suites of this run, in order. The last one closes the session. */
  plan: string[];
  /** The sources that they need, to be read at once. */
  wanted: Wanted[];
}
