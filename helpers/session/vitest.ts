import { BaseSequencer, type TestSpecification } from "vitest/node";
import type { InlineConfig, Reporter } from "vitest/node";
import type { WorkerInput } from "./worker-input.ts";

/** vitest reorders by the last run's times; a plan has its order. */
class PlanOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId, "en", { numeric: true }));
  }
  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

/**
 * How the suites run: one worker thread for all of them, in order, so that they share one session; no timeouts of
 * vitest's, because every wait has its own deadline and tells what it saw.
 */
export function vitestOptions(
  root: string,
  files: readonly string[],
  run: WorkerInput,
  reporters: (Reporter | [string, object])[],
): InlineConfig {
  return {
    root,
    include: [...files],
    // the launcher's suites stand below node_modules
    exclude: [],
    pool: "threads",
    isolate: false,
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 0,
    hookTimeout: 0,
    teardownTimeout: 5_000,
    sequence: { sequencer: PlanOrder, concurrent: false, shuffle: false },
    provide: { run },
    reporters: reporters as InlineConfig["reporters"],
    disableConsoleIntercept: true,
    watch: false,
    passWithNoTests: true,
    allowOnly: true,
    includeTaskLocation: false,
  };
}
