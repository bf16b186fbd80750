import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./clusters-are-distinct.ts";

const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./clusters/infra" } };
const cilium = { clusterId: 1, clusterName: "infra", clusterMesh: { clusters: ["apps"] } };
const now = new Date("2026-11-21T12:00:00Z");
const meshed = profileOf({ name: "infra", repository: "checkout", flux, cilium });
const apart = profileOf({ name: "infra", repository: "checkout", flux });
const judged = (texts: Record<string, string>, profile = meshed) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { profile, now });

const release = (id: string, name: string, pods: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: cilium, namespace: kube-system }
spec:
  chartRef: { kind: OCIRepository, name: cilium }
  values:
    cluster:
      id: ${id}
      name: ${name}
    ipam: { operator: { clusterPoolIPv4PodCIDRList: ["${pods}"] } }
`;
const pool = (from: string, to: string) => `apiVersion: cilium.io/v2
kind: CiliumLoadBalancerIPPool
metadata: { name: pool }
spec: { blocks: [{ start: ${from}, stop: ${to} }] }
`;
const service = (address: string) => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: web, annotations: { lbipam.cilium.io/ips: ${address} } }
spec: { type: LoadBalancer }
`;
const two = {
  "clusters/infra/cilium.yaml": release("1", "infra", "10.244.0.0/16"),
  "clusters/apps/cilium.yaml": release("2", "apps", "10.246.0.0/16"),
};

test("clusters that differ pass", () =>
  expect(
    judged({
      ...two,
      "clusters/infra/pool.yaml": pool("10.0.0.1", "10.0.0.9"),
      "clusters/apps/pool.yaml": pool("10.0.0.10", "10.0.0.19"),
      "clusters/infra/web.yaml": service("10.0.0.1"),
      "clusters/apps/web.yaml": service("10.0.0.11"),
    }),
  ).toMatchObject({ verdict: "pass", examined: 6, notices: [] }));

describe("what two clusters share fails, where they form a ClusterMesh", () => {
  test("the id, with both places", () =>
    expect(
      judged({ ...two, "clusters/apps/cilium.yaml": release("1", "apps", "10.246.0.0/16") }).findings,
    ).toMatchObject([
      {
        subject: "file/clusters/infra/cilium.yaml",
        expected: "a cluster.id that cluster apps does not have",
        actual:
          "helmrelease/kube-system/cilium says 1; helmrelease/kube-system/cilium of apps says 1 (clusters/apps/cilium.yaml:8)",
        where: { file: "clusters/infra/cilium.yaml", line: 8, column: 7 },
      },
    ]));

  test("the name, and pod networks that overlap", () =>
    expect(
      judged({ ...two, "clusters/apps/cilium.yaml": release("2", "infra", "10.244.128.0/17") }).findings,
    ).toMatchObject([
      { expected: "a cluster.name that cluster apps does not have" },
      { expected: "a pod CIDR that cluster apps does not have" },
    ]));

  test("a pool, and an address (k8s-gitops)", () =>
    expect(
      judged({
        ...two,
        "clusters/infra/kustomization.yaml": "resources: [cilium.yaml, ../../shared/pool.yaml, web.yaml]\n",
        "clusters/apps/kustomization.yaml": "resources: [cilium.yaml, ../../shared/pool.yaml, web.yaml]\n",
        "shared/pool.yaml": pool("10.0.0.1", "10.0.0.9"),
        "clusters/infra/web.yaml": service("10.0.0.1"),
        "clusters/apps/web.yaml": service("10.0.0.1"),
      }).findings,
    ).toMatchObject([
      { expected: "a load-balancer address that cluster apps does not have" },
      { expected: "a load-balancer range that cluster apps does not have" },
    ]));

  test("Cilium's defaults are an identity too, and no id for a mesh", () => {
    const plain = two["clusters/infra/cilium.yaml"].replace(/ {4}cluster:[\s\S]*?( {4}ipam)/, "$1");
    const { findings } = judged({ ...two, "clusters/infra/cilium.yaml": plain });
    expect(findings).toMatchObject([{ expected: expect.stringContaining("cluster.id from 1"), actual: "not set" }]);
  });

  test("an id above 255 needs maxConnectedClusters: 511; an id is a number", () => {
    const withId = (id: string, more = "") => ({
      ...two,
      "clusters/infra/cilium.yaml": `${release(id, "infra", "10.244.0.0/16")}${more}`,
    });
    const MANY = "    clustermesh: { maxConnectedClusters: 511 }\n";
    expect(judged(withId("511", MANY)).findings).toEqual([]);
    for (const [id, more] of [
      ["256", ""],
      ["0", ""],
      ["512", MANY],
      ["x", ""],
    ] as const)
      expect(judged(withId(id, more)).findings).toMatchObject([
        {
          expected: expect.stringContaining(`cluster.id from 1 to ${more === "" ? 255 : 511}`),
          actual: id,
          where: { file: "clusters/infra/cilium.yaml", line: 8 },
        },
      ]);
    expect(judged(withId('"3"')).findings).toMatchObject([
      { expected: "cluster.id as a number", actual: 'the text "3"', mend: "id: 3, without quotes." },
    ]);
  });
});

