import type { Flag, Given } from "./flags.ts";
import { UsageError } from "./usage-error.ts";

/** A command that works on what runs left, and asks no cluster: `assay <name> …`. */
interface EvidenceCommand {
  /** What stands behind its name, one entry a word; an optional one stands in brackets. */
  words: readonly string[];
  says: string;
  flags: readonly Flag[];
}

export const EVIDENCE_COMMANDS = {
  diff: {
    words: ["[<run>]", "[<run>]"],
    says: "what turned between two runs (default: a cluster's two latest)",
    flags: ["cluster", "out", "json"],
  },
  history: {
    words: ["[<cluster>]"],
    says: "a cluster's last runs: verdicts, failures, times; what flaps",
    flags: ["out", "keep", "json"],
  },
  "sign-off": {
    words: ["<folder>"],
    says: "write what a run proves into a story: --story <file.md>",
    flags: ["story", "runbook", "dry-run", "key", "identity", "issuer", "trusted-root"],
  },
  fleet: {
    words: [],
    says: "one summary of the runs that clusters left in --from <place>",
    flags: ["from", "cluster", "max-age", "out", "push", "s3-endpoint", "ping", "json"],
  },
  report: { words: ["<folder>"], says: "render a run's reports anew from its journal", flags: [] },
  verify: {
    words: ["<folder>"],
    says: "whether anybody changed it since the run, and what it proves",
    flags: ["key", "identity", "issuer", "trusted-root"],
  },
  sign: { words: ["<folder>"], says: "vouch for what a run left, with --key <private key>", flags: ["key"] },
  replay: {
    words: ["<folder>"],
    says: "judge again what a run observed, without a cluster",
    flags: ["cluster", "repo", "out"],
  },
} as const satisfies Record<string, EvidenceCommand>;

export type EvidenceCommandName = keyof typeof EVIDENCE_COMMANDS;

/** A call of such a command: its words in their order, and its flags. */
export interface EvidenceCall {
  what: "evidence";
  command: EvidenceCommandName;
  words: readonly string[];
  given: Given;
}

/** The call that these words make; `undefined` where the first is no such command. Throws UsageError. */
export function evidenceCall([name, ...words]: readonly string[], given: Given): EvidenceCall | undefined {
  if (name === undefined || !isEvidenceCommand(name)) return undefined;
  const command: EvidenceCommand = EVIDENCE_COMMANDS[name];
  const least = command.words.filter((word) => !word.startsWith("[")).length;
  if (words.length < least || words.length > command.words.length) throw new UsageError(`write: ${usageOf(name)}`);
  const stray = (Object.keys(given) as Flag[]).find((flag) => !command.flags.includes(flag));
  if (stray !== undefined) throw new UsageError(`--${stray} says nothing to ${usageOf(name)}`);
  if (Array.isArray(given.cluster) && name !== "fleet")
    throw new UsageError(`--cluster is given ${given.cluster.length} times: ${usageOf(name)} takes one`);
  return { what: "evidence", command: name, words, given };
}

/** One line each, for the help. */
export const evidenceCommandsInWords = (): string[] =>
  names().map((name) => `  ${usageOf(name).padEnd(33)} ${EVIDENCE_COMMANDS[name].says}`);

/** How the commands are written that take a flag. */
export const commandsTaking = (flag: Flag): string[] =>
  names()
    .filter((name) => (EVIDENCE_COMMANDS[name] as EvidenceCommand).flags.includes(flag))
    .map(usageOf);

const names = (): EvidenceCommandName[] => Object.keys(EVIDENCE_COMMANDS) as EvidenceCommandName[];

const isEvidenceCommand = (name: string): name is EvidenceCommandName => Object.hasOwn(EVIDENCE_COMMANDS, name);

const usageOf = (name: EvidenceCommandName): string => ["assay", name, ...EVIDENCE_COMMANDS[name].words].join(" ");
