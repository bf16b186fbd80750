import { describe, expect, test } from "vitest";
import { parseProfile, problemInWords } from "../parse.ts";

const PROFILE = `name: test
kubernetes:
  endpoint: https://10.25.11.10:6443
nodes:
  - { name: cp1, address: 10.25.11.11, role: control-plane }
`;

const problems = (text: string) =>
  (parseProfile(PROFILE + text, "t.yaml").problems ?? []).map((problem) => problemInWords(problem));

describe("a network", () => {
  test("with a prefix that its family does not have", () => {
    expect(problems("network: { pods: [10.244.0.0/33], services: ['fd00::/129'] }\n")).toEqual([
      't.yaml:6:19: network.pods[0]: "10.244.0.0/33" has the prefix /33; the prefix of an IPv4 network is a number from 0 to 32',
      't.yaml:6:46: network.services[0]: "fd00::/129" has the prefix /129; the prefix of an IPv6 network is a number from 0 to 128',
    ]);
  });

  test("without a prefix, and one that is no address", () => {
    const remedy = "write an address and a prefix, like 10.244.0.0/16 or fd00:10:244::/56";
    expect(problems("network: { pods: [10.244.0.0, 10.244/16] }\n")).toEqual([
      `t.yaml:6:19: network.pods[0]: "10.244.0.0" is no network in CIDR notation; ${remedy}`,
      `t.yaml:6:31: network.pods[1]: "10.244/16" is no network in CIDR notation; ${remedy}`,
    ]);
  });

  test("listed twice", () => {
    expect(problems("network: { pods: [10.244.0.0/16, 10.244.0.0/16] }\n")).toEqual([
      't.yaml:6:34: network.pods[1]: duplicate network "10.244.0.0/16"; it stands at network.pods[0] already: keep one of them',
    ]);
  });
});

describe("what a list may have once", () => {
  const twice = (text: string) => problems(text).map((line) => line.replace(/^t\.yaml:/, ""));

  test("a release, by namespace and name", () => {
    const release = (namespace: string) => `  - { name: cilium, namespace: ${namespace} }\n`;
    expect(twice(`releases:\n${release("kube-system")}${release("other")}`)).toEqual([]);
    expect(twice(`releases:\n${release("kube-system")}${release("other")}${release("kube-system")}`)).toEqual([
      '9:13: releases[2].name: duplicate release "kube-system/cilium"; it stands at releases[0] already: keep one of them',
    ]);
  });

  test("a CRD, with and without its version", () => {
    expect(twice("crds:\n  required:\n    - a.b.c\n    - d.e.f\n    - { name: a.b.c, version: v1 }\n")).toEqual([
      '10:7: crds.required[2]: duplicate CRD "a.b.c"; it stands at crds.required[0] already: keep one of them',
    ]);
  });

  test("dependents of a CRD", () => {
    const dependent = "    - { group: b.c, resource: as, atLeast: 1 }\n";
    expect(twice(`crds:\n  dependents:\n${dependent}${dependent}`)).toEqual([
      '9:31: crds.dependents[1].resource: duplicate resource "as.b.c"; it stands at crds.dependents[0] already: keep one of them',
    ]);
  });

  test("a story, and an acceptance criterion of one story", () => {
    const criterion = (ac: string) => `      - { ac: ${ac}, statement: s, rows: [x/y] }\n`;
    const story = (id: string, ...acs: string[]) =>
      `  - id: "${id}"\n    title: t\n    criteria:\n${acs.map(criterion).join("")}`;
    expect(twice(`stories:\n${story("1.3", "AC1", "AC2")}${story("1.4", "AC1")}`)).toEqual([]);
    expect(twice(`stories:\n${story("1.3", "AC1", "AC2", "AC1")}${story("1.3", "AC1")}`)).toEqual([
      '12:15: stories[0].criteria[2].ac: duplicate acceptance criterion "AC1"; it stands at stories[0].criteria[0] already: keep one of them',
      '13:9: stories[1].id: duplicate story "1.3"; it stands at stories[0] already: keep one of them',
    ]);
  });

  test("bonds, stores, shared Secrets and their namespaces, databases, pools, clusters of the mesh", () => {
    const cilium = "cilium: { clusterId: 1, clusterName: a";
    const keys = [
      "talos: { bonds: [{ name: bond0, members: 2 }, { name: bond0, members: 3 }] }",
      "secrets: { stores: [{ name: a }, { name: a }] }",
      "secrets: { shared: [{ name: a, namespaces: [b, b] }, { name: a, namespaces: [c] }] }",
      "platform: { databases: [{ namespace: a, name: b }, { namespace: a, name: b }] }",
      `${cilium}, loadBalancerPools: [a, a] }`,
      `${cilium}, clusterMesh: { clusters: [a, a] } }`,
    ].flatMap((text) => problems(`${text}\n`).map((line) => line.split(" ")[1]));
    expect(keys).toEqual([
      "talos.bonds[1].name:",
      "secrets.stores[1].name:",
      "secrets.shared[0].namespaces[1]:",
      "secrets.shared[1].name:",
      "platform.databases[1].name:",
      "cilium.loadBalancerPools[1]:",
      "cilium.clusterMesh.clusters[1]:",
    ]);
  });

  test("stores of one name in two namespaces, and of two kinds, are two", () => {
    const stores = ["{ name: a }", ...["b", "c"].map((one) => `{ kind: SecretStore, name: a, namespace: ${one} }`)];
    expect(twice(`secrets: { stores: [${stores.join(", ")}] }\n`)).toEqual([]);
  });
});

