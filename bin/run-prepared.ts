import { readFileSync } from "node:fs";
import type { RunEvent } from "../evidence/event.ts";
import type { AnySigner } from "../helpers/kept/signed.ts";
import { progressPosts } from "../helpers/notify/progress-posts.ts";
import { declared } from "../helpers/session/plan.ts";
import { progress, type Progress } from "../helpers/session/progress.ts";
import type { Prepared } from "../helpers/session/run.ts";
import { afterRun, annotated } from "./after-run.ts";
import { leaveBy } from "./leave.ts";
import type { Interruptions } from "./interruptions.ts";

/** Follows the bootstrap where --follow asks for it, runs the suites, shows what happens, and always closes the run. */
export async function runPrepared(
  prepared: Prepared,
  heard: Interruptions,
  { json, signer }: { json: boolean; signer: AnySigner | undefined },
): Promise<number> {
  const output = progress({ out: json ? process.stderr : process.stdout, suites: prepared.suites, onLost: leaveBy });
  const { options } = prepared.workerInput;
  const posts =
    options.progress === undefined ? undefined : progressPosts(options.progress, declared(prepared.suites).length);
  let refused = false;
  if (options.follow) refused = await refusedAfterFollowing(prepared, output, heard);
  // vitest takes longer to load than anything else, and only a run needs it
  const { runSuites } = await import("./run-suites.ts");
  if (!heard.isInterrupted() && !refused) await runSuites(prepared, output, heard);
  const { run, warnings } = prepared.finish(heard.isInterrupted());
  const untold = (await posts?.end()) ?? [];
  const after = await afterRun(prepared, run, signer);
  output.conclude(run, prepared.evidence.folder, {
    warnings: [...after.warnings, ...warnings, ...untold],
    before: annotated(run, prepared),
    exit: after.exit,
  });
  if (json) process.stdout.write(readFileSync(prepared.evidence.path("run.json"), "utf8"));
  return after.exit;
}

/**
 * Watches until the bootstrap is over. Returns true where the run ends here: another cluster answers than the profile
 * names, or a file that leads to the cluster is wrong or missing.
 */
async function refusedAfterFollowing(
  { workerInput, evidence, wrongFiles }: Prepared,
  output: Progress,
  heard: Interruptions,
): Promise<boolean> {
  const stopped = new AbortController();
  heard.onInterrupt(() => {
    output.interrupted();
    stopped.abort();
  });
  const record = (event: RunEvent): void => output.show(evidence.journal.write(event));
  const { profile, options } = workerInput;
  // it brings the client of the API, which no other call loads in this process
  const { followBootstrap } = await import("../helpers/follow/bootstrap.ts");
  const { refusalInWords } = await import("../criteria/derive/standing.ts");
  const end = await followBootstrap({ profile, options, record, signal: stopped.signal });
  if (end === "interrupted") return false;
  const message = typeof end === "object" ? refusalInWords(end.refused) : await wrongFiles();
  if (message !== undefined) record({ event: "run-refused", at: new Date().toISOString(), message });
  return message !== undefined;
}
