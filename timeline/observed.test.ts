import { describe, expect, test } from "vitest";
import {
  app,
  at,
  bootstrapProfile,
  cilium,
  kustomization,
  node,
  observedOf,
  pod,
  staticPods,
} from "../criteria/testing/bootstrap.ts";
import type { Change, Followed, Sighting, Watched } from "../observations/followed.ts";
import { observedIn } from "./observed.ts";
import { timelineOf } from "./rebuild.ts";

const profile = bootstrapProfile();
const unmarked = bootstrapProfile({ budget: { total: "30m" } });

/** What was seen: the subject, what became of it, when, and the last moment before. */
const seen = (
  source: Watched,
  subject: string,
  when: [after: string | undefined, at: string],
  ...changes: Change[]
): Sighting => ({
  source,
  subject,
  uid: subject,
  at: when[1],
  ...(when[0] !== undefined && { after: when[0] }),
  changes,
});
const is = (fact: Change["fact"], says?: string): Change => ({ fact, is: true, ...(says !== undefined && { says }) });
const isNot = (fact: Change["fact"]): Change => ({ fact, is: false });

const followed = (sightings: Sighting[], parts: Partial<Followed> = {}): Followed => ({
  since: at("0:10"),
  until: at("11:00"),
  ended: "milestone",
  sightings,
  gaps: [],
  ...parts,
});
const rebuilt = (
  sightings: Sighting[],
  {
    observed = {},
    parts = {},
    of = profile,
    now = at("12:00"),
  }: {
    observed?: Parameters<typeof observedOf>[0];
    parts?: Partial<Followed>;
    of?: typeof profile;
    now?: string;
  } = {},
) => timelineOf(observedOf({ ...observed, followed: followed(sightings, parts) }), { profile: of, now: new Date(now) });
const interval = (name: string, timeline: ReturnType<typeof rebuilt>) =>
  timeline.intervals.find((it) => it.name === name);
const phase = (name: string, timeline: ReturnType<typeof rebuilt>) => timeline.phases.find((it) => it.name === name);

const WEB = "pod/apps/web-1";
const webReady = (when: [string | undefined, string], says?: string) => seen("pods", WEB, when, is("Ready", says));

describe("a moment that was seen", () => {
  test("is the object's own word where that lies within what was seen, and says that it was observed", () => {
    expect(interval(WEB, rebuilt([webReady([at("9:57"), at("10:00")], at("9:59"))]))?.end).toEqual({
      at: at("9:59"),
      source: `Ready of ${WEB}`,
      precisionMs: 1000,
      basis: "observed",
    });
  });

  test("is when it was seen where the object's clock is off, as uncertain as the look before is old", () => {
    const off = rebuilt([webReady([at("9:57"), at("10:00")], at("7:00"))]);
    expect(interval(WEB, off)?.end).toMatchObject({ precisionMs: 3000, basis: "observed" });
    expect(Date.parse(interval(WEB, off)?.end.at ?? "")).toBe(Date.parse(at("10:00")));
  });

  test("after a gap, a condition may have come and gone before: since the look before, or since the object is there", () => {
    expect(interval(WEB, rebuilt([webReady([at("9:00"), at("10:00")], at("9:50"))]))?.end).toMatchObject({
      at: at("9:50"),
      precisionMs: 50_000,
      basis: "observed",
    });
    const made = seen("pods", WEB, [at("9:00"), at("10:00")], is("exists", at("9:40")), is("Ready", at("9:50")));
    expect(interval(WEB, rebuilt([made]))?.end).toMatchObject({ at: at("9:50"), precisionMs: 10_000 });
  });

  test("what comes but once is as exact after a gap as its own word", () => {
    const crd = "customresourcedefinition/ciliumnodes.cilium.io";
    const timeline = rebuilt([
      seen(
        "customResourceDefinitions",
        crd,
        [at("3:00"), at("4:00")],
        is("exists", at("3:20")),
        is("Established", at("3:41")),
      ),
    ]);
    expect(interval(crd, timeline)).toMatchObject({
      start: { at: at("3:20"), precisionMs: 1000, basis: "observed" },
      end: { at: at("3:41"), precisionMs: 1000, basis: "observed" },
    });
  });

  test("what was so at the first look was not observed: its own word counts as before", () => {
    expect(interval(WEB, rebuilt([webReady([undefined, at("10:30")], at("9:58"))]))?.end).toMatchObject({
      at: at("9:58"),
      basis: "exact",
    });
    const root = "kustomization/flux-system/flux-system";
    const late = rebuilt([seen("kustomizations", root, [undefined, at("10:30")], is("Ready", at("10:20")))]);
    // Flux moves that time with every message
    expect(interval(root, late)?.end.at).toBe(at("7:00"));
  });

  test("nobody followed: nothing changes", () => {
    const without = timelineOf(observedOf(), { profile, now: new Date(at("12:00")) });
    expect(timelineOf(observedOf({ followed: null }), { profile, now: new Date(at("12:00")) })).toEqual(without);
  });
});

