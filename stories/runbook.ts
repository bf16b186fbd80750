import type { Run } from "../evidence/run.ts";
import { basisInWords } from "../timeline/standing.ts";
import { withBlock } from "./block.ts";

/**
 * A runbook with this bootstrap's measured timings, in a section of their own: what `repository/runbook-records-the-timings`
 * looks for. Throws an Error where nothing was measured.
 */
export function withTimings(text: string, { cluster, timeline, startedAt }: Run): string {
  const phases = (timeline?.phases ?? []).flatMap(({ name, title, tookMs, start, end }) =>
    tookMs === undefined || !start || !end ? [] : [{ name, title, tookMs, basis: basisInWords(end.basis) }],
  );
  const total = timeline?.budget?.tookMs;
  if (phases.length === 0 && total === undefined) throw new Error("the run measured no phase of the bootstrap");
  const rows = phases.map(({ name, title, tookMs, basis }) => `| ${name} | ${title} | ${spaced(tookMs)} | ${basis} |`);
  const basis = basisInWords(timeline?.start?.basis ?? "inferred");
  const lines = [
    `Measured by assay on ${startedAt.slice(0, 10)}, cluster ${cluster.name}:`,
    "",
    "| Phase | What | Took | How it is known |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...(total === undefined ? [] : [`| bootstrap | all of it | ${spaced(total)} | start ${basis} |`]),
  ];
  return withBlock(text, {
    name: `timings-${cluster.name}`,
    heading: `## Measured timings: ${cluster.name} cluster`,
    lines,
  });
}

/** `21m 31s`, as people write it in a runbook. */
function spaced(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return [hours > 0 ? `${hours}h` : "", minutes > 0 ? `${minutes}m` : "", `${rest}s`]
    .filter((it) => it !== "")
    .join(" ");
}