describe("a duration", () => {
  test("of 0, where nothing could be done in it", () => {
    const none = "is 0, which nothing can keep; write it like 30s, 5m or 1h30m, or leave the key out";
    expect(problems("budget: { total: 0m, phases: { crds: 0s, core: 5m } }\n")).toEqual([
      `t.yaml:6:18: budget.total: ${none}`,
      `t.yaml:6:38: budget.phases.crds: ${none}`,
    ]);
    expect(problems("talos: { healthTimeout: 0s }\n")).toEqual([`t.yaml:6:25: talos.healthTimeout: ${none}`]);
  });

  test("of 0, where that has a meaning", () => {
    expect(problems("workloads: { steadyFor: 0s }\n")).toEqual([]);
  });

  test("below 0", () => {
    expect(problems("budget: { total: -5m }\n")).toEqual([
      't.yaml:6:18: budget.total: "-5m" is no duration; write it like 30s, 5m or 1h30m',
    ]);
  });

  test("of a phase that there is not", () => {
    expect(problems("budget: { phases: { cor: 5m } }\n")).toEqual([
      't.yaml:6:21: budget.phases.cor: unknown key "cor"; did you mean "core"?',
    ]);
  });
});

describe("a waiver", () => {
  const waiver = (parts: Record<string, string>) => {
    const all = { row: "flux/check-passes", owner: "o", reason: "r", until: "2026-12-31", ...parts };
    const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
    return problems(`waivers:\n  - ${lines.join("\n    ")}\n`);
  };

  test("that is whole", () => expect(waiver({ link: "https://example.com/1" })).toEqual([]));

  test("without its parts", () => {
    expect(problems("waivers:\n  - { row: flux/check-passes }\n").map((line) => line.split("; ")[1])).toEqual([
      "add it: who answers for the waiver: a person or a team",
      "add it: why the finding is accepted: the report says it",
      "add it: day on which the waiver ends, like 2026-12-31: it counts until that day begins (UTC)",
    ]);
    expect(waiver({ owner: '""', reason: '" "' })).toEqual([
      't.yaml:8:12: waivers[0].owner: "" is not the name of who answers for it',
      't.yaml:9:13: waivers[0].reason: " " is not a reason',
    ]);
  });

  test("that ends on a day that no calendar has, or that cannot be meant", () => {
    expect(waiver({ until: "2026-02-30" })).toEqual([
      't.yaml:10:12: waivers[0].until: "2026-02-30" is no date like 2026-12-31',
    ]);
    expect(waiver({ until: "0226-12-31" })).toEqual([
      't.yaml:10:12: waivers[0].until: "0226-12-31" is no day on which a waiver can end; write a day of this century, like 2026-12-31',
    ]);
  });

  test("of the cluster's identity is refused, whoever asks", () => {
    expect(waiver({ row: "prerequisites/cluster-is-the-one-named" })).toEqual([
      "t.yaml:7:10: waivers[0].row: prerequisites/cluster-is-the-one-named cannot be waived: without it nobody knows which cluster was judged; mend endpoint, kubeSystemUid, caFingerprint or nodes of this profile, or choose the other cluster",
    ]);
  });
});

