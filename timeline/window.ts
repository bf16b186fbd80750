import { inWords } from "../clusters/notation/duration.ts";
import type { Member } from "./members/member.ts";
import { msOf } from "./points.ts";

/** After this long a silence, new activity no longer belongs to the bootstrap … */
const QUIET_MS = 10 * 60_000;
/** … except for what the profile names: a bootstrap that stood still for half an hour is not over. */
const QUIET_EXPECTED_MS = 60 * 60_000;

/**
 * The end of the bootstrap, in milliseconds: the end of the unbroken activity that begins with the cluster. Pods of an
 * upgrade, nodes that were replaced and conditions that changed weeks later come after it, and say nothing about how
 * long the bootstrap took.
 */
export function windowEnd(members: readonly Member[], anchor: number): number {
  const stretches = members
    .flatMap((member) => member.busy.map(([from, to]) => ({ from, to, reach: reachOf(member) })))
    .toSorted((a, b) => a.from - b.from);
  let end = anchor;
  for (let before = Number.NEGATIVE_INFINITY; before < end;) {
    before = end;
    for (const { from, to, reach } of stretches) if (from <= end + reach) end = Math.max(end, to);
  }
  return end;
}

/** A pod of the control plane comes with its node: one that is made long after was made anew. */
const reachOf = ({ expected, kind }: Member): number => (expected && kind !== "pod" ? QUIET_EXPECTED_MS : QUIET_MS);

/**
 * The members within the window. One that was made after it is left out, unless the profile names it: then its first
 * time is forgotten, because it was made anew. An end after the window belongs to a later change.
 */
export function within(members: readonly Member[], end: number): { members: Member[]; later: number } {
  const settled = members.flatMap((member): Member[] => {
    const { start, end: ready, expected, ongoing: _, ...rest } = member;
    if (start && msOf(start) > end) {
      if (!expected) return [];
      const after = inWords(msOf(start) - end);
      return [{ ...rest, expected, lost: `was made anew ${after} after the bootstrap: its first time is forgotten` }];
    }
    if (ready && msOf(ready) > end) {
      const lost = `became ready again at ${ready.at}, after the bootstrap: the first time is forgotten`;
      return [{ ...rest, expected, ...(start && { start }), lost }];
    }
    // not ready now, but its last change came after the bootstrap: it had been ready
    const fell = !ready && member.busy.some(([from]) => from > end);
    if (fell)
      return [{ ...rest, expected, ...(start && { start }), lost: "is no longer ready: its first time is forgotten" }];
    return [member];
  });
  return { members: settled, later: members.length - settled.length };
}
