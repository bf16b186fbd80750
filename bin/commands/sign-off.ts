import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { CHECKSUMS } from "../../evidence/checksums.ts";
import { JOURNAL } from "../../evidence/folder.ts";
import { keepSignedOff } from "../../evidence/history/signed-off.ts";
import { readRun } from "../../evidence/history/stored.ts";
import type { Run } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { trustedBy } from "../../helpers/kept/trusted.ts";
import { difference } from "../../stories/difference.ts";
import { commitLine, type Evidence } from "../../stories/evidence-section.ts";
import { parseStory } from "../../stories/parse.ts";
import { withTimings } from "../../stories/runbook.ts";
import { signOff, type SignedOff } from "../../stories/sign-off.ts";
import { knownClusters } from "../places.ts";
import { asUsage } from "./kept-runs.ts";
import { runFolder } from "./run-folder.ts";
import { verified } from "./verify.ts";
import { textFile, writeTexts, type TextFile } from "./text-file.ts";

/** `assay sign-off <folder> --story <file.md>`: exit code 0, or 1 with the reason where nothing may be signed off. */
export async function signOffStory([named = ""]: readonly string[], given: Given): Promise<number> {
  if (typeof given.story !== "string") throw new UsageError("sign-off needs the story's file: --story <file.md>");
  const story = textFile(given.story, "the story's Markdown");
  const { doubts } = parseStory(story.text);
  if (doubts.length > 0)
    throw new UsageError(`${given.story}: ${doubts.join("; ")}; mend the story's file, or give another`);
  const runbook = typeof given.runbook === "string" ? textFile(given.runbook, "the runbook's Markdown") : undefined;
  const folder = realpathSync(runFolder(named));
  asUsage(() => readRun(folder));
  const trusted = trustedBy(given);
  const verification = await verified(folder, trusted);
  const { run } = verification;
  const reason = unfit(folder, verification, Object.keys(trusted).length > 0);
  if (reason !== undefined) return refuse(story, reason);
  const evidence = evidenceOf(folder, verification.by);
  const signed = refusable(() => signOff(story.text, run, evidence, knownClusters()));
  if ("refused" in signed) return refuse(story, signed.refused);
  const timed = runbook && refusable(() => ({ text: withTimings(runbook.text, run) }));
  if (runbook && timed && "refused" in timed) return refuse(runbook, timed.refused);
  const written = [
    { ...story, made: signed.text },
    ...(runbook && timed && "text" in timed ? [{ ...runbook, made: timed.text }] : []),
  ].filter(({ text, made }) => text !== made);
  if (given["dry-run"]) for (const one of written) print([`--- ${one.shown}`, ...difference(one.text, one.made)]);
  else {
    writeTexts(written.map(({ file, made }) => ({ file, text: made })));
    keepSignedOff(folder);
  }
  print(told(story, signed, run, written.length > 0, given["dry-run"] === true));
  return 0;
}

/**
 * Why the evidence is not what the run left, or not by whom it should be; `undefined` where it is. What else `assay
 * verify` tells of it is for the story's own refusals.
 */
function unfit(folder: string, { reasons, isChained }: Verified, isKeyNamed: boolean): string | undefined {
  if (!existsSync(path.join(folder, CHECKSUMS))) return `${folder} has no ${CHECKSUMS}: the run did not reach its end`;
  // anybody can write such a journal, and the sums of it
  if (!isChained) return `the lines of its ${JOURNAL} bear no hashes: it proves nothing; run it again`;
  const against = reasons.filter(({ word }) => word === "FORGED" || (isKeyNamed && word === "UNSIGNED"));
  return against.length > 0 ? against.map(({ word, why }) => `${word}: ${why}`).join("; ") : undefined;
}

type Verified = Awaited<ReturnType<typeof verified>>;

const evidenceOf = (folder: string, by: string | undefined): Evidence => ({
  name: folder.split(path.sep).slice(-2).join("/"),
  digest: createHash("sha256")
    .update(readFileSync(path.join(folder, CHECKSUMS)))
    .digest("hex"),
  ...(by !== undefined && { by }),
});

/** What a file's own text forbids is a refusal, not a defect. */
function refusable<Value>(make: () => Value): Value | { refused: string } {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && error.name === "Error" && !("code" in error)) return { refused: error.message };
    throw error;
  }
}

function refuse({ shown }: TextFile, reason: string): number {
  process.stderr.write(`assay: ${line(shown, 300)} is not signed off: ${line(reason, 1_000)}\n`);
  return 1;
}

function told({ shown }: TextFile, signed: SignedOff, run: Run, isChanged: boolean, isDry: boolean): string[] {
  const { ticked, unproven, open, unmapped } = signed;
  const byHand = unmapped.filter(({ isTicked }) => isTicked).length;
  const at = (text: string, number: number): string => `${shown}:${number}: ${text}`;
  return [
    ...ticked.map(({ line: number, text }) => at(`${isDry ? "would be ticked" : "ticked"}: ${text}`, number)),
    ...open.map(({ box, verdict }) => at(`stays open (${verdict}): ${box.text}`, box.line)),
    ...unproven.map(({ box, verdict }) =>
      at(`is ticked, and this run does not prove it (${verdict}): ${box.text}`, box.line),
    ),
    ...(unmapped.length > 0
      ? [
          `${shown}: ${unmapped.length} more boxes are mapped to no check (${byHand} of them are ticked): attest them by hand`,
        ]
      : []),
    isChanged ? (isDry ? "Nothing was written (--dry-run)." : `${shown} is written.`) : `${shown} says it already.`,
    ...commitLine(run.timeline),
  ];
}

const print = (lines: readonly string[]): void => {
  process.stdout.write(lines.map((text) => `${line(text, 2_000)}\n`).join(""));
};
