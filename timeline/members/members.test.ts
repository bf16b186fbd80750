import { describe, expect, test } from "vitest";
import { agent, at, bootstrapProfile, cilium, kustomization, node, pod } from "../../criteria/testing/bootstrap.ts";
import { profileOf } from "../../criteria/testing/profile.ts";
import { answered, resource, silent } from "../../criteria/testing/talos.ts";
import type { Profile } from "../../clusters/profile.ts";
import { readinessIn } from "../../observations/readiness.ts";
import { etcdRan, lateNodes, latePhase, machinesOf, nodesOf } from "./machines.ts";
import { belongsTo, isStatic, podsOf } from "./pods.ts";
import { pointAt } from "../points.ts";
import { crdsOf, firstRelease, fluxReleasesOf, kustomizationsOf, releasesOf } from "./releases.ts";
import { missingSources, unreadMembers, type TimelineObserved } from "../sources.ts";
import type { Point } from "../timeline.ts";
import { apiCameUp, bootsOf, startOf } from "../start.ts";

const profile = bootstrapProfile();
const unmarked = bootstrapProfile({ budget: { total: "30m" } });
const observed = (parts: Record<string, unknown>) => parts as TimelineObserved;
const moment = (text: string) => pointAt(at(text), "somebody");
const readiness = readinessIn([], []);
const readinessOf = ({ nodes = [], pods = [] }: TimelineObserved) => readinessIn(nodes, pods);
const nodesFrom = (seen: TimelineObserved, profile: Profile, firstRelease: Point | undefined) =>
  nodesOf(seen, profile, { readiness: readinessOf(seen), firstRelease });
const releasesFrom = (seen: TimelineObserved, profile: Profile) => releasesOf(seen, profile, readinessOf(seen));
const ms = (text: string) => Date.parse(at(text));
const machine = (created: string | undefined) =>
  answered("cp1", [{ ...resource("machine", {}), metadata: { id: "machine", created } }]);

