import fs from "node:fs";
import path from "node:path";
import { CHECKSUMS, changedSince, filesBelow, isAsWritten, linksBelow, readChecksums } from "./checksums.ts";
import { chainDoubt, doubtsAbout, NOT_TRUSTED } from "./doubts.ts";
import { OBSERVATIONS } from "./earlier-looks.ts";
import { JOURNAL, runOf, toldIn, type Renderer } from "./folder.ts";
import { redacted, type ReadJournal, type Redact } from "./journal.ts";
import { observedIn } from "./observed.ts";
import type { Run } from "./run.ts";

/** A file that is not what the run left, and how that shows. */
export interface Forged {
  file: string;
  why: string;
}

interface By {
  renderer: Renderer;
  redact: Redact;
  /** The version of assay that renders now: another one's pages differ and are not held against it. */
  version: string;
}

/**
 * What in a run's folder is not as the run left it: files against SHA256SUMS, the journal's lines against each other,
 * run.json against what the journal tells, and each format against run.json.
 */
export function forgedIn(folder: string, journal: ReadJournal, by: By): Forged[] {
  const changed = againstSums(folder);
  const isAsObserved = !changed.some(({ file }) => file.startsWith(`${OBSERVATIONS}/`));
  const forged = [
    ...chainBroken(journal, by.version),
    ...doubted(journal),
    ...changed,
    ...againstJournal(folder, journal, by, isAsObserved),
  ];
  // of one file the first is enough: what follows from it tells nothing new
  return forged.filter(({ file }, index) => forged.findIndex((other) => other.file === file) === index);
}

/** A journal in which no line has a hash was written by an older version, before journals were chained. */
function chainBroken({ chain, events }: ReadJournal, version: string): Forged[] {
  const doubt = chainDoubt(chain);
  const [first] = events;
  const isOfToday = first?.event === "run-started" && first.tool.version === version;
  if (chain.unchained === chain.lines)
    return isOfToday ? [{ file: JOURNAL, why: "bears no hashes, which this version of assay writes" }] : [];
  return doubt === undefined ? [] : [{ file: JOURNAL, why: doubt }];
}

/** Of a journal that holds nothing yet, or half a line, there is nothing to doubt: the run was killed at once. */
const doubted = ({ events, damaged }: ReadJournal): Forged[] =>
  events.length === 0 && damaged < 2
    ? []
    : doubtsAbout(events, damaged).map((doubt) => ({
        file: JOURNAL,
        why: `is not what one run leaves: ${doubt.slice(NOT_TRUSTED.length)}`,
      }));

function againstSums(folder: string): Forged[] {
  const sums = readChecksums(folder);
  if (!sums) return [];
  const changed = changedSince(folder, () => true).map((file) => ({
    file,
    why: fs.existsSync(path.join(folder, file)) ? `differs from ${CHECKSUMS}` : `is in ${CHECKSUMS} and gone`,
  }));
  // what a file browser leaves changes nothing that is told
  const added = filesBelow(folder).filter((name) => !sums.has(name) && !path.basename(name).startsWith("."));
  return [
    ...(isAsWritten(folder) ? [] : [{ file: CHECKSUMS, why: "is not as a run writes it" }]),
    ...changed,
    ...added.map((file) => ({ file, why: `is not in ${CHECKSUMS}` })),
    ...linksBelow(folder).map((file) => ({ file, why: "is a link: a run leaves files alone" })),
  ];
}

/** A page that shows what was observed can only be made again from the same: where that changed, its own sum remains. */
function againstJournal(
  folder: string,
  journal: ReadJournal,
  { renderer, redact, version }: By,
  isAsObserved: boolean,
): Forged[] {
  if (!fs.existsSync(path.join(folder, RUN))) return [];
  const told = runOf(journal);
  // another version told the same journal in its own words; sums and chain hold for it too
  if (told.tool.version !== version) return [];
  // a rendering anew tells the journal as it is, the end of a run redacts it once more
  const observed = observedIn(folder);
  const rendered = [told, redacted(told, redact), toldIn(folder, journal)].map((run: Run) =>
    renderer.render(run, observed),
  );
  const names = renderer.names.filter((name) => isAsObserved || !renderer.showing.includes(name));
  return names.flatMap((name): Forged[] => {
    const file = path.join(folder, name);
    const found = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
    if (rendered.some((files) => files[name] === found)) return [];
    const told = name === RUN ? `what ${JOURNAL} tells` : `what ${RUN} tells`;
    return [{ file: name, why: found === undefined ? "is missing" : `differs from ${told}` }];
  });
}

const RUN = "run.json";
