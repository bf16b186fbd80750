import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseOpenProfile, parseProfile, problemInWords } from "./parse.ts";

const PROFILE = `name: test
kubernetes:
  endpoint: https://10.25.11.10:6443
nodes:
  - { name: cp1, address: 10.25.11.11, role: control-plane }
`;

const problems = (text: string, knownRows?: string[]) =>
  (parseProfile(text, "t.yaml", { knownRows }).problems ?? []).map(problemInWords);

const FILES = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".yaml"));

test("the profiles of infra and apps, of kind and of the lab are there", () => {
  expect(FILES).toEqual(expect.arrayContaining(["apps.yaml", "infra.yaml", "kind.yaml", "lab.yaml"]));
});

test.each(FILES)("%s is a profile, named after its file, that names the schema for editors", (file) => {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const { profile, problems } = parseProfile(text, file);
  expect(problems).toBeUndefined();
  expect(`${profile?.name}.yaml`).toBe(file);
  expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./profile.schema.json");
});

test("the infra profile holds what story 1.3 says", () => {
  const { profile } = parseProfile(readFileSync(new URL("infra.yaml", import.meta.url), "utf8"), "infra.yaml");
  expect(profile?.nodes.map(({ address }) => address)).toEqual([11, 12, 13, 14, 15, 16].map((n) => `10.25.11.${n}`));
  expect(profile?.releases.map(({ name }) => name)).toEqual([
    "cilium",
    "coredns",
    "spegel",
    "cert-manager",
    "external-secrets",
    "flux-operator",
    "flux-instance",
  ]);
  expect(profile?.cilium).toMatchObject({ clusterId: 1, clusterName: "infra", apiHost: "10.25.11.10" });
  expect(profile?.budget).toMatchObject({ total: 1_800_000, phases: { crds: 30_000, core: 300_000 } });
  expect(profile?.secrets?.shared[0]?.namespaces).toHaveLength(12);
  expect(profile?.stories[0]?.criteria.map(({ ac }) => ac).slice(0, 7)).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((n) => `AC${n}`),
  );
});

