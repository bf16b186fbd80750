import { describe, expect, test } from "vitest";
import type { Watched } from "../../observations/followed.ts";
import type { KubernetesObject } from "../../observations/objects.ts";
import { sightings, type Seen } from "./sightings.ts";

const MADE = "2026-11-21T10:00:00Z";
const START = Date.parse("2026-11-21T10:00:00.000Z");
const s = (seconds: number): number => START + seconds * 1000;
const iso = (seconds: number): string => new Date(s(seconds)).toISOString();

interface Ready {
  is?: "True" | "False" | "Unknown";
  says?: string;
}
const pod = (name: string, { is = "False", says = MADE }: Ready = {}): KubernetesObject =>
  ({
    metadata: { namespace: "apps", name, uid: name, creationTimestamp: MADE },
    status: { conditions: [{ type: "Ready", status: is, lastTransitionTime: says }] },
  }) as KubernetesObject;

function watched(): ReturnType<typeof sightings> & { told: Seen[]; facts(): unknown[]; gaps(): unknown[] } {
  const told: Seen[] = [];
  return {
    ...sightings((seen) => told.push(seen)),
    told,
    facts: () =>
      told.flatMap((seen) =>
        seen.event === "observed"
          ? seen.changes.map(({ fact, is }) => [seen.subject, fact, is, seen.after, seen.at])
          : [],
      ),
    gaps: () =>
      told.flatMap((seen) => (seen.event === "unobserved" ? [[seen.source, seen.from, seen.until, seen.why]] : [])),
  };
}

describe("what came about", () => {
  test("what is there at the first look was so before: no moment is claimed", () => {
    const it = watched();
    it.listed("pods", [pod("a", { is: "True" })], s(0), s(1));
    expect(it.facts()).toEqual([
      ["pod/apps/a", "exists", true, undefined, iso(1)],
      ["pod/apps/a", "Ready", true, undefined, iso(1)],
    ]);
  });

  test("what comes later came since the last sign of life", () => {
    const it = watched();
    it.listed("pods", [], s(0), s(1));
    it.changed("pods", "ADDED", pod("a"), s(3));
    it.changed("pods", "MODIFIED", pod("a", { is: "True" }), s(5));
    it.changed("pods", "MODIFIED", pod("a", { is: "True" }), s(6));
    it.changed("pods", "MODIFIED", pod("a"), s(8));
    it.changed("pods", "DELETED", pod("a"), s(9));
    expect(it.facts()).toEqual([
      ["pod/apps/a", "exists", true, iso(0), iso(3)],
      ["pod/apps/a", "Ready", true, iso(3), iso(5)],
      ["pod/apps/a", "Ready", false, iso(6), iso(8)],
      ["pod/apps/a", "exists", false, iso(8), iso(9)],
    ]);
  });

  test("a bookmark, and the good end of a window, are signs of life", () => {
    const it = watched();
    it.listed("pods", [], s(0), s(1));
    it.alive("pods", s(4));
    it.changed("pods", "ADDED", pod("a"), s(6));
    expect(it.facts()).toEqual([["pod/apps/a", "exists", true, iso(4), iso(6)]]);
  });

  test("what comes in a burst came since before it: a stream that stalled delivers late", () => {
    const it = watched();
    it.listed("pods", [], s(0), s(1));
    it.changed("pods", "ADDED", pod("a"), s(9));
    it.changed("pods", "ADDED", pod("b"), s(9.1));
    it.alive("pods", s(9.2));
    it.changed("pods", "ADDED", pod("c"), s(9.3));
    expect(it.facts().map((fact) => (fact as unknown[])[3])).toEqual([iso(0), iso(0), iso(0)]);
  });

  test("a burst that goes on and on is no late delivery", () => {
    const it = watched();
    it.listed("pods", [], s(0), s(0));
    for (let step = 1; step <= 100; step += 1) it.changed("pods", "ADDED", pod(`p${step}`), s(step * 0.4));
    expect(it.facts().at(-1)).toEqual(["pod/apps/p100", "exists", true, iso(25), iso(40)]);
  });

  test("a list tells what came and went between two looks; a condition that was renewed was lost and came back", () => {
    const it = watched();
    it.listed("pods", [pod("a", { is: "True" }), pod("b")], s(0), s(1));
    it.listed("pods", [pod("a", { is: "True", says: "2026-11-21T10:00:07Z" }), pod("c")], s(9), s(10));
    expect(it.facts().slice(3)).toEqual([
      ["pod/apps/b", "exists", false, iso(0), iso(10)],
      ["pod/apps/a", "Ready", false, iso(0), iso(10)],
      ["pod/apps/a", "Ready", true, iso(0), iso(10)],
      ["pod/apps/c", "exists", true, iso(0), iso(10)],
    ]);
  });

  test("Flux renews its condition with every message, and says Unknown while it works: neither is a loss", () => {
    const it = watched();
    it.listed("kustomizations", [pod("a", { is: "True" })], s(0), s(1));
    it.changed("kustomizations", "MODIFIED", pod("a", { is: "Unknown", says: iso(2) }), s(2));
    it.changed("kustomizations", "MODIFIED", pod("a", { is: "True", says: iso(3) }), s(3));
    expect(it.facts()).toHaveLength(2);
    it.changed("kustomizations", "MODIFIED", pod("a", { is: "False", says: iso(4) }), s(4));
    expect(it.facts().at(-1)).toEqual(["kustomization/apps/a", "Ready", false, iso(3), iso(4)]);
  });

  test("a Helm release by its Secret's labels, named by the release; nothing else of a Secret is told", () => {
    const secret = (status: string, modifiedAt: string) =>
      ({
        metadata: {
          namespace: "kube-system",
          name: "sh.helm.release.v1.cilium.v1",
          uid: "u",
          creationTimestamp: MADE,
          labels: { owner: "helm", name: "cilium", version: "1", status, modifiedAt },
        },
        data: { release: "canary" },
      }) as KubernetesObject;
    const it = watched();
    it.listed("helmSecrets", [], s(0), s(0));
    it.changed("helmSecrets", "ADDED", secret("pending-install", String(s(1) / 1000)), s(1));
    it.changed("helmSecrets", "MODIFIED", secret("deployed", String(s(4) / 1000)), s(5));
    expect(it.told.at(-1)).toMatchObject({
      subject: "helmrelease/kube-system/cilium",
      changes: [{ fact: "deployed", is: true, says: "2026-11-21T10:00:04Z" }],
    });
    expect(JSON.stringify(it.told)).not.toContain("canary");
  });

  test("an image pull by its event, which may expire without news", () => {
    const event = {
      metadata: { namespace: "apps", name: "a.1", uid: "e" },
      involvedObject: { namespace: "apps", name: "a" },
      message: 'Successfully pulled image "x" in 2s',
      lastTimestamp: MADE,
      source: { host: "cp1" },
    } as KubernetesObject;
    const it = watched();
    it.listed("events", [event], s(0), s(0));
    it.changed("events", "DELETED", event, s(1));
    expect(it.told).toHaveLength(1);
    expect(it.told[0]).toMatchObject({ subject: "pod/apps/a", changes: [{ fact: "Pulled", node: "cp1", says: MADE }] });
  });

  test("null and missing parts are no facts", () => {
    const it = watched();
    const bare = { metadata: { name: "x" }, status: null } as unknown as KubernetesObject;
    for (const source of ["nodes", "pods", "customResourceDefinitions", "helmSecrets", "kustomizations"] as Watched[]) {
      it.listed(source, [bare], s(0), s(0));
      it.listed(source, [{}], s(1), s(1));
    }
    expect(it.facts().filter((fact) => !(fact as unknown[]).includes("exists"))).toEqual([]);
  });

  test("what flips without end is told so far, and that it is followed no further", () => {
    const it = watched();
    it.listed("pods", [pod("a")], s(0), s(0));
    for (let flip = 0; flip < 500; flip += 1)
      it.changed("pods", "MODIFIED", pod("a", { is: flip % 2 === 0 ? "True" : "False" }), s(flip));
    expect(it.told.length).toBeLessThan(80);
    expect(it.gaps()).toEqual([
      [
        "pods",
        expect.any(String),
        expect.any(String),
        "pod/apps/a changed more than 60 times: it is followed no further",
      ],
    ]);
  });
});

