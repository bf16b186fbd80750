import { describe, expect, test } from "vitest";
import {
  agent,
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
import { profileOf } from "../criteria/testing/profile.ts";
import { silent } from "../criteria/testing/talos.ts";
import { timelineOf } from "./rebuild.ts";

const now = new Date(at("12:00"));
const profile = bootstrapProfile();
const unmarked = bootstrapProfile({ budget: { total: "30m" } });
const rebuilt = (parts: Parameters<typeof observedOf>[0] = {}, of = profile, when = now) =>
  timelineOf(observedOf(parts), { profile: of, now: when });
const phase = (name: string, timeline: ReturnType<typeof rebuilt>) => timeline.phases.find((it) => it.name === name);

describe("a whole bootstrap", () => {
  test("its phases, each with a start, an end and a duration", () => {
    const timeline = rebuilt();
    expect(timeline.phases.map(({ name, start, end, tookMs }) => [name, start?.at, end?.at, tookMs])).toEqual([
      ["machines", at("0:00"), at("2:30"), 150_000],
      ["control-plane", at("1:40"), at("3:00"), 80_000],
      ["crds", at("3:20"), at("3:40"), 20_000],
      ["core", "2026-11-21T10:04:00.185873016Z", at("5:40"), 99_815],
      ["flux", at("6:00"), at("7:00"), 60_000],
      ["workloads", at("7:00"), at("10:00"), 180_000],
    ]);
    expect(timeline.gaps).toEqual([]);
    expect(timeline.unread).toBeUndefined();
  });

  test("from the start mark to the last that became ready, against the budget", () => {
    expect(rebuilt()).toMatchObject({
      start: { at: at("0:00"), source: "start mark", basis: "exact" },
      end: { at: at("10:00"), precisionMs: 1000 },
      budget: { totalMs: 1_800_000, tookMs: 600_000, slackMs: 1_200_000, basis: "exact" },
    });
  });

  test("every moment says its source, its precision and what it rests on", () => {
    expect(phase("core", rebuilt())).toMatchObject({
      start: { source: "first deployment of cilium", precisionMs: 1, basis: "exact" },
      end: { source: "end of the deployment of cilium", precisionMs: 1000, basis: "exact" },
    });
    expect(phase("control-plane", rebuilt())?.start?.source).toBe("start of etcd on cp1");
  });

  test("the critical path adds up to the whole, first to last; small steps go to what they held up", () => {
    const { criticalPath } = rebuilt();
    expect(criticalPath.reduce((sum, { tookMs }) => sum + tookMs, 0)).toBe(600_000);
    expect(criticalPath.map(({ name, tookMs }) => [name, tookMs / 1000])).toEqual([
      ["idle", 30],
      ["machine/cp1", 120],
      ["pod/kube-system/kube-apiserver-cp1", 30],
      ["node/cp1", 20],
      ["customresourcedefinition/ciliumnodes.cilium.io", 20],
      ["node/cp1", 20.185],
      ["pod/kube-system/cilium-x", 89.815],
      ["idle", 30],
      ["kustomization/flux-system/flux-system", 60],
      ["kustomization/flux-system/apps", 60],
      ["pod/apps/web-1", 120],
    ]);
  });
});

describe("where it begins", () => {
  test("without a mark: the first boot, as uncertain as the machine may have waited", () => {
    expect(rebuilt({}, unmarked)).toMatchObject({
      start: { at: at("0:30"), source: "boot of cp1", basis: "inferred", precisionMs: 90_000 },
      budget: { tookMs: 570_000, basis: "inferred" },
    });
    expect(rebuilt({}, unmarked).remarks).toContain(
      "the start is reconstructed from boot of cp1; the API server came up 1m30s later",
    );
  });

  test("a machine that rebooted since forgot its boot: the API server's first act is left", () => {
    const talosMachineStatuses = [
      { node: "cp1", look: { ok: true, value: [{ metadata: { id: "machine", created: at("900:00") } }] } },
    ];
    const timeline = rebuilt({ talosMachineStatuses }, unmarked);
    expect(timeline.start).toMatchObject({ at: at("2:00"), basis: "inferred" });
    expect(timeline.gaps).toEqual(["phase machines has no start"]);
  });

  test("nothing to measure from", () => {
    const timeline = rebuilt({ namespaces: [], nodes: [] }, unmarked);
    expect(timeline.start).toBeUndefined();
    expect(timeline.budget?.tookMs).toBeUndefined();
    expect(timeline.gaps).toContain("no start to measure from: give --started-at");
  });

  test("a mark that was set after the first release marks no start", () => {
    const late = bootstrapProfile({ budget: { total: "30m", startMark: { at: at("9:00") } } });
    expect(rebuilt({}, late).start).toBeUndefined();
    expect(rebuilt({}, late).gaps).toContain(
      `the start mark ${at("9:00")} lies 5m0s behind the first deployment of cilium: it marks no start`,
    );
  });

  test("a mark in a ConfigMap is not read here, and that is said", () => {
    const configMap = { namespace: "kube-system", name: "bootstrap", key: "startedAt" };
    const timeline = rebuilt({}, bootstrapProfile({ budget: { startMark: { configMap } } }));
    expect(timeline.gaps).toEqual([
      "the start mark in ConfigMap kube-system/bootstrap was not read: give --started-at",
    ]);
  });
});

describe("what has no end", () => {
  test("what is not ready keeps its phase open until now", () => {
    const waiting = {
      metadata: { namespace: "apps", name: "web-2", creationTimestamp: at("8:00") },
      spec: { nodeName: "cp1" },
      status: {
        phase: "Pending",
        conditions: [{ type: "Ready", status: "False", reason: "ContainersNotReady", lastTransitionTime: at("8:00") }],
      },
    };
    const timeline = rebuilt({ pods: [...staticPods, agent, app, waiting] });
    expect(timeline.end).toBeUndefined();
    expect(phase("workloads", timeline)).toMatchObject({
      ongoing: [{ name: "pod/apps/web-2", reason: "Ready=False (ContainersNotReady)" }],
      atLeastMs: 300_000,
    });
    expect(timeline.budget?.atLeastMs).toBe(720_000);
  });

  test("a CRD, a release or the root Kustomization that is not there", () => {
    const timeline = rebuilt({ customResourceDefinitions: [], helmReleases: [], kustomizations: [] });
    expect(timeline.gaps).toEqual(
      expect.arrayContaining([
        "phase crds goes on: customresourcedefinition/ciliumnodes.cilium.io: does not exist",
        "phase core goes on: helmrelease/kube-system/cilium: is not installed",
        "phase flux goes on: kustomization/flux-system/flux-system: does not exist",
      ]),
    );
  });

  test("a source that was not read, and machines that did not answer", () => {
    const timeline = rebuilt({ kustomizations: undefined, talosMachineStatuses: [silent("cp1")] });
    expect(timeline.unread).toEqual(["kustomizations"]);
    expect(timeline.end).toBeUndefined();
    expect(timeline.gaps).toEqual(
      expect.arrayContaining(["kustomizations was not read", "cp1 did not say when it booted"]),
    );
  });

  test("no objects at all, or objects without anything", () => {
    for (const bare of [[], [{}], [{ metadata: {}, status: null }]]) {
      const timeline = rebuilt({
        namespaces: bare,
        nodes: bare,
        pods: bare,
        customResourceDefinitions: bare,
        kustomizations: bare,
      });
      expect(timeline.end).toBeUndefined();
      expect(timeline.gaps.length).toBeGreaterThan(0);
    }
  });
});

describe("an old cluster", () => {
  const weeksLater = new Date(at("20000:00"));

  test("pods that an upgrade or a move made are not of the bootstrap", () => {
    const moved = pod(["apps", "web-9"], { created: at("9000:00"), ready: at("9001:00") });
    const timeline = rebuilt({ pods: [...staticPods, agent, app, moved] }, profile, weeksLater);
    expect(timeline.budget?.tookMs).toBe(600_000);
    expect(timeline.remarks).toContain(
      "the bootstrap's activity ceased at 2026-11-21T10:10:00.000Z: 1 objects that were made later are not counted",
    );
  });

  test("a pod of the bootstrap that became ready again weeks later leaves its phase without end", () => {
    const flapped = pod(["apps", "web-1"], { created: at("8:00"), ready: at("9000:00"), started: at("8:30") });
    const timeline = rebuilt({ pods: [...staticPods, agent, flapped] }, profile, weeksLater);
    expect(timeline.end).toBeUndefined();
    expect(phase("workloads", timeline)?.lost).toEqual([
      {
        name: "pod/apps/web-1",
        reason: `became ready again at ${at("9000:00")}, after the bootstrap: the first time is forgotten`,
      },
    ]);
    expect(timeline.budget?.atLeastMs).toBe(600_000);
  });

  test("a pod that fell weeks later, a node that was replaced", () => {
    const fallen = {
      ...(app as { metadata: object }),
      status: { phase: "Running", conditions: [{ type: "Ready", status: "False", lastTransitionTime: at("9000:00") }] },
    };
    const timeline = rebuilt(
      { pods: [...staticPods, agent, fallen], nodes: [node(at("8000:00"), at("8001:00"))] },
      profile,
      weeksLater,
    );
    expect(phase("workloads", timeline)?.lost?.[0]?.reason).toBe("is no longer ready: its first time is forgotten");
    expect(timeline.phases.flatMap(({ lost = [] }) => lost).map(({ name }) => name)).toContain("node/cp1");
    expect(timeline.end).toBeUndefined();
  });

  test("what the profile names is awaited through an hour of silence: a bootstrap that stood still is not over", () => {
    const late = {
      ...cilium,
      createdAt: at("45:00"),
      modifiedAt: at("46:00"),
      details: { firstDeployed: at("45:00") },
    };
    const timeline = rebuilt({ helmReleases: [late] });
    expect(timeline.budget?.tookMs).toBe(46 * 60_000);
  });

  test("a long pull is no silence", () => {
    const pulled = pod(["apps", "web-1"], { created: at("8:00"), started: at("40:00"), ready: at("40:10") });
    expect(rebuilt({ pods: [...staticPods, agent, pulled] }, profile, new Date(at("50:00"))).end?.at).toBe(at("40:10"));
  });

  test("an upgraded release: its first end is what its pods say, else no later than its second revision", () => {
    const first = { ...cilium, status: "superseded", details: undefined };
    const second = { ...cilium, revision: 2, createdAt: at("9:00"), modifiedAt: at("9:30") };
    expect(phase("core", rebuilt({ helmReleases: [first, second] }))?.end?.at).toBe(at("5:35"));
    const without = phase("core", rebuilt({ helmReleases: [first, second], pods: [...staticPods, app] }));
    expect(without?.end).toMatchObject({ at: at("9:00"), basis: "inferred", precisionMs: 299_815 });
    const only = phase("core", rebuilt({ helmReleases: [{ ...second, revision: 7 }] }));
    expect(only?.lost?.[0]?.reason).toBe("is at revision 7: the end of the first one is forgotten");
  });
});

describe("what is not awaited", () => {
  test("pods of Jobs, leftovers, what the profile lets fail, what is suspended", () => {
    const job = pod(["apps", "job-1"], { created: at("8:00"), ready: at("11:00"), owner: "Job/job" });
    const evicted = {
      metadata: { namespace: "apps", name: "old", creationTimestamp: at("8:00") },
      status: { phase: "Failed" },
    };
    const allowed = pod(["apps", "flaky-1"], { created: at("8:00"), ready: at("11:30") });
    const suspended = { ...kustomization("off", at("7:00"), at("11:00")), spec: { suspend: true } };
    const mayFail = bootstrapProfile({
      workloads: { mayFail: [{ namespace: "apps", name: "flaky-*", reason: "known" }] },
    });
    const timeline = rebuilt(
      {
        pods: [...staticPods, agent, app, job, evicted, allowed],
        kustomizations: [
          kustomization("flux-system", at("6:00"), at("7:00")),
          kustomization("apps", at("7:00"), at("10:00")),
          suspended,
        ],
      },
      mayFail,
    );
    expect(timeline.end?.at).toBe(at("10:00"));
  });
});

describe("Flux", () => {
  test("a Kustomization's first success is in its history, not in its Ready condition", () => {
    expect(phase("flux", rebuilt())?.end).toMatchObject({ at: at("7:00"), basis: "exact" });
  });

  test("a full history may have lost the first success; none but an applied revision has", () => {
    const history = Array.from({ length: 5 }, (_, index) => ({
      firstReconciled: at(`${8 + index}:00`),
      lastReconciledStatus: "ReconciliationSucceeded",
    }));
    const root = { metadata: { namespace: "flux-system", name: "flux-system", creationTimestamp: at("6:00") } };
    expect(phase("flux", rebuilt({ kustomizations: [{ ...root, status: { history } }] }))?.end?.basis).toBe("inferred");
    const applied = { ...root, status: { lastAppliedRevision: "main@sha1:1" } };
    expect(phase("flux", rebuilt({ kustomizations: [applied] }))?.lost?.[0]?.reason).toBe(
      "no Ready condition; its first success is forgotten",
    );
  });

  test("a HelmRelease that moved since counts with its oldest deployment, as uncertain as Helm's time-out", () => {
    const release = {
      metadata: { namespace: "apps", name: "web", creationTimestamp: at("7:10") },
      status: {
        conditions: [{ type: "Ready", status: "True", lastTransitionTime: at("9000:00") }],
        history: [{ lastDeployed: at("8999:00") }, { lastDeployed: at("7:30") }],
      },
    };
    const timeline = rebuilt({ helmReleaseResources: [release] }, profile, new Date(at("9999:00")));
    expect(timeline.end).toMatchObject({ at: at("10:00"), precisionMs: 150_000, basis: "inferred" });
  });
});

describe("clocks that disagree", () => {
  test("a kubelet that writes times from before the pod was made is behind: its times are that uncertain", () => {
    const early = pod(["apps", "web-1"], { created: at("8:00"), ready: at("5:00") });
    const timeline = rebuilt({ pods: [...staticPods, agent, early] });
    expect(timeline.remarks).toContain(
      "the clock of cp1 is at least 3m0s behind the API server's: its times are that uncertain",
    );
    // Made at 8:00, ready at most three minutes later: that is a minute after the last that is known.
    expect(timeline.end).toMatchObject({ at: at("10:00"), basis: "inferred", precisionMs: 60_000 });
    expect(timeline.intervals.every(({ start, end }) => Date.parse(end.at) >= Date.parse(start.at))).toBe(true);
  });

  test("a time that is yet to come is ahead; two seconds are the API's rounding", () => {
    expect(rebuilt({}, profile, new Date(at("9:30"))).remarks).toContain(
      "the clock of cp1 is at least 30s ahead of the API server's: its times are that uncertain",
    );
    expect(rebuilt({}, profile, new Date(at("9:59"))).remarks.join()).not.toContain("clock");
  });
});

describe("what ate the time", () => {
  const pulled = (podName: string, message: string, ended: string, host = "cp1") => ({
    reason: "Pulled",
    message,
    firstTimestamp: ended,
    source: { host },
    involvedObject: { namespace: "apps", name: podName },
  });

  test("image pulls on one node, side by side counted once", () => {
    const events = [
      pulled(
        "web-1",
        'Successfully pulled image "ghcr.io/x/web:v1" in 1m30s (1m31.5s including waiting). Image size: 9 bytes.',
        at("9:40"),
      ),
      pulled("web-1", 'Successfully pulled image "ghcr.io/x/big:v1" in 3m0.5s (3m0.5s including waiting).', at("9:50")),
      pulled("web-1", 'Container image "ghcr.io/x/old:v1" already present on machine', at("9:00")),
    ];
    const timeline = rebuilt({ events });
    expect(timeline.remarks[0]).toBe("3 of 10 minutes pulled images on one node (cp1, 3m1s of it ghcr.io/x/big:v1)");
    expect(timeline.intervals.filter(({ kind }) => kind === "pull").map(({ name }) => name)).toEqual([
      "ghcr.io/x/web:v1 on cp1",
      "ghcr.io/x/big:v1 on cp1",
    ]);
    expect(timeline.criticalPath.at(-1)?.what).toBe(
      "became ready on cp1; pulled images, ghcr.io/x/big:v1 the longest, for 3m1s",
    );
  });

  test("the longest phase", () => {
    expect(rebuilt().remarks).toContain("3 of 10 minutes went by in phase workloads, the longest");
  });
});

describe("what the whole is made of", () => {
  test("its intervals, its window, and nothing for a budget that there is not", () => {
    const timeline = rebuilt();
    expect(timeline.intervals.map(({ name }) => name)).toContain("pod/apps/web-1");
    expect(timeline.intervals.find(({ name }) => name === "pod/apps/web-1")).toEqual({
      name: "pod/apps/web-1",
      kind: "pod",
      start: expect.objectContaining({ at: at("8:00") }),
      end: expect.objectContaining({ at: at("10:00") }),
    });
    expect(timeline.windowEnd).toBe("2026-11-21T10:10:00.000Z");
    expect(rebuilt({ namespaces: [], nodes: [] }, unmarked)).not.toHaveProperty("windowEnd");
    const unbudgeted = rebuilt({}, bootstrapProfile({ budget: undefined }));
    expect(unbudgeted).not.toHaveProperty("budget");
    expect(unbudgeted.criticalPath.length).toBeGreaterThan(0);
    const open = rebuilt({ helmReleases: [] }, bootstrapProfile({ budget: undefined }));
    expect([open.budget, open.criticalPath, open.end]).toEqual([undefined, [], undefined]);
  });

  test("without an end the budget holds what is sure, and its remarks are those of the start alone", () => {
    const open = rebuilt({ helmReleases: [{ ...cilium, status: "pending-install" }] }, unmarked);
    expect(open.budget).toEqual({ totalMs: 1_800_000, basis: "inferred", atLeastMs: 600_000 });
    expect(open.criticalPath).toEqual([]);
    expect(open.remarks).toEqual(["the start is reconstructed from boot of cp1; the API server came up 1m30s later"]);
    expect(rebuilt({ helmReleases: [] }).budget).toMatchObject({ basis: "exact" });
    expect(rebuilt({ namespaces: [], nodes: [] }, unmarked).budget).toEqual({ totalMs: 1_800_000, basis: "inferred" });
    const unread = { ...Object.fromEntries(Object.keys(observedOf()).map((source) => [source, undefined])) };
    expect(rebuilt(unread).budget).toEqual({ totalMs: 1_800_000, basis: "exact" });
    const forgotten = [{ ...cilium, revision: 7, createdAt: at("9:00") }];
    const early = pod(["apps", "web-1"], { created: at("8:00"), ready: at("5:00") });
    const rough = rebuilt({ helmReleases: forgotten, pods: [...staticPods, agent, early] });
    // 10:00 is exact; the pod was ready at 8:00, three minutes more or less.
    expect(rough.budget?.atLeastMs).toBe(600_000);
    const alone = rebuilt({
      helmReleases: forgotten,
      pods: [early],
      kustomizations: [kustomization("flux-system", at("1:00"), at("2:00"))],
      nodes: [],
    });
    expect(alone.budget?.atLeastMs).toBe(720_000);
  });

  test("pulls before the start or after the bootstrap are not of it", () => {
    const pulled = (ended: string) => ({
      reason: "Pulled",
      message: 'Successfully pulled image "x" in 10s (10s including waiting).',
      firstTimestamp: ended,
      source: { host: "cp1" },
      involvedObject: { namespace: "apps", name: "web-1" },
    });
    const ends = (...moments: string[]) =>
      rebuilt({ events: moments.map((moment) => pulled(at(moment))) })
        .intervals.filter(({ kind }) => kind === "pull")
        .map(({ end }) => end.at);
    const marked = bootstrapProfile({ budget: { total: "30m", startMark: { at: at("1:00") } } });
    expect(ends("9:00", "10:10", "10:11", "400:00")).toEqual([at("9:00"), at("10:10")]);
    const early = rebuilt({ events: [pulled(at("0:59")), pulled(at("1:00"))] }, marked);
    expect(early.intervals.filter(({ kind }) => kind === "pull").map(({ end }) => end.at)).toEqual([at("1:00")]);
    expect(rebuilt({ events: undefined }).intervals.some(({ kind }) => kind === "pull")).toBe(false);
  });

  test("the machines' phase begins with the mark where that came before they joined, else with their boots", () => {
    const marked = (text: string) => bootstrapProfile({ budget: { startMark: { at: at(text) } } });
    expect(phase("machines", rebuilt({}, marked("2:30")))?.start?.source).toBe("start mark");
    expect(phase("machines", rebuilt({}, marked("2:31")))?.start).toMatchObject({
      at: at("0:30"),
      source: "boot of cp1",
    });
    expect(phase("machines", rebuilt({}, unmarked))?.start).toMatchObject({ at: at("0:30") });
    expect(phase("machines", rebuilt({ nodes: [] }, marked("0:00")))?.start).toBeUndefined();
    const untold = rebuilt({ talosServices: [] });
    expect(phase("control-plane", untold)?.start?.source).toBe("creation of namespace kube-system");
  });

  test("what came before Flux took over is of the core, though no release names it", () => {
    const early = pod(["apps", "early-1"], { created: at("5:50"), ready: at("5:59") });
    const timeline = rebuilt({ pods: [...staticPods, agent, app, early] });
    expect(phase("core", timeline)?.end?.at).toBe(at("5:59"));
    expect(phase("workloads", timeline)?.start?.at).toBe(at("7:00"));
  });

  test("machines that did not answer are named, each one; without Talos or the source there is nothing to say", () => {
    const nodes = [
      { name: "cp1", address: "10.25.11.11", role: "control-plane" as const },
      { name: "w1", address: "10.25.11.21", role: "worker" as const },
    ];
    const gaps = (parts: Parameters<typeof bootstrapProfile>[0], seen: Parameters<typeof rebuilt>[0] = {}) =>
      rebuilt(seen, bootstrapProfile({ nodes, ...parts })).gaps.filter((gap) => gap.includes("booted"));
    expect(gaps({})).toEqual(["w1 did not say when it booted"]);
    expect(gaps({}, { talosMachineStatuses: [silent("w1")] })).toEqual([
      "cp1 did not say when it booted",
      "w1 did not say when it booted",
    ]);
    expect(gaps({ talos: undefined }, { talosMachineStatuses: [] })).toEqual([]);
    expect(gaps({}, { talosMachineStatuses: undefined })).toEqual([]);
  });

  test("nothing later is not told", () => {
    expect(rebuilt().remarks.join()).not.toContain("ceased");
  });
});

test("a cluster without Talos, CRDs, releases or Flux has a control plane, and that is all", () => {
  const bare = profileOf({ budget: { startMark: { at: at("0:00") } } });
  const timeline = timelineOf(
    observedOf({ pods: staticPods, talosMachineStatuses: undefined, helmReleases: undefined }),
    { profile: bare, now },
  );
  expect(timeline.phases.map(({ name }) => name)).toEqual(["control-plane"]);
  expect(timeline).toMatchObject({ gaps: [], end: { at: at("5:35"), source: "Ready of node cp1" } });
});