describe("a profile that is wrong says where, what and what to write instead", () => {
  test("an unknown key, with the nearest one", () => {
    expect(problems(`${PROFILE}cillium: {}\n`)).toEqual([
      't.yaml:6:1: cillium: unknown key "cillium"; did you mean "cilium"?',
    ]);
  });

  test("an unknown key that is like none, with the known ones", () => {
    expect(problems(PROFILE.replace("role:", "zone: a, role:"))).toEqual([
      't.yaml:5:40: nodes[0].zone: unknown key "zone"; known here: name, address, role',
    ]);
  });

  test("an unknown key inside an alternative", () => {
    expect(problems(`${PROFILE}crds:\n  required:\n    - { name: a.b.c, versoin: v1 }\n`)).toEqual([
      "t.yaml:8:7: crds.required[0].version: is missing; add it: the version that must be served, like v1",
      't.yaml:8:22: crds.required[0].versoin: unknown key "versoin"; did you mean "version"?',
    ]);
  });

  test("an unknown tool", () => {
    expect(problems(`${PROFILE}tools: { talosclt: ">=1" }\n`)).toEqual([
      't.yaml:6:10: tools.talosclt: unknown key "talosclt"; did you mean "talosctl"?',
    ]);
  });

  test("a missing key, at the thing that lacks it", () => {
    expect(problems(PROFILE.replace("endpoint: https://10.25.11.10:6443", "context: a"))).toEqual([
      "t.yaml:2:1: kubernetes.endpoint: is missing; add it: the API server's URL as the kubeconfig must have it, like https://10.25.11.10:6443",
    ]);
    expect(problems("name: test\n").map((line) => line.split(";")[0])).toEqual([
      "t.yaml:1:1: kubernetes.endpoint: is missing",
      "t.yaml:1:1: nodes: is missing",
    ]);
  });

  test("a wrong type", () => {
    expect(problems(PROFILE.replace("test", "7"))).toEqual([
      't.yaml:1:7: name: expected a string, got the number 7; quote it: "7"',
    ]);
    expect(problems(`${PROFILE}releases: cilium\n`)).toEqual([
      't.yaml:6:11: releases: expected a list, got the string "cilium"',
    ]);
  });

  test("a bad duration, and one without a unit", () => {
    expect(problems(`${PROFILE}budget: { total: 30min }\n`)).toEqual([
      't.yaml:6:18: budget.total: "30min" is no duration; write it like 30s, 5m or 1h30m',
    ]);
    expect(problems(`${PROFILE}budget: { total: 30 }\n`)).toEqual([
      "t.yaml:6:18: budget.total: expected a string, got the number 30; write it with a unit: 30s or 30m",
    ]);
  });

  test("what only a cluster is asked for may be missing where only the repository is judged", () => {
    const text =
      "name: test\nnodes: [{ name: a }, { name: b }]\ncilium: { clusterId: 1 }\nflux: { source: { url: ssh://git@h/o/r } }\n";
    expect(problems(text).map((line) => line.split(":").slice(1, 5).join(":"))).toEqual([
      "1:1: kubernetes.endpoint: is missing; add it",
      ...["a", "b"].flatMap((_, n) =>
        ["address", "role"].map((key) => `2:${9 + n * 13}: nodes[${n}].${key}: is missing; add it`),
      ),
      "3:1: cilium.clusterName: is missing; add it",
      "4:1: flux.kustomization.path: is missing; add it",
      "4:9: flux.source.ref: is missing; add it",
    ]);
    const { profile } = parseOpenProfile(text, "t.yaml");
    expect(profile?.nodes).toEqual([{ name: "a" }, { name: "b" }]);
    expect([profile?.kubernetes.endpoint, profile?.cilium?.clusterName]).toEqual([undefined, undefined]);
    // a wrong value is wrong for everybody
    expect(parseOpenProfile(text.replace("clusterId: 1", "clusterId: x"), "t.yaml").problems).toHaveLength(1);
  });

  test("a value that is none of the possible ones", () => {
    expect(problems(PROFILE.replace("control-plane", "controlplane"))).toEqual([
      't.yaml:5:46: nodes[0].role: "controlplane" is none of control-plane, worker; did you mean "control-plane"?',
    ]);
  });

  test("an address that is none, a version that is none", () => {
    expect(problems(PROFILE.replace("10.25.11.11", "10.25.11"))).toEqual([
      't.yaml:5:27: nodes[0].address: "10.25.11" is no IPv4 address or IPv6 address',
    ]);
    expect(problems(PROFILE.replace("kubernetes:", "kubernetes:\n  version: latest"))).toEqual([
      't.yaml:3:12: kubernetes.version: "latest" is not a version like v1.35.0',
    ]);
  });

  test("a duplicate node, by name and by address", () => {
    expect(problems(`${PROFILE}  - { name: cp1, address: 10.25.11.11, role: worker }\n`)).toEqual([
      't.yaml:6:13: nodes[1].name: duplicate node name "cp1"; it stands at nodes[0] already: keep one of them',
      't.yaml:6:27: nodes[1].address: duplicate node address "10.25.11.11"; it stands at nodes[0] already: keep one of them',
    ]);
  });

  test("several problems at once, in the file's order", () => {
    expect(
      problems(`nam: x\n${PROFILE.replace("https://", "")}stories: {}\n`).map((line) => line.split(" ")[1]),
    ).toEqual(["nam:", "kubernetes.endpoint:", "stories:"]);
  });
});

