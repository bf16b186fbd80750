import { describe, expect, test } from "vitest";
import type { UnnamedKind } from "../../observations/api.ts";
import { leftOutOf, PARTS } from "../derive/coverage.ts";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./profile-covers-the-cluster.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const node = (osImage?: string) => ({ metadata: { name: "cp1" }, status: { nodeInfo: { osImage } } });
/** Every kind was asked for, and of each so many are there. */
const counted = (counts: Record<string, number> = {}): UnnamedKind[] =>
  leftOutOf(profile).flatMap(({ key, shownBy }) =>
    shownBy.map(({ kind }) => ({ key, kind, objects: { ok: true as const, value: counts[`${key} ${kind}`] ?? 0 } })),
  );
const judged = (unnamed: UnnamedKind[], nodes: object[] = [node("Debian GNU/Linux 12 (bookworm)")]) =>
  judge(row, { unnamed: look(unnamed), nodes: look(nodes) }, { profile, now });

describe("prerequisites/profile-covers-the-cluster", () => {
  test("the test's profile leaves out every part", () => {
    expect(leftOutOf(profile)).toEqual(PARTS);
  });

  test("what the profile is silent about is not there", () => {
    expect(judged(counted())).toMatchObject({ verdict: "pass", examined: 1, unseen: [] });
    expect(judged(counted()).remarks[0]).toMatch(/^the profile is silent about talos, cilium, flux, .* nothing of it/);
  });

  test.each(PARTS.flatMap(({ key, shownBy }) => shownBy.map(({ kind }) => [key, kind] as const)))(
    "%s is there: one %s shows it",
    (key, kind) => {
      const { verdict, unseen } = judged(counted({ [`${key} ${kind}`]: 2 }));
      expect(verdict).toBe("inconclusive");
      expect(unseen).toEqual([
        { subject: `profile/${key}`, reason: expect.stringMatching(new RegExp(`2 ${kind}s.*: add ${key}$`)) },
      ]);
    },
  );

  test("the nodes run Talos", () => {
    expect(judged(counted(), [node("Talos (v1.12.0)"), node()]).unseen).toEqual([
      { subject: "profile/talos", reason: "1 of 2 nodes run Talos, and the profile says nothing of it: add talos" },
    ]);
  });

  test("a kind that could not be listed, one that nobody asked for, no node: nobody knows", () => {
    const forbidden = counted().map((it) =>
      it.kind === "CephCluster"
        ? { ...it, objects: { ok: false as const, trouble: { kind: "forbidden" as const, message: "answered 403" } } }
        : it,
    );
    expect(judged(forbidden).unseen).toEqual([
      { subject: "profile/platform.ceph", reason: expect.stringContaining("CephCluster: answered 403") },
    ]);
    expect(judged([]).unseen).toHaveLength(PARTS.length);
    expect(judged(counted(), []).unseen).toMatchObject([{ subject: "cluster/nodes" }]);
  });

  test("a source that errs", () => {
    expect(judge(row, { unnamed: trouble("forbidden"), nodes: look([node()]) }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "unnamed: forbidden",
    });
  });
});
