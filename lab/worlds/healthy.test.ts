import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseProfile } from "../../clusters/parse.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { LabObject, World } from "../world.ts";
import { healthyWorld, tick } from "./healthy.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

function profileOf(name: string): Profile {
  const url = new URL(`../../clusters/${name}.yaml`, import.meta.url);
  const { profile, problems } = parseProfile(readFileSync(url, "utf8"), name);
  if (!profile) throw new Error(JSON.stringify(problems));
  return profile;
}

const NAMES = ["lab", "infra", "apps", "kind"];
const PROFILES = NAMES.map((name) => [name, profileOf(name)] as const);
const WORLDS = new Map(PROFILES.map(([name, profile]) => [name, healthyWorld(profile, { now: NOW })]));
const worldOf = (name: string): World => WORLDS.get(name) ?? healthyWorld(profileOf(name), { now: NOW });

const all = (world: World, kind: string): LabObject[] =>
  world.kubernetes.objects.filter((object) => object.kind === kind);
const find = (world: World, kind: string, name: string, namespace?: string): LabObject | undefined =>
  all(world, kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
const created = (object: LabObject | undefined): number => Date.parse(object?.metadata.creationTimestamp ?? "");
const conditionAt = (object: LabObject | undefined, type: string): number => {
  const { conditions = [] } = (object?.["status"] ?? {}) as {
    conditions?: { type: string; lastTransitionTime: string }[];
  };
  return Date.parse(conditions.find((condition) => condition.type === type)?.lastTransitionTime ?? "");
};

describe.each(NAMES)("the healthy world of %s", (name) => {
  const profile = profileOf(name);
  const world = worldOf(name);

  test("is the same every time", () => {
    expect(JSON.stringify(healthyWorld(profile, { now: NOW }))).toBe(JSON.stringify(world));
  });

  test("moves with its moment and with nothing else", () => {
    const bare = (it: World) =>
      JSON.stringify(it, (key, value: unknown) => (key === "release" || key === "modifiedAt" ? undefined : value));
    const later = bare(healthyWorld(profile, { now: new Date(NOW.getTime() + 86_400_000) }));
    expect(later).not.toBe(bare(world));
    const days = /20\d\d-\d\d-\d\d/g;
    expect(later.replace(days, "day")).toBe(bare(world).replace(days, "day"));
  });

  test("names no object twice, and no uid twice", () => {
    const ids = world.kubernetes.objects.map(({ apiVersion, kind, metadata }) =>
      [apiVersion, kind, metadata.namespace, metadata.name].join("/"),
    );
    const uids = world.kubernetes.objects.map(({ metadata }) => metadata.uid);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(new Set(uids).size).toBe(uids.length);
  });

  test("has every namespace that something is in", () => {
    const namespaces = new Set(all(world, "Namespace").map(({ metadata }) => metadata.name));
    const used = new Set(world.kubernetes.objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    expect([...used].filter((namespace) => !namespaces.has(namespace))).toEqual([]);
  });

  test("has an owner for everything that names one", () => {
    const uids = new Set(world.kubernetes.objects.map(({ metadata }) => metadata.uid));
    const orphans = world.kubernetes.objects.filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => !uids.has(uid)),
    );
    expect(orphans.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
  });

  test("has a CRD for every custom resource, established before its first object", () => {
    const crds = all(world, "CustomResourceDefinition");
    const ofKind = (kind: string, group: string) =>
      crds.find(({ spec }) => {
        const of = spec as { group: string; names: { kind: string } };
        return of.group === group && of.names.kind === kind;
      });
    const customs = world.kubernetes.objects.filter(
      ({ apiVersion }) =>
        apiVersion.includes(".") &&
        !/^(\w+\.k8s\.io|metrics\.k8s\.io|\w+\.\w+\.k8s\.io)\//.test(
          apiVersion.replace(/^gateway\.networking\.k8s\.io/, "gateway.networking"),
        ),
    );
    expect(customs.length).toBeGreaterThan(10);
    const early = customs.filter((object) => {
      const crd = ofKind(object.kind, object.apiVersion.split("/")[0] ?? "");
      return !(conditionAt(crd, "Established") <= created(object));
    });
    expect(early.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
  });

  test("has the profile's nodes, each with a fresh lease and Ready, and Talos' where there is Talos", () => {
    expect(all(world, "Node").map(({ metadata }) => metadata.name)).toEqual(profile.nodes.map((node) => node.name));
    for (const node of profile.nodes) {
      const spec = find(world, "Lease", node.name, "kube-node-lease")?.["spec"] as { renewTime: string } | undefined;
      expect(NOW.getTime() - Date.parse(spec?.renewTime ?? "")).toBeLessThan(11_000);
    }
    expect(world.talos.nodes.map((node) => node.address)).toEqual(
      profile.talos ? profile.nodes.map((node) => node.address) : [],
    );
  });

  test("has every CRD of the profile, in the CRD phase", () => {
    for (const entry of profile.crds.required) {
      const crd = find(world, "CustomResourceDefinition", typeof entry === "string" ? entry : entry.name);
      expect(crd?.metadata.name).toBeDefined();
      const spec = crd?.["spec"] as { versions: { name: string }[] } | undefined;
      if (typeof entry !== "string") expect(spec?.versions.map((version) => version.name)).toContain(entry.version);
    }
    const times = profile.crds.required.map((entry) =>
      conditionAt(
        find(world, "CustomResourceDefinition", typeof entry === "string" ? entry : entry.name),
        "Established",
      ),
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(30_000);
  });

  test("has each release deployed in the profile's version, after the one before it was ready", () => {
    let ready = 0;
    for (const release of profile.releases) {
      const { data } = find(world, "Secret", `sh.helm.release.v1.${release.name}.v1`, release.namespace) as unknown as {
        data: { release: string };
      };
      const stored = JSON.parse(
        gunzipSync(Buffer.from(Buffer.from(data.release, "base64").toString(), "base64")).toString(),
      ) as {
        info: { status: string; first_deployed: string };
        chart: { metadata: { version: string } };
      };
      expect(stored.info.status).toBe("deployed");
      if (release.version) expect(stored.chart.metadata.version).toBe(release.version);
      expect(Date.parse(stored.info.first_deployed)).toBeGreaterThan(ready);
      const names = new Set(release.workloads.map((workload) => workload.name));
      const pods = all(world, "Pod").filter(({ metadata }) =>
        names.has(metadata.labels?.["app.kubernetes.io/name"] ?? ""),
      );
      ready = Math.max(...pods.map((pod) => conditionAt(pod, "Ready")));
    }
  });

  test("rolled out every workload that the profile names, with the profile's images", () => {
    const { platform, flux, secrets } = profile;
    const wanted = [
      ...profile.releases.flatMap((release) =>
        release.workloads.map((workload) => ({ namespace: release.namespace, ...workload })),
      ),
      ...(flux?.controllers ?? []).map((name) => ({ kind: "Deployment", namespace: flux?.namespace, name })),
      ...(secrets?.connect
        ? [{ kind: "Deployment", namespace: secrets.connect.namespace, name: secrets.connect.deployment }]
        : []),
      ...(platform.storage?.provisioners ?? []),
      ...(platform.monitoring?.workloads ?? []),
      ...(platform.logging?.workloads ?? []),
      ...platform.services,
    ];
    const missing = wanted.filter(({ kind, namespace, name }) => !find(world, kind, name, namespace));
    expect(missing).toEqual([]);
    const images = all(world, "Pod").flatMap(({ spec }) =>
      (spec as { containers: { image: string }[] }).containers.map(({ image }) => image),
    );
    for (const [image, tag] of profile.releases.flatMap((release) => Object.entries(release.images ?? {})))
      expect(images.some((it) => it.includes(`/${image}:${tag}`))).toBe(true);
  });

  test("has everything else that the profile names", () => {
    const { platform, secrets, flux, crds, cilium } = profile;
    const wanted: [string, string, string | undefined][] = [
      ...(secrets?.stores ?? []).map(
        ({ kind, name, namespace }) => [kind, name, namespace] as [string, string, string | undefined],
      ),
      ...(secrets?.shared ?? []).flatMap(({ name, namespaces }) =>
        namespaces.flatMap(
          (namespace) =>
            [
              ["ExternalSecret", name, namespace],
              ["Secret", name, namespace],
            ] as [string, string, string][],
        ),
      ),
      ...(platform.ceph
        ? [["CephCluster", platform.ceph.name, platform.ceph.namespace] as [string, string, string]]
        : []),
      ...(platform.storage?.classes ?? []).map((it) => ["StorageClass", it, undefined] as [string, string, undefined]),
      ...platform.databases.map(({ name, namespace }) => ["Cluster", name, namespace] as [string, string, string]),
      ...(platform.monitoring?.resources ?? []).map(
        ({ kind, name, namespace }) => [kind, name, namespace] as [string, string, string],
      ),
      ...(platform.certificates?.issuers ?? []).map(
        ({ kind, name, namespace }) => [kind, name, namespace] as [string, string, string | undefined],
      ),
      ...(platform.certificates?.certificates ?? []).map(
        ({ name, namespace }) => ["Certificate", name, namespace] as [string, string, string],
      ),
      ...(platform.gateways?.gateways ?? []).map(
        ({ name, namespace }) => ["Gateway", name, namespace] as [string, string, string],
      ),
      ...(cilium?.loadBalancerPools ?? []).map(
        (it) => ["CiliumLoadBalancerIPPool", it, undefined] as [string, string, undefined],
      ),
      ...(flux
        ? ([
            ["GitRepository", flux.source.name, flux.namespace],
            ["Kustomization", flux.kustomization.name, flux.namespace],
          ] as [string, string, string][])
        : []),
      ...(flux?.instance ? [["FluxInstance", flux.instance, flux.namespace] as [string, string, string]] : []),
      ...(flux?.source.secret ? [["Secret", flux.source.secret, flux.namespace] as [string, string, string]] : []),
    ];
    expect(wanted.filter(([kind, it, namespace]) => !find(world, kind, it, namespace))).toEqual([]);
    for (const { group, atLeast } of crds.dependents)
      expect(
        world.kubernetes.objects.filter(({ apiVersion }) => apiVersion.startsWith(`${group}/`)).length,
      ).toBeGreaterThanOrEqual(atLeast);
    if (profile.workloads.metrics) expect(all(world, "NodeMetrics")).toHaveLength(profile.nodes.length);
  });

  test("has a ready pod behind every selector, a claim behind every volume, all bound", () => {
    for (const pod of all(world, "Pod")) {
      const { phase } = pod["status"] as { phase: string };
      expect(["Running", "Succeeded"]).toContain(phase);
    }
    expect(all(world, "Pod").filter(({ status }) => (status as { phase: string }).phase === "Succeeded")).toHaveLength(
      1,
    );
    const claims = all(world, "PersistentVolumeClaim");
    expect(claims.every(({ status }) => (status as { phase: string }).phase === "Bound")).toBe(true);
    if (profile.platform.databases.length > 0) expect(claims.length).toBeGreaterThan(3);
  });

  test("was bootstrapped within its budget, and believably long", () => {
    const [start] = [NOW.getTime() - 40 * 60_000];
    const last = Math.max(...all(world, "Pod").map((pod) => conditionAt(pod, "Ready")));
    const minutes = (last - start) / 60_000;
    expect(minutes).toBeGreaterThan(5);
    expect(last - start).toBeLessThan(profile.budget?.total ?? 0);
    expect(last).toBeLessThan(NOW.getTime());
  });

  test("plants a canary in every Secret, and none where anybody may look", () => {
    for (const secret of all(world, "Secret").filter(({ type }) => type !== "helm.sh/release.v1")) {
      const values = Object.values(secret["data"] as Record<string, string>).map((value) =>
        Buffer.from(value, "base64").toString(),
      );
      expect(values.every((value) => /^canary-[0-9a-f]{20}-secret$/.test(value))).toBe(true);
    }
    const status = JSON.stringify(world.kubernetes.objects.map((object) => object["status"]));
    expect(status).not.toContain("canary-");
    expect(JSON.stringify([world.commands, world.talos, world.kubernetes.logs])).not.toContain("canary-");
  });
});

describe("time goes on", () => {
  const world = worldOf("lab");
  const later = new Date(NOW.getTime() + 10 * 60_000);

  test("leases, metrics and refreshes keep their age", () => {
    const age = (moved: World) =>
      all(moved, "Lease").map(
        ({ spec }) => Date.parse(moved.now) - Date.parse((spec as { renewTime: string }).renewTime),
      );
    expect(age(tick(world, later))).toEqual(age(world));
    expect(tick(world, later).now).toBe(later.toISOString());
    const stamps = (moved: World) =>
      all(moved, "NodeMetrics").map((object) => Date.parse(moved.now) - Date.parse(String(object["timestamp"])));
    expect(stamps(tick(world, later))).toEqual(stamps(world));
  });

  test("a node that was silent gets more silent: time heals no fault", () => {
    const [node] = profileOf("lab").nodes;
    const silent = "2026-11-21T11:58:00.000000Z";
    const objects = world.kubernetes.objects.map((object) =>
      object.kind === "Lease" && object.metadata.name === node?.name
        ? { ...object, spec: { renewTime: silent } }
        : object,
    );
    const moved = tick({ ...world, kubernetes: { ...world.kubernetes, objects } }, later);
    expect(find(moved, "Lease", node?.name ?? "", "kube-node-lease")?.["spec"]).toEqual({ renewTime: silent });
  });

  test("the world it is given stays as it was", () => {
    const before = JSON.stringify(world);
    tick(world, later);
    expect(JSON.stringify(world)).toBe(before);
  });
});

describe("variants come of other profiles", () => {
  test("a release that Flux adopted has a second revision by helm-controller, and a HelmRelease", () => {
    const lab = profileOf("lab");
    const releases = lab.releases.map((release) =>
      release.name === "coredns" ? { ...release, owner: "adopted" as const } : release,
    );
    const world = healthyWorld({ ...lab, releases }, { now: NOW });
    const revisions = all(world, "Secret").filter(({ metadata }) => metadata.labels?.["name"] === "coredns");
    expect(
      revisions.map(({ metadata }) => [
        metadata.labels?.["version"],
        metadata.labels?.["status"],
        metadata.managedFields?.[0]?.manager,
      ]),
    ).toEqual([
      ["1", "superseded", "Helm"],
      ["2", "deployed", "helm-controller"],
    ]);
    expect(find(world, "HelmRelease", "coredns", "kube-system")?.["status"]).toMatchObject({
      history: [{ version: 2 }],
    });
  });

  test("remote clusters of a mesh are connected in every agent", () => {
    const lab = profileOf("lab");
    if (!lab.cilium) throw new Error("the lab's profile has Cilium");
    const world = healthyWorld(
      { ...lab, cilium: { ...lab.cilium, clusterMesh: { clusters: ["apps"] } } },
      { now: NOW },
    );
    const answer = world.commands.cilium?.["clustermesh status -o json"];
    expect(answer?.exit).toBe(0);
    expect(JSON.parse(answer?.stdout ?? "")).toMatchObject({
      connectivity: { clusters: { apps: { configured: 3, connected: 3 } } },
    });
  });

  test("identities of endpoints carry the cluster's id", () => {
    const world = worldOf("apps");
    const ids = all(world, "CiliumEndpoint").map(({ status }) => (status as { identity: { id: number } }).identity.id);
    expect(ids.length).toBeGreaterThan(5);
    expect(ids.every((id) => id >> 16 === 2)).toBe(true);
  });
});

test("the stand-ins say the same as the cluster: controllers, agents and tests by name", () => {
  const profile = profileOf("infra");
  const { flux, cilium } = worldOf("infra").commands;
  const check = flux?.["check"]?.stderr ?? "";
  for (const controller of profile.flux?.controllers ?? [])
    expect(check).toContain(`✔ ${controller}: deployment ready`);
  expect(check.trim().split("\n").at(-1)).toBe("✔ all checks passed");
  expect(check.match(/toolkit\.fluxcd\.io\/v/g)).toHaveLength(11);
  const status = JSON.parse(cilium?.["status -o json"]?.stdout ?? "") as {
    cilium_status: Record<string, { cluster: { self: string } }>;
    image_count: object;
  };
  expect(Object.values(status.cilium_status).map(({ cluster }) => cluster.self)).toEqual(
    profile.nodes.map((node) => `infra/${node.name}`),
  );
  expect(status.image_count).toMatchObject({ "cilium-operator": { "quay.io/cilium/operator-generic:v1.18.5": 2 } });
  const connectivity = cilium?.["connectivity test"]?.stdout ?? "";
  const [, ran = "", skipped = ""] = /All (\d+) tests .* successful, (\d+) tests skipped/.exec(connectivity) ?? [];
  expect(connectivity.match(/\] Test \[/g)).toHaveLength(Number(ran));
  expect(connectivity.match(/Skipping test \[/g)).toHaveLength(Number(skipped));
  expect(Number(ran)).toBeGreaterThanOrEqual(profile.cilium?.connectivity.minimumTests ?? 0);
});