describe("where it starts", () => {
  const booted = (text: string) =>
    observed({
      namespaces: [{ metadata: { name: "kube-system", creationTimestamp: at("2:00") } }],
      talosMachineStatuses: [machine(at(text))],
    });

  test("the API's first act: its namespace, else its first node", () => {
    const namespaces = [{ metadata: { name: "kube-system", creationTimestamp: at("2:00") } }];
    const others = [{ metadata: { name: "default", creationTimestamp: at("1:00") } }];
    expect(apiCameUp(observed({ namespaces: [...others, ...namespaces] }))).toMatchObject({
      at: at("2:00"),
      source: "creation of namespace kube-system",
    });
    const nodes = [node(at("4:00"), at("5:00")), node(at("3:00"), at("5:00")), {}];
    expect(apiCameUp(observed({ namespaces: others, nodes }))).toMatchObject({
      at: at("3:00"),
      source: "creation of the first node",
    });
    expect(apiCameUp({})).toBeUndefined();
    expect(apiCameUp(observed({ namespaces: [{ metadata: { name: "kube-system" } }, {}] }))).toBeUndefined();
  });

  test("the boot before it, as unsure as the machine may have waited; a second at least", () => {
    expect(startOf(booted("0:30"), unmarked)).toEqual({
      point: { at: at("0:30"), source: "boot of cp1", basis: "inferred", precisionMs: 90_000 },
      remarks: ["the start is reconstructed from boot of cp1; the API server came up 1m30s later"],
      gaps: [],
    });
    expect(startOf(booted("2:00"), unmarked).point).toMatchObject({ at: at("2:00"), precisionMs: 1000 });
  });

  test("a boot after it is another one: the API's first act is what is left", () => {
    expect(startOf(booted("2:01"), unmarked)).toMatchObject({
      point: { at: at("2:00"), basis: "inferred", precisionMs: 1000 },
      remarks: [
        "the start is reconstructed from creation of namespace kube-system: what came before it is not remembered",
      ],
      gaps: [],
    });
  });

  test("a mark within a minute of the first release of the profile is one", () => {
    const marked = (text: string, helmReleases: object[] | undefined) =>
      startOf(observed({ helmReleases }), bootstrapProfile({ budget: { startMark: { at: at(text) } } }));
    expect(marked("5:00", [{ ...cilium, details: { firstDeployed: at("4:00") } }])).toEqual({
      point: moment("5:00") && { ...moment("5:00"), source: "start mark" },
      remarks: [],
      gaps: [],
    });
    expect(marked("5:01", [{ ...cilium, details: { firstDeployed: at("4:00") } }])).toEqual({
      remarks: [],
      gaps: [`the start mark ${at("5:01")} lies 1m1s behind the first deployment of cilium: it marks no start`],
    });
    expect(marked("5:01", [{ ...cilium, details: undefined }]).point).toBeUndefined();
    expect(marked("5:01", undefined).point).toBeDefined();
    for (const other of [{ name: "other" }, { namespace: "apps" }])
      expect(marked("9:00", [{ ...cilium, ...other }]).point).toBeDefined();
  });

  test("a mark in a ConfigMap that was not read, beside what can be told without it", () => {
    const configMap = { namespace: "kube-system", name: "bootstrap", key: "startedAt" };
    const given = bootstrapProfile({ budget: { startMark: { configMap } } });
    const gap = "the start mark in ConfigMap kube-system/bootstrap was not read: give --started-at";
    expect(startOf(booted("0:30"), given)).toMatchObject({ point: { at: at("0:30") }, gaps: [gap] });
    expect(startOf({}, given)).toEqual({
      remarks: [],
      gaps: [gap, "no start to measure from: give --started-at"],
    });
    const both = bootstrapProfile({ budget: { startMark: { configMap, at: at("0:10") } } });
    expect(startOf(booted("0:30"), both)).toMatchObject({ point: { source: "start mark" }, gaps: [] });
    expect(startOf({}, profileOf())).toEqual({ remarks: [], gaps: ["no start to measure from: give --started-at"] });
  });

  test("boots of the profile's machines that tell one", () => {
    expect(bootsOf(observed({ talosMachineStatuses: [machine(at("0:30"))] }), profile)).toMatchObject([
      { node: "cp1", point: { at: at("0:30"), source: "boot of cp1" } },
    ]);
    for (const talosMachineStatuses of [
      undefined,
      [],
      [silent("cp1")],
      [answered("cp1", null)],
      [answered("cp1", [])],
      [machine(undefined)],
      [answered("other", [])],
    ])
      expect(bootsOf(observed({ talosMachineStatuses }), profile)).toEqual([]);
    expect(bootsOf(observed({ talosMachineStatuses: [answered("cp1", [{}])] }), profile)).toEqual([]);
  });
});

