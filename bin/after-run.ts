import path from "node:path";
import { prune } from "../evidence/history/prune.ts";
import type { Run } from "../evidence/run.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { gitHubWorkspace, onGitHubActions } from "../helpers/environment.ts";
import type { AnySigner } from "../helpers/kept/signed.ts";
import { notify } from "../helpers/notify/notify.ts";
import { ping } from "../helpers/notify/ping.ts";
import type { Prepared } from "../helpers/session/run.ts";
import { annotations, type Checkout } from "../reports/ci/github.ts";
import { stepSummary } from "../reports/ci/summary.ts";
import { messageOf } from "../reports/messages/message.ts";
import { measured, pushed, reported, summarise } from "./left-elsewhere.ts";

/**
 * What is done with a run that has ended: its evidence is signed and copied, whoever wants to know is told, old runs go.
 * Nothing of it changes the verdict. Returns what went wrong, in words, and the exit code: evidence that did not come to
 * where it is looked for takes the 0 from a run that passed, because there the last night's run stands for this one.
 */
export async function afterRun(
  prepared: Prepared,
  run: Run,
  signer: AnySigner | undefined,
): Promise<{ warnings: string[]; exit: Exit }> {
  const before = [...summarise(stepSummary(run)), ...(await signed(prepared, run, signer)), ...measured(prepared)];
  const notPushed = await pushed(prepared);
  const exit = run.outcome.exit === 0 && notPushed.length > 0 ? 3 : run.outcome.exit;
  const warnings = [
    ...[...notPushed, ...before, ...pruned(prepared)],
    ...(await announced(run, prepared, exit)),
    ...(await reported(run, prepared)),
  ];
  return { warnings, exit };
}

type Exit = Run["outcome"]["exit"];

/** Under GitHub Actions the lines that it shows as annotations. */
export function annotated(run: Run, { workerInput }: Prepared): string[] {
  return onGitHubActions() ? annotations(run, belowWorkspace(workerInput.profile.repository)) : [];
}

/** Signs what the run left; what kept it from being signed is a warning, because the verdict stands. */
async function signed({ evidence }: Prepared, run: Run, signer: AnySigner | undefined): Promise<string[]> {
  if (!signer) return [];
  try {
    const { signed: sign } = await import("../helpers/kept/signed.ts");
    await sign(evidence.folder, run, signer);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [`the evidence is not signed: ${error.message}`];
  }
}

/** Tells whom the profile and --ping name. Whom it could not tell is a warning. */
async function announced(run: Run, { workerInput }: Prepared, exit: Exit): Promise<string[]> {
  const { profile, options } = workerInput;
  if (profile.notify.length === 0 && options.ping === undefined) return [];
  const sign = exit === 0 ? "success" : "fail";
  try {
    const all = await Promise.all([notify(profile, run), ping(options.ping, sign, messageOf(run).title)]);
    return all.flat();
  } catch (error) {
    // whatever it is, the run's verdict stands
    return [`nobody was told of this run's end: ${error instanceof Error ? error.name : "an error"}`];
  }
}

/** Removes older runs that passed, where --keep asks for it. What could not be removed is a warning. */
function pruned({ workerInput, evidence }: Prepared): string[] {
  const { keep } = workerInput.options;
  return keep === undefined ? [] : prune(path.dirname(evidence.folder), keep, Date.now()).warnings;
}

/** The checkout as GitHub names its files: by the workspace. */
function belowWorkspace(checkout: string | undefined): Checkout {
  const workspace = gitHubWorkspace();
  if (workspace === undefined || checkout === undefined) return { folder: "" };
  const folder = path.relative(workspace, path.resolve(checkout)).split(path.sep).join("/");
  return folder === ".." || folder.startsWith("../") ? "elsewhere" : { folder };
}
