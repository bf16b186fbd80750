import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { parseOpenProfile, parseProfile } from "../../clusters/parse.ts";
import { list, map, value } from "../../repository/draft/draft.ts";
import { begin, type BeginOptions } from "./begin.ts";
import { UsageError } from "./usage-error.ts";

const base = mkdtempSync(path.join(tmpdir(), "assay-begin-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
let repository = "";
const kubeconfig = path.join(base, "kubeconfig");
beforeEach(() => {
  repository = path.join(base, `k8s-ops-${(count += 1)}`);
  mkdirSync(repository);
  // the current one is not the first of the file
  contexts(["admin@apps", "https://10.0.1.10:6443"], ["admin@infra", "https://10.0.0.10:6443"]);
});

function contexts(...all: [name: string, server: string][]): void {
  const config = {
    "current-context": all.at(-1)?.[0],
    contexts: all.map(([name]) => ({ name, context: { cluster: name, user: "u" } })),
    clusters: all.map(([name, server]) => ({ name, cluster: { server } })),
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
}

function files(texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
    writeFileSync(path.join(repository, file), text);
  }
}

const SYNC = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: a }\n";
const TWO = { "clusters/infra/ks.yaml": SYNC, "clusters/apps/ks.yaml": SYNC };
const asked: string[] = [];

const call = (more: BeginOptions = {}, trouble?: string): ReturnType<typeof begin> =>
  begin(
    { kubeconfig, ...more },
    {
      folder: repository,
      fileOf: (name) => path.join(repository, "assay", `${name}.yaml`),
      schema: path.join(repository, "node_modules/assay/clusters/profile.schema.json"),
    },
    [],
    async (_, context) => {
      asked.push(context);
      if (trouble !== undefined) return { trouble };
      const entry = (key: string, it: string): [string, ReturnType<typeof value>] => [key, value(it, "the cluster")];
      const node = map([entry("name", "cp-01"), entry("address", "10.0.0.11"), entry("role", "control-plane")]);
      return { version: value("v1.35.0", "the cluster"), nodes: list([node]) };
    },
  );

const written = (name: string): string => readFileSync(path.join(repository, "assay", `${name}.yaml`), "utf8");

describe("assay init", () => {
  test("in an empty folder: the kubeconfig names the cluster, which tells its version and nodes", async () => {
    const { message } = await call();
    const { profile } = parseProfile(written("infra"), "infra.yaml");
    expect(profile).toMatchObject({
      name: "infra",
      kubernetes: { version: "v1.35.0", endpoint: "https://10.0.0.10:6443", context: "admin@infra" },
      nodes: [{ name: "cp-01", address: "10.0.0.11", role: "control-plane" }],
    });
    expect(profile?.repository).toBeUndefined();
    expect(message).toContain("what the cluster has, not what was meant");
    expect(message).toMatch(/Next:\n {2}npx assay --cluster infra$/);
  });

  test("a cluster with the name of the embedded one is named by its profile's path", async () => {
    const { message } = await call({ name: "lab" });
    expect(message).toMatch(/npx assay --cluster \S*assay\/lab\.yaml$/);
  });

  test("a cluster that does not answer: the profile is written all the same, and what it lacks is said", async () => {
    const { message } = await call({ context: "admin@apps" }, "nobody answers at https://10.0.1.10:6443");
    expect(written("apps")).toContain("endpoint: https://10.0.1.10:6443 # context admin@apps of");
    expect(message).toContain("Its nodes are not known: nobody answers at https://10.0.1.10:6443; write them");
    expect(message).toContain("Not found: nodes.");
    expect(message).toMatch(
      /Next:\n {2}write nodes into \S*assay\/apps\.yaml, like nodes: .*\n {2}npx assay --cluster apps$/,
    );
  });

  test("in a repository for several clusters the current context says which; the profile knows where it lies", async () => {
    files(TWO);
    const { message } = await call();
    const text = written("infra");
    expect(text.split("\n")[0]).toBe(
      "# yaml-language-server: $schema=../node_modules/assay/clusters/profile.schema.json",
    );
    expect(parseOpenProfile(text, "infra.yaml").profile).toMatchObject({ repository: ".." });
    expect(message).toContain("npx assay --cluster infra --suite 20-repository");
  });

  test("what the repository says stays, and its nodes are not asked for", async () => {
    files({
      "talos/talconfig.yaml":
        "clusterName: infra\nkubernetesVersion: v1.34.0\nendpoint: https://infra.example:6443\nnodes:\n  - { hostname: a, ipAddress: 10.0.0.1, controlPlane: true }\n",
    });
    asked.length = 0;
    await call();
    expect(asked).toEqual([]);
    expect(parseProfile(written("infra"), "infra.yaml").profile).toMatchObject({
      kubernetes: { version: "v1.34.0", endpoint: "https://infra.example:6443", context: "admin@infra" },
      nodes: [{ name: "a" }],
    });
  });

  test("what cannot be known is a sentence with the command that helps", async () => {
    await expect(call({ kubeconfig: path.join(base, "nowhere") })).rejects.toThrow(/nowhere: no such file/);
    await expect(call({ context: "x" })).rejects.toThrow('no context "x"; it has admin@infra, admin@apps');
    contexts();
    await expect(call()).rejects.toThrow(/is no GitOps repository, and .* has no context: nothing here tells/);
    contexts(["somewhere", "https://10.0.2.10:6443"]);
    files(TWO);
    await expect(call()).rejects.toThrow(/choose one with --name\n {2}npx assay init --name apps\n/);
    await call({ name: "apps" });
    await expect(call({ name: "apps" })).rejects.toThrow(UsageError);
  });
});