describe("machines and nodes", () => {
  const nodes = [node(at("2:30"), at("5:35"))];

  test("a machine from its boot to its registration; a later boot is another one", () => {
    const of = (boot: string, registered: object[] = nodes) =>
      machinesOf(observed({ nodes: registered, talosMachineStatuses: [machine(at(boot))] }), profile);
    expect(of("0:30")).toMatchObject([
      {
        name: "machine/cp1",
        kind: "machine",
        phase: "machines",
        node: "cp1",
        start: { at: at("0:30") },
        end: { at: at("2:30") },
        expected: true,
        busy: [],
      },
    ]);
    expect(of("2:30")[0]).toHaveProperty("start");
    expect(of("2:31")[0]).not.toHaveProperty("start");
    expect(of("0:30")[0]).not.toHaveProperty("ongoing");
    expect(of("0:30", [])[0]).toMatchObject({ ongoing: "is not registered as a node" });
    expect(of("0:30", [])[0]).not.toHaveProperty("start");
    expect(of("0:30", [])[0]).not.toHaveProperty("end");
  });

  test("a node from its registration to Ready", () => {
    const [ready] = nodesFrom(observed({ nodes }), profile, moment("4:00"));
    expect(ready).toEqual({
      name: "node/cp1",
      kind: "node",
      phase: "core",
      node: "cp1",
      start: { ...moment("2:30"), source: "registration of node cp1" },
      end: { ...moment("5:35"), source: "Ready of node cp1" },
      expected: true,
      busy: [
        [ms("2:30"), ms("2:30")],
        [ms("5:35"), ms("5:35")],
      ],
    });
    const fallen = [
      {
        ...node(at("2:30"), at("5:35")),
        status: { conditions: [{ type: "Ready", status: "False", lastTransitionTime: at("6:00") }] },
      },
    ];
    const [unready] = nodesFrom(observed({ nodes: fallen }), profile, undefined);
    expect(unready).toMatchObject({
      ongoing: "Ready=False",
      busy: [
        [ms("2:30"), ms("2:30")],
        [ms("6:00"), ms("6:00")],
      ],
    });
    expect(unready).not.toHaveProperty("end");
    const [none] = nodesFrom({}, profile, undefined);
    expect(none).toEqual({
      name: "node/cp1",
      kind: "node",
      phase: "core",
      node: "cp1",
      ongoing: "is not registered",
      expected: true,
      busy: [],
    });
    expect(nodesFrom(observed({ nodes: [{ metadata: { name: "cp1" } }] }), profile, undefined)).toMatchObject([
      { ongoing: "no Ready condition" },
    ]);
  });

  test("its phase: late where it joined after the first release, early where nothing comes by Helm", () => {
    const phase = (first: string | undefined, of = profile) =>
      nodesFrom(observed({ nodes }), of, first === undefined ? undefined : moment(first))[0]?.phase;
    expect(phase("2:29")).toBe("machines");
    expect(phase("2:30")).toBe("core");
    expect(phase("2:29", bootstrapProfile({ talos: undefined }))).toBe("control-plane");
    expect(phase(undefined, bootstrapProfile({ releases: [] }))).toBe("control-plane");
    expect(latePhase(profile)).toBe("machines");
    expect(lateNodes({}, profile, moment("2:00")).size).toBe(0);
    expect([...lateNodes(observed({ nodes }), profile, moment("2:00"))]).toEqual(["cp1"]);
  });

  test("etcd's first run, if it was before the API", () => {
    const etcd = (created: string, id = "etcd") =>
      answered("cp1", [{ ...resource(id, {}), metadata: { id, created } }]);
    const of = (talosServices: object[] | undefined, before = "2:00") =>
      etcdRan(observed({ talosServices }), moment(before));
    expect(of([etcd(at("1:40"))])).toMatchObject({ at: at("1:40"), source: "start of etcd on cp1" });
    expect(of([etcd(at("2:00"))])).toMatchObject({ at: at("2:00") });
    expect(of([etcd(at("1:40")), etcd(at("1:20"))])).toMatchObject({ at: at("1:20") });
    for (const services of [
      undefined,
      [],
      [silent("cp1")],
      [etcd(at("2:01"))],
      [etcd(at("1:40"), "kubelet")],
      [answered("cp1", null)],
      [answered("cp1", [{}])],
    ])
      expect(of(services)).toBeUndefined();
    expect(etcdRan(observed({ talosServices: [etcd(at("1:40"))] }), undefined)).toBeUndefined();
  });
});

