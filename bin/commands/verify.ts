import { readdirSync } from "node:fs";
import path from "node:path";
import { missingOf } from "../../evidence/completeness.ts";
import { CHECKSUMS } from "../../evidence/checksums.ts";
import { JOURNAL, runOf } from "../../evidence/folder.ts";
import { forgedIn } from "../../evidence/integrity.ts";
import { readJournal } from "../../evidence/journal.ts";
import { isSimulated, type Run } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { verificationOf, type Verification } from "../../evidence/verification.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { bundleOf } from "../../helpers/kept/bundle.ts";
import { signatureOf } from "../../helpers/kept/signature.ts";
import { trustedBy, vouched, type Trusted } from "../../helpers/kept/trusted.ts";
import { stalenessOf } from "../../helpers/kept/stale.ts";
import { redact } from "../../helpers/redact/redact.ts";
import { renderer } from "../../reports/rendered.ts";
import { home } from "../places.ts";
import { version } from "../project.ts";
import { runFolder } from "./run-folder.ts";

/** `assay verify <folder> [--key <public key>]`: one word, what speaks against it, and an exit code. */
export async function verify([given = ""]: readonly string[], flags: Given): Promise<number> {
  const folder = runFolder(given);
  const trusted = trustedBy(flags);
  const { run, hasBegun, word, reasons, exit, unknown, by } = await verified(folder, trusted);
  const told = [
    hasBegun
      ? `${word}: the run of ${run.cluster.name} at ${run.startedAt} (${run.outcome.verdict})`
      : `${word}: ${given} does not say of which run it is`,
    ...(by === undefined ? [] : [`signed by ${by}`]),
    ...reasons.slice(0, SHOWN).map((reason) => `${reason.word}: ${reason.why}`),
    ...(reasons.length > SHOWN ? [`and ${reasons.length - SHOWN} more reasons`] : []),
    ...unknown.map((why) => `not known: ${why}`),
  ];
  process.stdout.write(told.map((one, index) => `${index === 0 ? "" : "  "}${line(one, MOST)}\n`).join(""));
  return exit;
}

const MOST = 1_000;

/** So many reasons are told. */
const SHOWN = 50;

interface Verified extends Verification {
  run: Run;
  /** Whether its journal says which run it is. */
  hasBegun: boolean;
  /** Whether its journal's lines bear hashes at all: before, none did. */
  isChained: boolean;
  /** What could not be looked at from here, and speaks neither for it nor against it. */
  unknown: string[];
  /** Who signed it. */
  by?: string;
}

/** The same as a value. */
export async function verified(folder: string, trusted: Trusted = {}): Promise<Verified> {
  const journal = readJournal(path.join(folder, JOURNAL));
  const run = runOf(journal);
  const hasBegun = journal.events.some(({ event }) => event === "run-started");
  const { stale, unknown } = hasBegun ? stalenessOf(run, [process.cwd(), home()]) : { stale: [], unknown: [] };
  if (hasBegun && run.tool.version !== version)
    unknown.push(`assay ${run.tool.version} wrote its reports, this is ${version}: they were not rendered anew`);
  const files = readdirSync(folder);
  const isWhole = ["run.json", CHECKSUMS].every((name) => files.includes(name));
  const { forged, unsigned, by } = vouched([
    await signatureOf(folder, run, trusted.key, isWhole),
    await bundleOf(folder, run, trusted.sigstore, isWhole),
  ]);
  const verification = verificationOf({
    forged: [...forgedIn(folder, journal, { renderer, redact, version }), ...forged],
    simulated: isSimulated(run) ? "judged against the embedded lab, not a cluster" : undefined,
    missing: missingOf(run, journal, files),
    stale,
    unsigned,
  });
  return {
    ...verification,
    run,
    hasBegun,
    isChained: journal.chain.unchained === 0,
    unknown,
    ...(by !== undefined && { by }),
  };
}
