import { CHECKSUMS } from "./checksums.ts";
import type { ReadJournal } from "./journal.ts";
import { JOURNAL } from "./folder.ts";
import type { Run } from "./run.ts";

/** Why a run proves less than the whole, each in a few words. Empty where it proves all of it. */
export function missingOf(run: Run, { events, chain }: ReadJournal, files: readonly string[]): string[] {
  const { outcome, criteria, repository } = run;
  const waived = criteria.flatMap(({ id, verdict }) => (verdict === "waived" ? [id] : []));
  const started = events.find((event) => event.event === "run-started");
  const hasEnd = events.some((event) => event.event === "run-finished");
  const unwritten = ["run.json", CHECKSUMS].filter((name) => !files.includes(name));
  return [
    ...(chain.lines > 0 && chain.unchained === chain.lines
      ? [`its ${JOURNAL} is not chained: an older version wrote it`]
      : []),
    ...(started ? [] : [`its ${JOURNAL} has no beginning`]),
    ...(hasEnd ? [] : [`killed: its ${JOURNAL} has no end`]),
    ...(hasEnd && outcome.interrupted ? ["interrupted"] : []),
    ...(unwritten.length > 0
      ? [`${unwritten.join(" and ")} missing: \`assay report\` writes what the journal tells`]
      : []),
    ...(started?.filtered ? [`filtered: ${started.leftOut?.length ?? "some"} checks were left out`] : []),
    ...(waived.length > 0 ? [`waived: ${waived.join(", ")}`] : []),
    ...(outcome.refused === undefined ? [] : [`refused: ${outcome.refused}`]),
    ...(outcome.unidentified === undefined ? [] : [`nobody knows which cluster was judged: ${outcome.unidentified}`]),
    ...(outcome.unverified ? ["the server's certificate was not verified"] : []),
    ...(outcome.silentAbout ? [`the profile is silent about ${outcome.silentAbout.join(", ")}`] : []),
    ...(repository?.dirty ? ["the checkout differed from its commit: nobody else has what was judged"] : []),
    ...(run.backend === "replay" ? ["replayed: it observed nothing itself; verify the run that it judged again"] : []),
  ];
}
