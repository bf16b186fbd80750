import { conditionOf } from "../observations/conditions.ts";
import { inWords } from "../clusters/notation/duration.ts";
import type { Member } from "./members/member.ts";
import { msOf, pointAt } from "./points.ts";
import { isStatic } from "./members/pods.ts";
import type { TimelineObserved } from "./sources.ts";
import type { Point } from "./timeline.ts";

/** Smaller differences come from the API's truncation to seconds. */
const TOLERATED_MS = 2_000;

/**
 * By how much each node's clock is off, at the least. A kubelet that writes times before the API server made the pod is
 * behind; one that writes times in the future is ahead.
 */
export function skewsOf({ pods, nodes }: TimelineObserved, now: Date): Map<string, number> {
  const skews = new Map<string, number>();
  const widen = (node: string | undefined, by: number) => {
    if (node !== undefined && Math.abs(by) > TOLERATED_MS && Math.abs(by) > Math.abs(skews.get(node) ?? 0))
      skews.set(node, by);
  };
  const compare = (node: string | undefined, made: Point | undefined, written: Point | undefined) => {
    if (!written) return;
    if (made && msOf(written) < msOf(made)) widen(node, msOf(written) - msOf(made));
    if (msOf(written) > now.getTime()) widen(node, msOf(written) - now.getTime());
  };
  for (const pod of pods ?? []) {
    if (isStatic(pod)) continue;
    const made = pointAt(pod.metadata?.creationTimestamp, "creation");
    for (const type of ["Initialized", "ContainersReady", "Ready"])
      compare(pod.spec?.nodeName, made, pointAt(conditionOf(pod, type)?.lastTransitionTime, type));
  }
  for (const node of nodes ?? []) {
    const made = pointAt(node.metadata?.creationTimestamp, "creation");
    compare(node.metadata?.name, made, pointAt(conditionOf(node, "Ready")?.lastTransitionTime, "Ready"));
  }
  return skews;
}

/**
 * A member whose end was written by a node's clock: the end is as uncertain as that clock, and never before the start.
 */
export function withSkew(member: Member, skews: ReadonlyMap<string, number>): Member {
  const skew = member.node === undefined || member.kind === "machine" ? undefined : skews.get(member.node);
  if (skew === undefined || !member.end) return member;
  const isImpossible = member.start !== undefined && msOf(member.end) < msOf(member.start);
  const at = isImpossible && member.start ? member.start.at : member.end.at;
  return { ...member, end: { ...member.end, at, basis: "inferred", precisionMs: Math.abs(skew) } };
}

export const skewsInWords = (skews: ReadonlyMap<string, number>): string[] =>
  [...skews].map(
    ([node, by]) =>
      `the clock of ${node} is at least ${inWords(Math.abs(by))} ${by < 0 ? "behind" : "ahead of"} the API server's: its times are that uncertain`,
  );
