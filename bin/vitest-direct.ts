import path from "node:path";
import type { InlineConfig } from "vitest/node";
import { readCall } from "../helpers/call/call.ts";
import { catalogue } from "../helpers/call/catalogue.ts";
import { knownChecks, loadProfile } from "../helpers/call/profile.ts";
import { prepare } from "../helpers/session/run.ts";
import { vitestOptions } from "../helpers/session/vitest.ts";
import { startLab } from "../lab/start.ts";
import { conclusion } from "../reports/terminal/conclusion.ts";
import { clusters, root, suites, version } from "./project.ts";

/** Options for a vitest that was started without the launcher; the run is closed when the process ends. */
export async function directRun(): Promise<InlineConfig> {
  const known = knownChecks(catalogue(suites));
  const argv = ["--cluster", process.env["ASSAY_CLUSTER"] ?? "lab"];
  const call = readCall(argv, { suites: suites.map(({ name }) => name), rows: known.ids }, {});
  if (call.what !== "run") throw new Error("a plain vitest run judges");
  const loaded = loadProfile(call.options.cluster, root, clusters, known);
  const lab = call.options.backend === "lab" ? await startLab(loaded.profile) : undefined;
  Object.assign(process.env, lab?.environment);
  const options = { ...call.options, ...lab?.options };
  const prepared = await prepare({ options, loaded, suites, root, argv, version });
  process.once("exit", () => {
    const { run, warnings } = prepared.finish(false);
    const lines = conclusion(run, prepared.evidence.folder, { width: 100, colour: false, live: false });
    process.stdout.write(`${[...lines, ...warnings].join("\n")}\n`);
    process.exitCode = run.outcome.exit;
    lab?.dispose();
  });
  return vitestOptions(
    root,
    prepared.workerInput.plan.map((name) => path.join(root, "suites", `${name}.ts`)),
    prepared.workerInput,
    [["default", {}]],
  );
}