describe("pods", () => {
  const setting = (parts: object = {}) => ({
    profile: profileOf({ kubernetes: { endpoint: "https://x:6443", staticControlPlane: false } }),
    lateNodes: new Set<string>(),
    handover: undefined,
    readiness,
    rollouts: new Map(),
    ...parts,
  });
  const one = (object: object, parts: object = {}) => podsOf([object], setting(parts))[0];
  const web = pod(["apps", "web-1"], { created: at("8:00"), ready: at("10:00"), started: at("9:00") });

  test("from creation to Ready, busy until its last container first ran", () => {
    expect(one(web)).toEqual({
      name: "pod/apps/web-1",
      kind: "pod",
      phase: "control-plane",
      node: "cp1",
      start: { ...moment("8:00"), source: "creation of pod/apps/web-1" },
      end: { ...moment("10:00"), source: "Ready of pod/apps/web-1" },
      expected: false,
      busy: [
        [ms("8:00"), ms("9:00")],
        [ms("8:00"), ms("8:00")],
        [ms("10:00"), ms("10:00")],
      ],
    });
  });

  test("restarts, missing containers and impossible starts leave only the moments", () => {
    const moments = [
      [ms("8:00"), ms("8:00")],
      [ms("10:00"), ms("10:00")],
    ];
    const restarted = pod(["apps", "a"], { created: at("8:00"), ready: at("10:00"), restarts: 1 });
    const early = pod(["apps", "a"], { created: at("8:00"), ready: at("10:00"), started: at("7:59") });
    const bare = {
      ...web,
      status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime: at("10:00") }] },
    };
    for (const object of [restarted, early, bare]) expect(one(object)?.busy).toEqual(moments);
    const instant = pod(["apps", "a"], { created: at("8:00"), ready: at("10:00"), started: at("8:00") });
    expect(one(instant)?.busy).toHaveLength(3);
    const half = {
      ...(web as { status: object }).status,
      containerStatuses: [{ restartCount: 0, state: { running: { startedAt: at("9:00") } } }, { restartCount: 1 }],
    };
    expect(one({ ...web, status: half })?.busy).toEqual(moments);
  });

  test("one that is not ready says so, and since when it was seen to fall", () => {
    const status = (value: string) => ({
      ...web,
      status: { conditions: [{ type: "Ready", status: value, lastTransitionTime: at("9:00") }] },
    });
    expect(one(status("False"))).toMatchObject({
      ongoing: "Ready=False",
      busy: [
        [ms("8:00"), ms("8:00")],
        [ms("9:00"), ms("9:00")],
      ],
    });
    expect(one(status("Unknown"))).toMatchObject({ ongoing: "Ready=Unknown", busy: [[ms("8:00"), ms("8:00")]] });
    expect(one(status("False"))).not.toHaveProperty("end");
    expect(one({ metadata: { name: "a" } })).toEqual({
      name: "pod/a",
      kind: "pod",
      phase: "control-plane",
      ongoing: "no Ready condition",
      expected: false,
      busy: [],
    });
  });

  test("not awaited: what goes, is over, belongs to a Job, or may fail", () => {
    const meta = (parts: object) => ({ ...web, metadata: { name: "web-1", namespace: "apps", ...parts } });
    const mayFail = profileOf({
      kubernetes: { endpoint: "https://x:6443", staticControlPlane: false },
      workloads: { mayFail: [{ namespace: "apps", name: "web-*", reason: "r" }] },
    });
    expect(one(meta({ deletionTimestamp: at("9:00") }))).toBeUndefined();
    for (const phase of ["Failed", "Succeeded"]) expect(one({ ...web, status: { phase } })).toBeUndefined();
    expect(one(meta({ ownerReferences: [{ kind: "Node" }, { kind: "Job" }] }))).toBeUndefined();
    expect(one(meta({ ownerReferences: [{ kind: "ReplicaSet" }] }))).toBeDefined();
    expect(one(web, { profile: mayFail })).toBeUndefined();
    expect(one(meta({ namespace: "other" }), { profile: mayFail })).toBeDefined();
    expect(one(meta({ name: "api-1" }), { profile: mayFail })).toBeDefined();
    expect(one({}, { profile: mayFail })).toBeDefined();
  });

  test("static pods are known by their mirror or their name, and run before there is an API", () => {
    expect(isStatic({ metadata: { annotations: { "kubernetes.io/config.mirror": "h" } } })).toBe(true);
    for (const name of ["kube-apiserver-cp1", "kube-controller-manager-cp1", "kube-scheduler-cp1"]) {
      expect(isStatic({ metadata: { name, namespace: "kube-system" } })).toBe(true);
      expect(isStatic({ metadata: { name, namespace: "apps" } })).toBe(false);
    }
    expect(isStatic({ metadata: { name: "kube-apiserverless", namespace: "kube-system" } })).toBe(false);
    expect(isStatic({ metadata: { namespace: "kube-system" } })).toBe(false);
    expect(isStatic({})).toBe(false);
    const apiserver = pod(["kube-system", "kube-apiserver-cp1"], { created: at("2:40"), ready: at("3:00") });
    const early = { ...apiserver, status: { ...(apiserver as { status: object }).status, startTime: at("2:10") } };
    const members = podsOf([early], {
      profile,
      lateNodes: new Set(),
      handover: undefined,
      readiness,
      rollouts: new Map(),
    });
    expect(
      members.map(({ name, phase, expected, start, ongoing }) => [name, phase, expected, start?.at ?? ongoing]),
    ).toEqual([
      ["pod/kube-system/kube-apiserver-cp1", "control-plane", true, at("2:10")],
      ["pod/kube-system/kube-controller-manager-cp1", "control-plane", true, "does not exist"],
      ["pod/kube-system/kube-scheduler-cp1", "control-plane", true, "does not exist"],
    ]);
    const later = { ...web, status: { ...(web as { status: object }).status, startTime: at("7:00") } };
    expect(one(later)?.start?.at).toBe(at("8:00"));
    const workers = profileOf({
      nodes: [
        { name: "cp1", address: "10.0.0.1", role: "control-plane" },
        { name: "w1", address: "10.0.0.2", role: "worker" },
      ],
    });
    expect(
      podsOf([], { profile: workers, lateNodes: new Set(), handover: undefined, readiness, rollouts: new Map() }),
    ).toHaveLength(3);
  });

  test("the phase of a pod: its release's, a late node's, Flux's own, before or after the hand-over", () => {
    const phase = (object: object, parts: object = {}) =>
      podsOf([object], {
        profile,
        lateNodes: new Set<string>(),
        handover: moment("6:00"),
        readiness,
        rollouts: new Map(),
        ...parts,
      }).at(-1)?.phase;
    expect(phase(agent)).toBe("core");
    expect(phase(agent, { lateNodes: new Set(["cp1"]) })).toBe("machines");
    expect(phase({ ...agent, spec: {} }, { lateNodes: new Set(["cp1"]) })).toBe("core");
    expect(phase(web)).toBe("workloads");
    expect(phase(pod(["apps", "a"], { created: at("5:59"), ready: at("7:00") }))).toBe("core");
    expect(phase(pod(["apps", "a"], { created: at("6:00"), ready: at("7:00") }))).toBe("workloads");
    expect(phase(pod(["apps", "a"], { created: at("5:59"), ready: at("7:00") }), { handover: undefined })).toBe(
      "workloads",
    );
    expect(phase(pod(["flux-system", "a"], { created: at("5:00"), ready: at("7:00") }))).toBe("flux");
    expect(phase(web, { profile: bootstrapProfile({ flux: undefined }) })).toBe("core");
    expect(phase(web, { profile: bootstrapProfile({ flux: undefined, releases: [] }) })).toBe("control-plane");
  });

  test("whose workload made a pod", () => {
    const release = (kind: string, name: string, namespace?: string) =>
      profileOf({
        releases: [
          {
            name: "r",
            namespace: "x",
            workloads: [{ kind: kind as "Deployment", name, ...(namespace && { namespace }) }],
          },
        ],
      }).releases[0];
    const owned = (kind: string, name: string, namespace = "x") => ({
      metadata: {
        namespace,
        ownerReferences: [
          { kind: "Node", name: "n" },
          { kind, name },
        ],
      },
    });
    const belongs = (object: object, of: ReturnType<typeof release>) => of && belongsTo(object, of);
    expect(belongs(owned("DaemonSet", "a"), release("DaemonSet", "a"))).toBe(true);
    expect(belongs(owned("DaemonSet", "a"), release("StatefulSet", "a"))).toBe(false);
    expect(belongs(owned("DaemonSet", "b"), release("DaemonSet", "a"))).toBe(false);
    expect(belongs(owned("DaemonSet", "a", "y"), release("DaemonSet", "a"))).toBe(false);
    expect(belongs(owned("DaemonSet", "a", "y"), release("DaemonSet", "a", "y"))).toBe(true);
    expect(belongs(owned("ReplicaSet", "a-5d4c"), release("Deployment", "a"))).toBe(true);
    expect(belongs(owned("ReplicaSet", "a-b-5d4c"), release("Deployment", "a"))).toBe(false);
    expect(belongs(owned("ReplicaSet", "a-b-5d4c"), release("Deployment", "a-b"))).toBe(true);
    expect(belongs(owned("StatefulSet", "a-5d4c"), release("Deployment", "a"))).toBe(false);
    expect(
      belongs({ metadata: { namespace: "x", ownerReferences: [{ kind: "ReplicaSet" }] } }, release("Deployment", "a")),
    ).toBe(false);
    expect(belongs({ metadata: { namespace: "x" } }, release("Deployment", "a"))).toBe(false);
    expect(belongs({}, release("Deployment", "a"))).toBe(false);
  });
});