test("an id as text is information where there is no mesh (JJGadgets/Biohazard)", () =>
  expect(judged({ "clusters/infra/cilium.yaml": release('"2"', "infra", "10.244.0.0/16") }, apart)).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "information", actual: 'the text "2"' }],
  }));

test("without a ClusterMesh it is information, of addresses a warning", () =>
  expect(
    judged(
      {
        "clusters/infra/cilium.yaml": release("1", "one", "10.42.0.0/16"),
        "clusters/apps/cilium.yaml": release("1", "two", "10.42.0.0/16"),
        "clusters/infra/web.yaml": service("10.0.0.1"),
        "clusters/apps/web.yaml": service("10.0.0.1"),
      },
      apart,
    ),
  ).toMatchObject({
    verdict: "pass",
    notices: [{ severity: "information" }, { severity: "information" }, { severity: "warning" }],
  }));

test("a mesh that only the repository speaks of counts", () => {
  const mesh = release("1", "x", "10.0.0.0/16") + "    clustermesh: { useAPIServer: true }\n";
  expect(judged({ ...two, "clusters/apps/cilium.yaml": mesh }, apart).verdict).toBe("fail");
});

test("what is not known offline is unseen, where nothing else tells", () => {
  const unknown = { "clusters/apps/cilium.yaml": release('"${ID}"', "apps", "10.246.0.0/16") };
  const ours = { "clusters/infra/cilium.yaml": release('"${ID}"', "infra", "10.244.0.0/16") };
  expect(judged({ ...two, ...ours, ...unknown })).toMatchObject({
    verdict: "inconclusive",
    findings: [],
    unseen: [{ subject: "file/clusters/infra/cilium.yaml", reason: expect.stringContaining("is not known offline") }],
  });
});

test("one cluster alone is distinct; nothing at all is not judged", () => {
  expect(judged({ "clusters/infra/cilium.yaml": two["clusters/infra/cilium.yaml"] }, apart)).toMatchObject({
    verdict: "pass",
    examined: 1,
    remarks: ["the repository holds no other cluster that says who it is"],
  });
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
});

test("no checkout", () => {
  expect(judge(row, { repository: trouble("file") }, { profile: meshed, now }).verdict).toBe("inconclusive");
  expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
});

const alike = {
  "clusters/infra/cilium.yaml": release("1", "infra", "10.244.0.0/16"),
  "clusters/apps/cilium.yaml": release("2", "apps", "10.246.0.0/16"),
};
const shared = (own: Record<string, string>, theirs: Record<string, string>, profile = meshed) =>
  judged(
    {
      ...alike,
      ...Object.fromEntries([
        ...Object.entries(own).map(([name, text]) => [`clusters/infra/${name}`, text]),
        ...Object.entries(theirs).map(([name, text]) => [`clusters/apps/${name}`, text]),
      ]),
    },
    profile,
  );
const kinds = ({ findings }: ReturnType<typeof judged>) =>
  findings.map(({ expected }) => expected.replace(/ that cluster.*/, ""));

test("a folder beside this cluster's that says nothing of its own is no cluster", () => {
  const base = {
    "clusters/infra/kustomization.yaml": "resources: [../base]\n",
    "clusters/base/kustomization.yaml": "resources: [cilium.yaml]\n",
    "clusters/base/cilium.yaml": release("1", "x", "10.0.0.0/16"),
  };
  expect(judged(base)).toMatchObject({ findings: [] });
  expect(
    judged(
      { "clusters/infra/cilium.yaml": alike["clusters/infra/cilium.yaml"], "clusters/empty/x/a.yaml": "a: 1" },
      apart,
    ),
  ).toMatchObject({
    examined: 1,
    remarks: ["the repository holds no other cluster that says who it is"],
  });
});