describe("a kind that the API does not serve", () => {
  test("has no objects yet: what comes later came since then", () => {
    const it = watched();
    it.unserved("kustomizations", "not served", s(0), s(1));
    it.listed("kustomizations", [pod("a")], s(4), s(5));
    expect(it.facts()).toEqual([["kustomization/apps/a", "exists", true, iso(0), iso(5)]]);
  });

  test("though it was there is a server that has just begun: nothing is gone", () => {
    const it = watched();
    it.listed("kustomizations", [pod("a")], s(0), s(1));
    it.unserved("kustomizations", "not served", s(18), s(19));
    it.listed("kustomizations", [pod("a")], s(20), s(21));
    expect(it.facts()).toHaveLength(1);
    expect(it.gaps()).toEqual([["kustomizations", iso(0), iso(20), "not served"]]);
  });
});

describe("silence is a gap", () => {
  test("a watch that says nothing for long, until it does or a list is read, or the watching ends", () => {
    const it = watched();
    it.listed("pods", [], s(0), s(0));
    it.changed("pods", "ADDED", pod("a"), s(20));
    it.listed("nodes", [], s(0), s(0));
    it.trouble("nodes", "https://x cannot be reached", s(5));
    it.listed("nodes", [], s(30), s(31));
    expect(it.silent(s(32))).toEqual([]);
    expect(it.silent(s(40))).toEqual(["pods"]);
    expect(it.silent(s(60))).toEqual(["pods", "nodes"]);
    it.end(s(60));
    expect(it.gaps()).toEqual([
      ["pods", iso(0), iso(20), "the watch was silent"],
      ["nodes", iso(0), iso(30), "https://x cannot be reached"],
      ["pods", iso(20), iso(60), "the watch was silent"],
      ["nodes", iso(30), iso(60), "the watch was silent"],
    ]);
  });

  test("what was never read is one from the first look in vain on", () => {
    const it = watched();
    it.trouble("pods", "pods is forbidden", s(2));
    it.trouble("pods", "pods is forbidden", s(20));
    it.alive("pods", s(21));
    it.end(s(60));
    expect(it.told).toHaveLength(1);
    expect(it.gaps()).toEqual([["pods", iso(2), iso(60), "pods is forbidden"]]);
  });
});