describe("CRDs and releases", () => {
  const crd = (created: string | undefined, established: string, status = "True") => ({
    metadata: { name: "ciliumnodes.cilium.io", creationTimestamp: created },
    status: { conditions: [{ type: "Established", status, lastTransitionTime: established }] },
  });
  const crds = (objects: object[] | undefined, first?: string) =>
    crdsOf(observed({ customResourceDefinitions: objects }), profile, first === undefined ? undefined : moment(first));

  test("a CRD from its creation to Established; one made after the first release came with it", () => {
    expect(crds([{}, { metadata: { name: "other" } }, crd(at("3:20"), at("3:40"))])).toEqual([
      {
        name: "customresourcedefinition/ciliumnodes.cilium.io",
        kind: "crd",
        phase: "crds",
        start: { ...moment("3:20"), source: "creation of CRD ciliumnodes.cilium.io" },
        end: { ...moment("3:40"), source: "Established of CRD ciliumnodes.cilium.io" },
        expected: true,
        busy: [[ms("3:20"), ms("3:40")]],
      },
    ]);
    expect(crds([crd(at("3:20"), at("3:40"))], "3:19")[0]?.phase).toBe("core");
    expect(crds([crd(at("3:20"), at("3:40"))], "3:20")[0]?.phase).toBe("crds");
    expect(crds([crd(undefined, at("3:40"))], "3:19")[0]).toMatchObject({ phase: "crds", busy: [] });
    expect(crds([crd(at("3:20"), at("3:40"), "False")])[0]).toMatchObject({
      ongoing: "Established=False",
      busy: [[ms("3:20"), ms("3:20")]],
    });
    expect(crds([{ metadata: { name: "ciliumnodes.cilium.io" } }])[0]?.ongoing).toBe("no Established condition");
    expect(crds(undefined)[0]?.ongoing).toBe("does not exist");
    const versioned = bootstrapProfile({ crds: { required: [{ name: "ciliumnodes.cilium.io", version: "v2" }] } });
    expect(crdsOf({}, versioned, undefined)[0]?.name).toBe("customresourcedefinition/ciliumnodes.cilium.io");
  });

  const release = (records: object[] | undefined, pods?: object[]) =>
    releasesFrom(observed({ helmReleases: records, pods }), profile)[0];
  const details = (firstDeployed: string) => ({ details: { firstDeployed } });

  test("a first revision from its deployment to its end", () => {
    expect(release([{ ...cilium, ...details(at("4:00")) }])).toEqual({
      name: "helmrelease/kube-system/cilium",
      kind: "release",
      phase: "core",
      start: { ...moment("4:00"), source: "first deployment of cilium" },
      end: { ...moment("5:40"), source: "end of the deployment of cilium" },
      expected: true,
      busy: [[ms("4:00"), ms("5:40")]],
    });
    expect(release([{ ...cilium, details: undefined, createdAt: at("4:01"), modifiedAt: undefined }])).toMatchObject({
      start: { at: at("4:01"), source: "first Helm Secret of cilium" },
      end: { at: at("4:01") },
    });
    expect(release([{ ...cilium, status: "pending-install" }])).toMatchObject({ ongoing: "Helm says pending-install" });
    expect(release([{ ...cilium, createdAt: "", modifiedAt: "" }])).toMatchObject({
      lost: "Helm does not say when its deployment ended",
    });
    for (const other of [{ name: "other" }, { namespace: "apps" }])
      expect(release([{ ...cilium, ...other }])).toMatchObject({ ongoing: "is not installed", busy: [] });
    expect(release(undefined)).toMatchObject({ ongoing: "is not installed", expected: true, phase: "core" });
  });

  test("Flux's own release is of its phase", () => {
    const flux = bootstrapProfile({
      releases: [
        { name: "flux", namespace: "flux-system" },
        { name: "cilium", namespace: "kube-system" },
      ],
    });
    const members = releasesFrom(
      observed({
        helmReleases: [
          { ...cilium, ...details(at("4:00")) },
          { ...cilium, name: "flux", namespace: "flux-system", ...details(at("3:00")) },
        ],
      }),
      flux,
    );
    expect(members.map(({ phase }) => phase)).toEqual(["flux", "core"]);
    expect(firstRelease(members)?.at).toBe(at("4:00"));
    expect(firstRelease([])).toBeUndefined();
  });

  test("an upgraded one ended when its pods were ready, if they say so before the upgrade", () => {
    const records = [
      { ...cilium, revision: 2, createdAt: at("9:00") },
      { ...cilium, status: "superseded" },
    ];
    const ready = (created: string, moment: string, status = "True") => ({
      ...pod(["kube-system", "cilium-x"], { created, ready: moment, owner: "DaemonSet/cilium" }),
      status: { conditions: [{ type: "Ready", status, lastTransitionTime: moment }] },
    });
    const end = (...pods: object[]) => release(records, pods)?.end;
    const bound = { at: at("9:00"), source: "begin of revision 2 of cilium", basis: "inferred" };
    expect(end(ready(at("4:02"), at("5:30")), ready(at("4:02"), at("5:10")))).toMatchObject({
      at: at("5:30"),
      source: "Ready of the pods of cilium",
      basis: "inferred",
    });
    expect(end(ready(at("9:00"), at("9:00")))).toMatchObject({ source: "Ready of the pods of cilium" });
    for (const none of [
      ready(at("4:02"), at("9:01")),
      ready(at("4:02"), at("5:30"), "False"),
      ready(at("9:01"), at("5:30")),
      ready("", at("5:30")),
      {},
    ])
      expect(end(none)).toMatchObject(bound);
    expect(end()).toEqual({ ...bound, precisionMs: 299_814 + 1 });
    const instant = [{ ...cilium, revision: 2, createdAt: at("4:00"), ...details(at("4:00")) }];
    expect(release(instant)?.end).toMatchObject({ precisionMs: 1000 });
    expect(release([{ ...records[0], createdAt: "" }, records[1] ?? {}])).toMatchObject({
      lost: "is at revision 2: the end of the first one is forgotten",
    });
    expect(release([{ ...cilium, revision: 2, details: undefined }])).toHaveProperty("lost");
    const busy = release(records, [])?.busy;
    expect(busy).toEqual([[Date.parse(cilium.details.firstDeployed), Date.parse(cilium.details.firstDeployed)]]);
  });
});