test("ranges that touch overlap, those of other families or beside each other do not", () => {
  const ranges = (from: string, to: string) =>
    kinds(shared({ "pool.yaml": pool("10.0.0.5", "10.0.0.9") }, { "pool.yaml": pool(from, to) }));
  const one = ["a load-balancer range"];
  expect([ranges("10.0.0.9", "10.0.0.12"), ranges("10.0.0.1", "10.0.0.5"), ranges("10.0.0.6", "10.0.0.7")]).toEqual([
    one,
    one,
    one,
  ]);
  expect([ranges("10.0.0.10", "10.0.0.12"), ranges("10.0.0.1", "10.0.0.4"), ranges("::a00:5", "::a00:9")]).toEqual([
    [],
    [],
    [],
  ]);
});

test("only pod networks overlap as networks; an address is compared with addresses", () => {
  expect(kinds(shared({ "web.yaml": service("10.0.0.1") }, { "web.yaml": service("10.0.0.10") }))).toEqual([]);
  expect(kinds(shared({ "web.yaml": service("10.0.0.1") }, { "pool.yaml": pool("10.0.0.1", "10.0.0.1") }))).toEqual([]);
  expect(kinds(judged({ ...alike, "clusters/apps/cilium.yaml": release("2", "apps", "10.0.0.0/8") }))).toEqual([
    "a pod CIDR",
  ]);
  expect(kinds(shared({ "web.yaml": service('"${A}"') }, { "web.yaml": service('"${A}"') }))).toEqual([]);
});

test("a mesh by its config, by its peers, or by the Secret of its peers", () => {
  const twin = (more: string, extra: Record<string, string> = {}) =>
    judged(
      { ...alike, "clusters/apps/cilium.yaml": `${release("1", "apps", "10.246.0.0/16")}${more}`, ...extra },
      apart,
    ).verdict;
  expect(twin("")).toBe("pass");
  expect(twin("    clustermesh: { config: { enabled: true } }\n")).toBe("fail");
  expect(twin("    clustermesh: { config: { clusters: [{ name: x }] } }\n")).toBe("fail");
  const secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: cilium-clustermesh }\n";
  expect(twin("", { "clusters/infra/secret.yaml": secret })).toBe("fail");
  expect(twin("", { "clusters/infra/secret.yaml": secret.replace("cilium-clustermesh", "other") })).toBe("pass");
});

test("ids of a mesh are whole numbers from 1 to 255", () => {
  const id = (value: string) =>
    judged({ ...alike, "clusters/infra/cilium.yaml": release(value, "infra", "10.244.0.0/16") }).findings.length;
  expect(["255", "10", "256", "0", '"1a"', '"a1"'].map(id)).toEqual([0, 0, 1, 1, 1, 1]);
});

test("what is not known offline is remarked where one place tells, or no mesh asks; said once", () => {
  const unknown = release('"${ID}"', "infra", "10.244.0.0/16");
  const reason = expect.stringContaining("the cluster.id of helmrelease/kube-system/cilium");
  expect(judged({ ...alike, "clusters/infra/cilium.yaml": unknown }, apart)).toMatchObject({
    verdict: "pass",
    remarks: [reason],
  });
  const state =
    "releases: [{ name: cilium, namespace: kube-system, chart: c, values: [{ cluster: { id: 7, name: infra } }] }]\n";
  expect(judged({ ...alike, "clusters/infra/cilium.yaml": unknown, "clusters/infra/h.yaml": state })).toMatchObject({
    verdict: "pass",
    remarks: [reason],
  });
  const third = { "clusters/third/cilium.yaml": release("3", "third", "10.248.0.0/16") };
  expect(judged({ ...alike, ...third, "clusters/infra/cilium.yaml": unknown })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ reason }],
  });
});

test("several clusters of which this one says nothing of who it is: not applicable (flux2-kustomize-helm-example)", () => {
  const ks =
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a, namespace: b }\nspec: { path: ./c }\n";
  const silent = { "clusters/infra/a.yaml": ks, "clusters/apps/a.yaml": ks };
  const reason = expect.stringContaining("the checkout holds several clusters, and nothing of it says who infra is");
  expect(judged(silent, apart)).toMatchObject({ verdict: "not-applicable", reason });
});