describe("versions, digests and numbers", () => {
  test.each([
    ["talos: { version: v1.12 }", 't.yaml:6:19: talos.version: "v1.12" is not a version like v1.12.0'],
    [
      "releases: [{ name: a, namespace: b, version: 1.18.x }]",
      't.yaml:6:46: releases[0].version: "1.18.x" is not an exact version like 1.18.5',
    ],
    [
      "releases: [{ name: a, namespace: b, images: { c: 'v1@sha256:00' } }]",
      't.yaml:6:50: releases[0].images.c: "v1@sha256:00" is not an image\'s tag like v1.18.5',
    ],
    [
      "cilium: { clusterId: 512, clusterName: a, apiPort: 0 }",
      "t.yaml:6:22: cilium.clusterId: expected at most 511, got 512",
    ],
    [
      "platform: { logging: { workloads: [] } }",
      "t.yaml:6:35: platform.logging.workloads: is an empty list; name at least one",
    ],
    ["platform: { ceph: { osds: 0 } }", "t.yaml:6:27: platform.ceph.osds: expected at least 1, got 0"],
  ])("%s", (text, problem) => {
    expect(problems(`${text}\n`)[0]).toBe(problem);
  });

  test("a CA's fingerprint with colons", () => {
    const wrong = "AB:12";
    const text = PROFILE.replace("nodes:", `  caFingerprint: "${wrong}"\nnodes:`);
    expect((parseProfile(text, "t.yaml").problems ?? []).map(problemInWords)).toEqual([
      't.yaml:4:18: kubernetes.caFingerprint: "AB:12" is not a SHA-256 digest: 64 hexadecimal digits, without colons',
    ]);
  });

  test("an endpoint that is no URL of an API server", () => {
    const text = PROFILE.replace("https://10.25.11.10:6443", "localhost:6443");
    expect((parseProfile(text, "t.yaml").problems ?? []).map(problemInWords)).toEqual([
      't.yaml:3:13: kubernetes.endpoint: "localhost:6443" is no URL that begins with https:// or http://',
    ]);
  });

  test("no member of the control plane", () => {
    const text = PROFILE.replace("control-plane", "worker");
    expect((parseProfile(text, "t.yaml").problems ?? []).map(problemInWords)).toEqual([
      "t.yaml:5:3: nodes: no node has the role control-plane; give it to each member of the control plane",
    ]);
  });
});

describe("who is told", () => {
  const found = (url: string): string[] =>
    (parseProfile(`${PROFILE}notify:\n  - { kind: slack, url: ${url} }\n`, "t.yaml").problems ?? []).map(
      problemInWords,
    );

  test("by a variable or a file, on a change", () => {
    expect(found("{ env: SLACK_URL }")).toEqual([]);
    expect(found("{ file: ~/url }")).toEqual([]);
  });

  test.each([
    [
      "https://chat.example.org/canary",
      /notify\[0\].url: expected a map, got something else; a URL stands in \{ env: NAME \}/,
    ],
    ["{}", /notify\[0\].url: names no place of the URL, or two; write \{ env: NAME \} or \{ file: path \}/],
    ["{ env: A, file: b }", /names no place of the URL, or two/],
  ])("%s is refused, and no URL is repeated", (url, message) => {
    expect(found(url)).toEqual([expect.stringMatching(message)]);
    expect(found(url).join("")).not.toContain("canary");
  });
});
