import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parseOpenProfile, parseProfile, problemInWords } from "../../clusters/parse.ts";
import type { Profile } from "../../clusters/profile.ts";
import { flow, gap, list, map, value } from "../../repository/draft/draft.ts";
import { healthyRepository } from "../../lab/worlds/repository.ts";
import needsReleases from "../../criteria/repository/releases/core-releases-follow-the-chain.ts";
import { UsageError } from "./usage-error.ts";
import { profileText } from "./draft-text.ts";
import { initProfile, type ProfilePlaces } from "./init.ts";
import { loadProfile } from "./profile.ts";

const root = path.resolve(import.meta.dirname, "../..");
const placesIn = (project: string): ProfilePlaces => ({
  folder: project,
  fileOf: (name) => path.join(project, "clusters", `${name}.yaml`),
  schema: path.join(project, "clusters/profile.schema.json"),
});
const places = placesIn(root);
const folder = mkdtempSync(path.join(tmpdir(), "assay-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function checkout(name: string, texts: Record<string, string>): string {
  const base = path.join(folder, name);
  mkdirSync(base, { recursive: true });
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
    writeFileSync(path.join(base, file), text);
  }
  return base;
}

const refusal = async (named: string, more: { name?: string; story?: string; out?: string } = {}): Promise<string> => {
  try {
    await initProfile({ checkout: named, out: "-", ...more }, places, []);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return "(not refused)";
};

describe("YAML with comments", () => {
  const written = (draft: Parameters<typeof profileText>[0]): string =>
    profileText(draft, { by: "--init x", schema: "./s.json" }).replace(/^(?:#.*\n)+\n/, "");

  test("values say where they came from; gaps are commented keys where they would stand", () => {
    const draft = map([
      ["name", value("infra", { file: "a.yaml", line: 3, column: 1 })],
      [
        "talos",
        map([
          ["version", gap("an image's tag", "v1.12.0")],
          ["mtu", value(9000, "b:1")],
        ]),
      ],
      ["network", map([["pods", gap("podSubnets", "[10.0.0.0/8]")]])],
      ["workloads", list([flow({ kind: "DaemonSet", name: "cilium" }, "c:1")], "the rest")],
      ["onePassword", flow({}, "d:1")],
      ["endpoint", gap("a URL\n  of the API")],
      ["flux", gap("Flux")],
    ]);
    expect(written(draft)).toBe(`name: infra # a.yaml:3
talos:
  # version: v1.12.0 # not found: an image's tag
  mtu: 9000 # b:1
# network:
#   pods: [10.0.0.0/8] # not found: podSubnets
workloads:
  - { kind: DaemonSet, name: cilium } # c:1
  # not found: the rest
onePassword: {} # d:1
# endpoint: # not found: a URL of the API
# flux: # not found: Flux
`);
  });

  test("what looks like something else is quoted", () => {
    expect(written(map([["a", list([value("*.x.io", "f:1"), value("1.10", "f:2"), value("yes: # no", "f:3")])]]))).toBe(
      `a:\n  - "*.x.io" # f:1\n  - "1.10" # f:2\n  - "yes: # no" # f:3\n`,
    );
  });
});

describe("the lab's own repository", () => {
  const { profile: lab } = loadProfile("lab", root, ["lab"]);
  const texts = { ...healthyRepository(lab), ".sops.yaml": "creation_rules:\n  - path_regex: x\n" };
  test("with a story's acceptance criteria, mapped to checks and parts of checks of its own releases", async () => {
    const story = path.join(folder, "9.1.md");
    writeFileSync(
      story,
      "# Story 9.1: Start it\n\n## Acceptance Criteria\n\n1. `flux check` passes\n\n## Checklist\n- [ ] cert-manager pods running\n- [ ] Told to everybody\n",
    );
    const criteria = ["flux/check-passes", "components/workloads-are-rolled-out"].map((id) => ({ id }) as never);
    const { text = "" } = await initProfile({ checkout: checkout("lab", texts), story, out: "-" }, places, criteria);
    const { profile } = parseProfile(text, "lab.yaml");
    expect(profile?.stories).toEqual([
      {
        ...{ id: "9.1", title: "Start it" },
        criteria: [
          { ac: "AC1", statement: "`flux check` passes", rows: ["flux/check-passes"] },
          {
            ...{ ac: "VC1", statement: "cert-manager pods running" },
            rows: [{ check: "components/workloads-are-rolled-out", only: ["cert-manager/cert-manager*"] }],
          },
          { ac: "VC2", statement: "Told to everybody", rows: [] },
        ],
      },
    ]);
    expect(await refusal(checkout("lab", texts), { story: `${story}x` })).toMatch(/no such file; --story takes/);
    writeFileSync(story, "# Notes\n");
    expect(await refusal(checkout("lab", texts), { story })).toMatch(/no heading `# Story <id>: <title>`/);
  });

  const read = async (): Promise<Profile> => {
    const { text = "", message } = await initProfile({ checkout: checkout("lab", texts), out: "-" }, places, []);
    expect(message).toMatch(/^It loads\./);
    const { profile, problems } = parseProfile(text, "lab.yaml");
    if (!profile) throw new Error(problems.map(problemInWords).join("\n"));
    return profile;
  };

  test("gives the lab's profile back, but for what no repository holds", async () => {
    const found = await read();
    expect(found.name).toBe("lab");
    expect(found.nodes).toEqual(lab.nodes);
    expect(found.kubernetes).toEqual({ ...lab.kubernetes, context: undefined });
    expect(found.talos).toEqual(lab.talos);
    expect(found.network).toEqual({ ...lab.network, nodes: [] });
    expect(found.sops).toEqual(lab.sops);
    expect(found.onePassword).toEqual(lab.onePassword);
    expect(found.bootstrap).toEqual(lab.bootstrap);
    expect(found.flux).toEqual(lab.flux);
    expect(found.secrets?.stores).toEqual(lab.secrets?.stores);
    // whether connectivity is tested is a choice
    expect(found.cilium).toEqual({ ...lab.cilium, connectivity: found.cilium?.connectivity });
  });

  test("and its releases, in their order, with workloads and webhooks", async () => {
    const releasesOf = ({ releases }: Profile): unknown =>
      // what of a release may come later is known to people
      releases.map(({ workloads, ...release }) => ({
        ...{ ...release, appVersion: undefined, images: undefined, crds: [] },
        workloads: workloads.map(({ kind, name }) => ({ kind, name })),
      }));
    expect(releasesOf(await read())).toEqual(releasesOf(lab));
  });

  test("and the CRDs of its phase; Cilium brings its own", async () => {
    const names = ({ crds }: Profile): string[] =>
      crds.required
        .map((one) => (typeof one === "string" ? one : one.name))
        .filter((name) => !name.endsWith(".cilium.io"));
    const found = names(await read());
    expect(names(lab).filter((name) => !found.includes(name))).toEqual([]);
  });
});

describe("where it goes", () => {
  const whole = healthyRepository(loadProfile("lab", root, ["lab"]).profile);

  test("a file that is there stays as it is", async () => {
    const out = path.join(folder, "mine.yaml");
    writeFileSync(out, "mine");
    const named = checkout("there", whole);
    expect(await refusal(named, { out })).toContain("is there already and stays as it is");
    expect(readFileSync(out, "utf8")).toBe("mine");
    // clusters/lab.yaml of this project is the default
    await expect(initProfile({ checkout: named }, places, [])).rejects.toThrow(/clusters\/lab\.yaml is there already/);
  });

  test("clusters/<name>.yaml of the project by default, with the schema beside it", async () => {
    const project = path.join(folder, "project");
    const { message } = await initProfile({ checkout: checkout("default", whole) }, placesIn(project), []);
    expect(message).toContain("lab.yaml");
    const text = readFileSync(path.join(project, "clusters/lab.yaml"), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./profile.schema.json");
  });

  test("elsewhere, the schema's line leads to the schema still", async () => {
    const schema = path.join(root, "clusters/profile.schema.json");
    const schemaIn = (text: string): string => /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1] ?? "";
    const named = checkout("elsewhere", whole);
    const out = path.join(folder, "deep/er/mine.yaml");
    await initProfile({ checkout: named, out }, places, []);
    expect(path.resolve(path.dirname(out), schemaIn(readFileSync(out, "utf8")))).toBe(schema);
    const { text = "" } = await initProfile({ checkout: named, out: "-" }, places, []);
    expect(fileURLToPath(schemaIn(text))).toBe(schema);

    const blank = path.join(folder, "our # project");
    await initProfile({ checkout: named, out: path.join(folder, "other.yaml") }, placesIn(blank), []);
    const there = schemaIn(readFileSync(path.join(folder, "other.yaml"), "utf8"));
    expect(fileURLToPath(there)).toBe(path.join(blank, "clusters/profile.schema.json"));
  });

  test("what is not known stays open: the draft loads for checks of the repository, and says what a cluster asks for", async () => {
    const named = checkout("gaps", {
      "talos/nodes/cp.yaml": "machine: { type: controlplane, network: { hostname: cp } }\n",
    });
    const out = path.join(folder, "gaps.yaml");
    const { message } = await initProfile({ checkout: named, name: "gaps", out }, places, [needsReleases]);
    const text = readFileSync(out, "utf8");
    expect(parseOpenProfile(text, "gaps.yaml").profile?.nodes).toEqual([{ name: "cp", role: "control-plane" }]);
    const { problems = [] } = parseProfile(text, "gaps.yaml");
    expect(problems.map(({ key }) => key)).toEqual(["kubernetes.endpoint", "nodes[0].address"]);
    expect(message).toContain("Not found: kubernetes.endpoint, nodes[0].address.");
    expect(message).toMatch(/Not applicable, because the profile names no release: repository\//);
    expect(message).toContain(`--cluster ${path.relative(process.cwd(), out)} --suite 20-repository --repo ${named}`);
  });
});

describe("refused in a sentence", () => {
  test("no folder, a file, an empty folder, something else than a repository", async () => {
    expect(await refusal(path.join(folder, "nowhere"))).toMatch(/nowhere: no such folder; .* with --init$/);
    writeFileSync(path.join(folder, "file"), "");
    expect(await refusal(path.join(folder, "file"))).toMatch(/not a folder; .* with --init$/);
    expect(await refusal(checkout("empty", {}))).toMatch(/the folder is empty; .* with --init$/);
    expect(await refusal(checkout("photos", { "cat.jpg": "x" }), { name: "a" })).toContain(
      "not a checkout of a GitOps repository",
    );
  });

  test("several clusters", async () => {
    const ks = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\n";
    const named = checkout("two", { "clusters/infra/ks.yaml": ks, "clusters/apps/ks.yaml": ks });
    expect(await refusal(named)).toBe(
      `${named} is for 2 clusters: apps, infra; choose one with --name` +
        ["apps", "infra"].map((name) => `\n  npx assay --init ${named} --name ${name}`).join(""),
    );
  });
});
