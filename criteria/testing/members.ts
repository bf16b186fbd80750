import type { Member } from "../../timeline/members/member.ts";
import type { Point } from "../../timeline/timeline.ts";

/** `second(90)`: a minute and a half after 10:00:00. */
export const second = (s: number): string => new Date(Date.UTC(2026, 10, 21, 10, 0, 0) + s * 1000).toISOString();

export const point = (s: number, parts: Partial<Point> = {}): Point => ({
  at: second(s),
  source: "somebody",
  precisionMs: 1000,
  basis: "exact",
  ...parts,
});

/** `pod/a` from a second to another, as part of the workloads, named by nobody. */
export const member = (
  name: string,
  start: number | undefined,
  end: number | undefined,
  parts: Partial<Member> = {},
): Member => ({
  name,
  kind: "pod",
  phase: "workloads",
  ...(start !== undefined && { start: point(start) }),
  ...(end !== undefined && { end: point(end) }),
  expected: false,
  busy: [],
  ...parts,
});
