import type { InlineConfig } from "vitest/node";
import { readCall } from "../helpers/call/call.ts";
import { catalogue } from "../helpers/call/catalogue.ts";
import { endedBy } from "../helpers/call/ended.ts";
import { knownChecks, loadProfile } from "../helpers/call/profile.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { prepare } from "../helpers/session/run.ts";
import { vitestOptions } from "../helpers/session/vitest.ts";
import { HEALTHY } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { conclusion } from "../reports/terminal/conclusion.ts";
import { watchedLabFolder } from "./lab-folder.ts";
import { keepGoingWithoutOutput } from "./outputs.ts";
import { clusters, root, suiteFile, suites, version } from "./project.ts";

/**
 * Options for a vitest that was started without the launcher; the run is closed when the process ends. What is wrong
 * with the call is a sentence and ends the process: vitest would show the stack of its own configuration.
 */
export async function directRun(): Promise<InlineConfig> {
  keepGoingWithoutOutput("assay");
  try {
    return await prepared();
  } catch (error) {
    const { text, exit } = endedBy("assay", error);
    process.stderr.write(text);
    process.exit(exit);
  }
}

async function prepared(): Promise<InlineConfig> {
  process.umask(0o077);
  const known = knownChecks(catalogue(suites));
  const argv = ["--cluster", process.env["ASSAY_CLUSTER"] ?? "lab"];
  const call = readCall(argv, { suites: suites.map(({ name }) => name), rows: known.ids, out: "reports/out" }, {});
  if (call.what !== "run")
    throw new UsageError(
      "ASSAY_CLUSTER names several clusters, and a plain vitest run judges one: npm test -- --cluster",
    );
  const loaded = loadProfile(call.options.cluster, root, clusters, known);
  const lab = call.options.backend === "lab" ? await startLab(loaded.profile, HEALTHY, watchedLabFolder()) : undefined;
  Object.assign(process.env, lab?.environment);
  const options = { ...call.options, ...lab?.options };
  const begun = await prepare({ options, loaded, suites, root, argv, version });
  // before what makes 3 of 0 where standard output is lost
  process.prependOnceListener("exit", (code) => {
    // vitest ends with 130 or 143 by a signal
    const { run, warnings } = begun.finish(code > 128);
    const lines = conclusion(run, begun.evidence.folder, { width: 100, colour: false, live: false });
    process.stdout.write(`${[...lines, ...warnings].join("\n")}\n`);
    process.exitCode = run.outcome.exit;
  });
  return vitestOptions(
    root,
    begun.workerInput.plan.map(suiteFile),
    begun.workerInput,
    // a lab that goes on would keep vitest from ending
    [["default", {}], { onTestRunEnd: () => lab?.dispose() }],
  );
}