describe("what only watching can tell", () => {
  const flapped = [pod(["apps", "web-1"], { created: at("8:00"), ready: at("300:00"), started: at("8:30") })];
  const later = { observed: { pods: [...staticPods, ...flapped] }, now: at("301:00") };

  test("a first readiness that was lost long after the bootstrap", () => {
    expect(phase("workloads", rebuilt([], later))?.lost).toHaveLength(1);
    expect(phase("workloads", rebuilt([webReady([at("10:00"), at("10:03")], at("10:02"))], later))).toMatchObject({
      end: { at: at("10:02"), basis: "observed" },
      tookMs: 182_000,
    });
  });

  test("one that was ready, fell and came back before all was up counts with its return, and that is told", () => {
    const timeline = rebuilt(
      [
        webReady([at("8:29"), at("8:30")], at("8:30")),
        seen("pods", WEB, [at("9:00"), at("9:01")], isNot("Ready")),
        webReady([at("10:19"), at("10:20")], at("10:20")),
      ],
      { observed: { pods: [...staticPods, pod(["apps", "web-1"], { created: at("8:00"), ready: at("10:20") })] } },
    );
    expect(interval(WEB, timeline)?.end.at).toBe(at("10:20"));
    expect(timeline.remarks).toContain(
      `${WEB} was ready at ${at("8:30")}, lost at 2026-11-21T10:09:01.000Z and ready again at ${at("10:20")}`,
    );
  });

  test("one that fell after all was up, and is down still, was up in the bootstrap", () => {
    const down = {
      ...app,
      status: { conditions: [{ type: "Ready", status: "False", lastTransitionTime: at("11:30") }] },
    };
    const timeline = rebuilt([webReady([at("10:00"), at("10:03")], at("10:02"))], {
      observed: { pods: [...staticPods, down] },
    });
    expect(phase("workloads", timeline)).toMatchObject({ end: { at: at("10:02") } });
    expect(timeline.gaps).toEqual([]);
  });

  test("one that fell while it was watched and has not come back goes on", () => {
    const down = {
      ...app,
      status: { conditions: [{ type: "Ready", status: "False", lastTransitionTime: at("9:30") }] },
    };
    const fell = [
      webReady([at("8:57"), at("9:00")], at("8:59")),
      seen("pods", WEB, [at("9:29"), at("9:30")], isNot("Ready")),
    ];
    const timeline = rebuilt(fell, { observed: { pods: [...staticPods, down] }, parts: { ended: "deadline" } });
    expect(phase("workloads", timeline)?.ongoing).toMatchObject([{ name: WEB }]);
    expect(timeline.end).toBeUndefined();
  });

  test("the end of a first revision that Helm has forgotten", () => {
    const helmReleases = [{ ...cilium, revision: 7, createdAt: at("20:00"), details: { ...cilium.details } }];
    const deployed = seen(
      "helmSecrets",
      "helmrelease/kube-system/cilium",
      [at("5:38"), at("5:41")],
      is("deployed", at("5:40")),
    );
    const superseded = seen(
      "helmSecrets",
      "helmrelease/kube-system/cilium",
      [at("6:00"), at("6:01")],
      isNot("deployed"),
    );
    expect(phase("core", rebuilt([], { observed: { helmReleases } }))?.lost).toHaveLength(1);
    expect(
      interval("helmrelease/kube-system/cilium", rebuilt([deployed, superseded], { observed: { helmReleases } })),
    ).toMatchObject({
      start: { source: "first deployment of cilium", basis: "exact" },
      end: { at: at("5:40"), basis: "observed" },
    });
  });

  test("a node that was made anew after the bootstrap", () => {
    const anew = { observed: { nodes: [node(at("600:00"), at("601:00"))] }, now: at("602:00") };
    expect(rebuilt([], anew).end).toBeUndefined();
    const was = seen("nodes", "node/cp1", [at("2:29"), at("2:31")], is("exists", at("2:30")));
    const ready = seen("nodes", "node/cp1", [at("5:34"), at("5:36")], is("Ready", at("5:35")));
    expect(rebuilt([was, ready], anew)).toMatchObject({ end: { at: at("10:00") }, gaps: [] });
  });

  test("image pulls whose events have expired", () => {
    const text = 'Successfully pulled image "app:1" in 1m30s (1m30s including waiting). Image size: 1 bytes.';
    const pulled = seen("events", WEB, [at("9:40"), at("9:41")], { ...is("Pulled", at("9:40")), text, node: "cp1" });
    expect(rebuilt([pulled]).intervals).toContainEqual(expect.objectContaining({ name: "app:1 on cp1", kind: "pull" }));
  });
});

