import type { Run } from "../evidence/run.ts";

/** Each remark once, with the checks that make it. What the timeline says of the bootstrap stands in its own section. */
export function remarksOf({
  criteria,
  timeline,
  replayed,
}: Pick<Run, "criteria" | "timeline" | "replayed">): { remark: string; ids: string[] }[] {
  const told = new Map<string, string[]>();
  for (const { id, why } of replayed?.asTold ?? []) {
    const remark = `As the run told it, not judged again: ${why}`;
    told.set(remark, [...(told.get(remark) ?? []), id]);
  }
  for (const { id, remarks } of criteria) {
    if (timeline && id.startsWith("budget/")) continue;
    for (const remark of new Set(remarks)) told.set(remark, [...(told.get(remark) ?? []), id]);
  }
  return [...told].map(([remark, ids]) => ({ remark, ids }));
}
