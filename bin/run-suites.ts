import { createVitest } from "vitest/node";
import type { Progress } from "../helpers/session/progress.ts";
import type { Prepared } from "../helpers/session/run.ts";
import { vitestOptions } from "../helpers/session/vitest.ts";
import { allureReporter } from "../reports/ci/allure.ts";
import type { Interruptions } from "./interruptions.ts";
import { root, suiteFile } from "./project.ts";

/** Runs the suites by vitest, until their end or the first signal. */
export async function runSuites(
  { workerInput, evidence }: Prepared,
  output: Progress,
  interruptions: Interruptions,
): Promise<void> {
  // vitest forgets that it was cancelled where that was before its run began
  let [hasBegun, isCancelled] = [false, false];
  const cancel = (): void => {
    if (!hasBegun || isCancelled || !interruptions.isInterrupted()) return;
    isCancelled = true;
    void vitest.cancelCurrentRun("keyboard-input");
  };
  const begin = (): void => {
    hasBegun = true;
    cancel();
  };
  const config = vitestOptions(root, workerInput.plan.map(suiteFile), workerInput, [
    output.reporter,
    { onTestModuleCollected: begin },
    allureReporter(evidence.folder),
  ]);
  const vitest = await createVitest("test", { ...config, config: false });
  interruptions.onInterrupt(() => {
    output.interrupted();
    cancel();
  });
  if (!interruptions.isInterrupted()) await vitest.start();
  await vitest.close();
}
