import type { EvidenceCall, EvidenceCommandName } from "../../helpers/call/evidence-commands.ts";
import type { Given } from "../../helpers/call/flags.ts";

/** Carries out a command that works on evidence; gives the process's exit code. */
export async function performOnEvidence({ command, words, given }: EvidenceCall): Promise<number> {
  const perform = await COMMANDS[command]();
  return perform(words, given);
}

type Perform = (words: readonly string[], given: Given) => number | Promise<number>;

/** Each is loaded when it is called: no run of suites needs them. */
const COMMANDS: Record<EvidenceCommandName, () => Promise<Perform>> = {
  diff: async () => (await import("./diff.ts")).diff,
  fleet: async () => (await import("./fleet-from.ts")).fleetFrom,
  history: async () => (await import("./history.ts")).history,
  "sign-off": async () => (await import("./sign-off.ts")).signOffStory,
  report: async () => (await import("./report.ts")).report,
  replay: async () => (await import("./replay.ts")).replay,
  sign: async () => (await import("./sign.ts")).sign,
  verify: async () => (await import("./verify.ts")).verify,
};
