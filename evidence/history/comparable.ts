import type { Run, RunCheck } from "../run.ts";

/**
 * Whether a later run can be held against an earlier one: both asked the same kind of cluster (a lab run the same
 * scenario), the earlier one was judged to its end, and it has most of the checks of the later one, so that a run of
 * one suite does not stand for the whole.
 */
export function isComparable(earlier: Run, later: Run): boolean {
  if (earlier.cluster.name !== later.cluster.name) return false;
  if (earlier.backend !== later.backend || earlier.scenario !== later.scenario) return false;
  const { refused, unidentified, interrupted } = earlier.outcome;
  if (refused !== undefined || unidentified !== undefined || interrupted || later.outcome.refused !== undefined)
    return false;
  const known = new Set(earlier.criteria.map(({ id }) => id));
  const shared = later.criteria.filter(({ id }) => known.has(id)).length;
  return shared * 2 > later.criteria.length;
}

/** Whether a check was reached: what an interruption left out says nothing. */
export const wasReached = ({ verdict, attempts, reason = "" }: RunCheck): boolean =>
  verdict !== "inconclusive" || attempts > 0 || !reason.startsWith("never judged");

/** Whether both runs looked at one and the same cluster; `undefined` where one of them does not say. */
export function isSameCluster(earlier: Run, later: Run): boolean | undefined {
  const [was, is] = [earlier.cluster.kubeSystemUid, later.cluster.kubeSystemUid];
  return was === undefined || is === undefined ? undefined : was === is;
}