describe("YAML that is unsound is no profile", () => {
  test("a duplicate key", () => {
    expect(problems(`${PROFILE}name: other\n`)).toEqual(['t.yaml:6:1: duplicate key "name"; keep one of them']);
  });

  test("an alias without its anchor", () => {
    expect(problems(`${PROFILE}tools: *nowhere\n`)[0]).toContain("nowhere");
  });

  test("a bomb of aliases", () => {
    const bomb = [
      "a0: &a0 [x, x]",
      ...Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(9)}]`),
    ];
    expect(problems(`${bomb.join("\n")}\n`)[0]).toMatch(/alias/i);
  });

  test("a syntax error, with its line", () => {
    expect(problems(`${PROFILE}tools: { flux: "\n`)[0]).toMatch(/^t\.yaml:[67]:/);
  });

  test.each(["", "# nothing\n", "[]\n", "just text\n"])("%j holds no profile", (text) => {
    expect(problems(text)).toEqual(["t.yaml:1:1: holds no profile; start from clusters/infra.yaml"]);
  });
});

describe("checks named by stories and waivers", () => {
  const KNOWN = ["talos/links-carry-the-mtu", "crds/required-are-established"];
  const story = (row: string) =>
    `${PROFILE}stories:\n  - id: "1"\n    title: t\n    criteria:\n      - { ac: AC1, statement: s, rows: [${row}] }\n`;
  const waiver = (row: string) => `${PROFILE}waivers:\n  - { row: "${row}", owner: o, reason: r, until: 2026-12-31 }\n`;

  test("are taken when they exist", () => {
    expect(problems(story("talos/links-carry-the-mtu, crds/*"), KNOWN)).toEqual([]);
    expect(problems(waiver("talos/links-carry-the-mtu"), KNOWN)).toEqual([]);
  });

  test("are refused when they do not, with the nearest", () => {
    expect(problems(story("talos/links-cary-the-mtu"), KNOWN)).toEqual([
      't.yaml:10:41: stories[0].criteria[0].rows[0]: no check "talos/links-cary-the-mtu"; did you mean "talos/links-carry-the-mtu"?',
    ]);
    expect(problems(story('"talso/*"'), KNOWN)[0]).toContain('did you mean "talos/*"?');
    expect(problems(story("budget/what-is-this-about"), KNOWN)[0]).toMatch(/no check "budget\/what-is-this-about"$/);
  });

  test("a waiver names one check, not an area", () => {
    expect(problems(waiver("talos/*"), KNOWN)[0]).toContain('waivers[0].row: no check "talos/*"');
  });

  test("are not looked at where the checks are not known", () => {
    expect(problems(waiver("no/such-row"))).toEqual([]);
  });
});

describe("a story that asks for a part of a check", () => {
  const story = (row: string): string =>
    `${PROFILE}stories:\n  - { id: "1", title: x, criteria: [{ ac: AC1, statement: x, rows: [${row}] }] }\n`;
  const found = (row: string) => {
    const { problems: all = [], profile } = parseProfile(story(row), "t.yaml", {
      knownRows: ["a/parts", "a/whole"],
      narrowable: ["a/parts"],
    });
    return profile?.stories[0]?.criteria[0]?.rows ?? all.map(problemInWords);
  };

  test("of one kind of subject, or of several", () => {
    expect(found(`{ check: a/parts, only: "x/*" }`)).toEqual([{ check: "a/parts", only: ["x/*"] }]);
    expect(found(`{ check: a/parts, only: [x/y, z] }, a/whole`)).toEqual([
      { check: "a/parts", only: ["x/y", "z"] },
      "a/whole",
    ]);
  });

  test.each([
    [
      `{ check: a/whole, only: x }`,
      /criteria\[0\].rows\[0\].check: "a\/whole" does not name what it examines.*; these do: a\/parts/,
    ],
    [`{ check: a/part, only: x }`, /no check "a\/part"; did you mean "a\/parts"\?/],
    [`{ check: a/parts, only: [] }`, /rows\[0\]/],
    [`{ check: a/parts }`, /rows\[0\]/],
  ])("%s is refused with its place", (row, message) => {
    expect(found(row)).toEqual([expect.stringMatching(message)]);
  });
});