describe("the end of what was watched", () => {
  test("is the end of the bootstrap's activity where all was seen up, however quiet it was before", () => {
    const slow = pod(["apps", "web-2"], { created: at("40:00"), ready: at("41:00") });
    const parts = { until: at("41:30"), sightings: [] };
    const observed = { pods: [...staticPods, app, slow] };
    expect(interval("pod/apps/web-2", rebuilt([], { observed, parts, now: at("42:00") }))).toBeDefined();
  });

  test("says nothing of a bootstrap that was over when the watching began", () => {
    const upgraded = pod(["apps", "web-2"], { created: at("900:00"), ready: at("901:00") });
    const parts = { since: at("1000:00"), until: at("1000:30") };
    const timeline = rebuilt([], { observed: { pods: [...staticPods, app, upgraded] }, parts, now: at("1001:00") });
    expect(interval("pod/apps/web-2", timeline)).toBeUndefined();
  });
});

describe("the begin of --follow", () => {
  const start = (since: string, observed: Parameters<typeof observedOf>[0] = {}, of = unmarked) =>
    rebuilt([], { parts: { since }, observed, of });

  test("is counted from where nothing else marks the start and nothing earlier is remembered", () => {
    const timeline = start(at("0:10"));
    expect(timeline.start).toEqual({
      at: at("0:10"),
      source: "begin of --follow",
      precisionMs: 110_000,
      basis: "inferred",
    });
    expect(timeline.remarks).toContainEqual(
      expect.stringMatching(
        /^nothing marks the start: it is counted from the begin of --follow, 20s before the boot of cp1/,
      ),
    );
  });

  test("never makes a bootstrap shorter: what began before it is counted from what is remembered", () => {
    expect(start(at("1:00")).start?.source).toBe("boot of cp1");
    expect(start(at("1:00")).remarks).toContain("--follow began 30s after the boot of cp1: it marks no start");
    expect(start(at("20:00")).start?.source).toBe("boot of cp1");
  });

  test("gives way to a mark, and makes no start where there is none", () => {
    expect(start(at("0:10"), {}, profile).start?.source).toBe("start mark");
    const nothing = { namespaces: [], nodes: [], talosMachineStatuses: [] };
    expect(start(at("0:10"), nothing).start).toBeUndefined();
  });
});

describe("clocks", () => {
  const behind = (minutes: string) => new Date(Date.parse(at(minutes)) + 60_000).toISOString();
  const made = (name: string, when: string) =>
    seen(
      "pods",
      `pod/apps/${name}`,
      [behind(when), new Date(Date.parse(behind(when)) + 900).toISOString()],
      is("exists", at(when)),
    );

  test("a watching machine whose clock is ahead is set right by what it saw being made", () => {
    const sightings = [made("a", "8:00"), made("b", "8:10"), made("web-1", "8:20")];
    const { aheadMs } = observedIn(followed(sightings));
    expect(aheadMs).toBeGreaterThan(59_000);
    expect(aheadMs).toBeLessThan(61_000);
    const timeline = rebuilt(sightings, { parts: { until: behind("11:00") } });
    expect(timeline.remarks).toContainEqual(
      expect.stringMatching(/^the clock of the machine that followed is 1m0s|59s ahead/),
    );
    expect(interval(WEB, timeline)?.start).toMatchObject({ at: at("8:00"), basis: "exact" });
  });

  test("two witnesses are too few", () => {
    expect(observedIn(followed([made("a", "8:00"), made("b", "8:10")])).aheadMs).toBe(0);
  });
});

test("when nobody watched, and why, is told; kinds that share an outage share a sentence", () => {
  const gap = (source: Watched, from: string, until: string) => ({ source, from, until, why: "ECONNREFUSED" });
  const gaps = [
    gap("pods", at("4:00"), at("5:00")),
    gap("nodes", at("4:30"), at("5:30")),
    gap("pods", at("7:00"), at("8:00")),
  ];
  const { remarks } = rebuilt([], { parts: { gaps, ended: "deadline" } });
  expect(remarks).toContain(
    `followed from ${at("0:10")} to ${at("11:00")}, until its deadline: not everything was up by then`,
  );
  expect(remarks.filter((remark) => remark.startsWith("not watched"))).toEqual([
    "not watched for 1m30s from 2026-11-21T10:04:00.000Z (pods, nodes: ECONNREFUSED): what came about then is that uncertain",
    "not watched for 1m0s from 2026-11-21T10:07:00.000Z (pods: ECONNREFUSED): what came about then is that uncertain",
  ]);
});

test("a Kustomization's first success takes the place of what its history has forgotten", () => {
  const root = "kustomization/flux-system/flux-system";
  const old = {
    ...kustomization("flux-system", at("6:00"), at("6:50")),
    status: { lastAppliedRevision: "main@1", conditions: [] },
  };
  const observed = { kustomizations: [old] };
  expect(phase("flux", rebuilt([], { observed }))?.lost).toHaveLength(1);
  const timeline = rebuilt([seen("kustomizations", root, [at("6:58"), at("7:01")], is("Ready", at("7:00")))], {
    observed,
  });
  expect(phase("flux", timeline)).toMatchObject({ end: { at: at("7:00"), basis: "observed" } });
});