describe("what Flux brings", () => {
  const objects = (kustomizations: object[] | undefined, of = profile) =>
    kustomizationsOf(observed({ kustomizations }), of);
  const root = { namespace: "flux-system", name: "flux-system", creationTimestamp: at("6:00") };
  const success = (text: string) => ({ firstReconciled: at(text), lastReconciledStatus: "ReconciliationSucceeded" });

  test("the root is of Flux's own phase and awaited, all else came from Git", () => {
    const members = objects([
      kustomization("flux-system", at("6:00"), at("7:00")),
      kustomization("apps", at("7:00"), at("10:00")),
    ]);
    expect(members.map(({ name, phase, expected, start, end }) => [name, phase, expected, start?.at, end?.at])).toEqual(
      [
        ["kustomization/flux-system/flux-system", "flux", true, at("6:00"), at("7:00")],
        ["kustomization/flux-system/apps", "workloads", false, at("7:00"), at("10:00")],
      ],
    );
    expect(members[0]).toMatchObject({
      kind: "kustomization",
      start: { source: "creation of kustomization/flux-system/flux-system" },
      end: { source: "first success of kustomization/flux-system/flux-system", basis: "exact" },
    });
  });

  test("without the root that is said; without Flux there is nothing", () => {
    expect(objects([kustomization("apps", at("7:00"), at("10:00"))])[0]).toEqual({
      name: "kustomization/flux-system/flux-system",
      kind: "kustomization",
      phase: "flux",
      ongoing: "does not exist",
      expected: true,
      busy: [],
    });
    const elsewhere = {
      ...kustomization("flux-system", at("7:00"), at("10:00")),
      metadata: { ...root, namespace: "apps" },
    };
    expect(objects([elsewhere]).map(({ phase }) => phase)).toEqual(["flux", "workloads"]);
    expect(objects([{}]).map(({ phase }) => phase)).toEqual(["flux", "workloads"]);
    expect(objects(undefined)).toHaveLength(1);
    expect(objects([kustomization("apps", at("7:00"), at("10:00"))], bootstrapProfile({ flux: undefined }))).toEqual(
      [],
    );
  });

  test("what is suspended is not awaited, but for the root", () => {
    const suspended = (name: string) => ({ ...kustomization(name, at("6:00"), at("7:00")), spec: { suspend: true } });
    expect(objects([suspended("flux-system"), suspended("apps")]).map(({ name }) => name)).toEqual([
      "kustomization/flux-system/flux-system",
    ]);
  });

  test("the first success, else Ready's own time, else why there is none", () => {
    const of = (status: object) => objects([{ metadata: root, status }])[0];
    expect(
      of({ history: [success("9:00"), success("7:30"), { ...success("7:00"), lastReconciledStatus: "BuildFailed" }] })
        ?.end,
    ).toMatchObject({ at: at("7:30"), basis: "exact" });
    expect(of({ history: Array.from({ length: 4 }, () => success("7:30")) })?.end?.basis).toBe("exact");
    expect(of({ history: Array.from({ length: 5 }, () => success("7:30")) })?.end?.basis).toBe("inferred");
    const ready = (status: string) => ({ conditions: [{ type: "Ready", status, lastTransitionTime: at("8:00") }] });
    expect(of(ready("True"))).toMatchObject({
      end: { at: at("8:00"), source: "Ready of kustomization/flux-system/flux-system", basis: "inferred" },
      busy: [[ms("6:00"), ms("6:00")]],
    });
    expect(of(ready("False"))).toMatchObject({ ongoing: "Ready=False" });
    expect(of(ready("False"))).not.toHaveProperty("lost");
    expect(of({ ...ready("False"), lastAppliedRevision: "r" })).toMatchObject({
      lost: "Ready=False; its first success is forgotten",
    });
    expect(of({ ...ready("False"), lastAppliedRevision: "r" })).not.toHaveProperty("ongoing");
    expect(objects([{ metadata: root }])[0]).toMatchObject({ ongoing: "no Ready condition" });
  });

  test("HelmReleases: Ready if that was before, else their oldest deployment, roughly", () => {
    const of = (status: object | undefined, before = ms("9:00"), spec: object = {}) =>
      fluxReleasesOf(
        observed({
          helmReleaseResources: [
            { metadata: { namespace: "apps", name: "web", creationTimestamp: at("7:10") }, spec, status },
          ],
        }),
        profile,
        before,
      )[0];
    const ready = { conditions: [{ type: "Ready", status: "True", lastTransitionTime: at("9:00") }] };
    const history = [{ lastDeployed: at("8:30") }, { lastDeployed: at("7:30") }];
    expect(of({ ...ready, history })).toMatchObject({
      name: "helmrelease/apps/web",
      kind: "release",
      phase: "workloads",
      expected: false,
      start: { at: at("7:10"), source: "creation of helmrelease/apps/web" },
      end: { at: at("9:00"), basis: "inferred" },
    });
    expect(of({ ...ready, history }, ms("8:59"))?.end).toEqual({
      at: at("7:30"),
      source: "oldest deployment of helmrelease/apps/web",
      basis: "inferred",
      precisionMs: 300_000,
    });
    expect(of(ready, ms("8:59"))?.end?.at).toBe(at("9:00"));
    expect(of({ history })?.end?.at).toBe(at("7:30"));
    expect(of({ ...ready, history: [] }, ms("8:59"))?.end?.at).toBe(at("9:00"));
    expect(of(undefined)).toMatchObject({ ongoing: "no Ready condition" });
    expect(of(ready, ms("9:00"), { suspend: true })).toBeUndefined();
    expect(fluxReleasesOf({}, profile, 0)).toEqual([]);
    expect(fluxReleasesOf(observed({ helmReleaseResources: [{}] }), bootstrapProfile({ flux: undefined }), 0)).toEqual(
      [],
    );
  });
});

describe("sources that were not read", () => {
  test("those that the profile needs", () => {
    expect(missingSources({}, profile)).toEqual([
      "namespaces",
      "nodes",
      "pods",
      "customResourceDefinitions",
      "helmReleases",
      "kustomizations",
      "helmReleaseResources",
      "talosMachineStatuses",
    ]);
    expect(missingSources({}, profileOf())).toEqual(["namespaces", "nodes", "pods"]);
    expect(missingSources(observed({ namespaces: [], pods: [] }), profileOf())).toEqual(["nodes"]);
  });

  test("stand in the phases that they feed", () => {
    expect(unreadMembers(["events", "helmReleases"])).toEqual(
      (["core", "flux"] as const).map((phase) => ({
        name: "helmReleases",
        kind: "phase",
        phase,
        lost: "was not read",
        expected: true,
        busy: [],
      })),
    );
  });
});
