import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { contextsIn, reachBy } from "./kubeconfig.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-kubeconfig-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

const at = (name: string): string => path.join(folder, name);
function put(name: string, current: string, contexts: Record<string, string>): void {
  const names = Object.keys(contexts);
  const config = {
    "current-context": current,
    contexts: names.map((context) => ({ name: context, context: { cluster: context, user: context } })),
    clusters: names.map((context) => ({ name: context, cluster: { server: contexts[context] } })),
  };
  writeFileSync(at(name), stringify(config));
}

describe("$KUBECONFIG with several files", () => {
  const none = { kubernetes: {} };
  beforeEach(() => {
    put("one", "", { infra: "https://one", both: "https://one" });
    put("two", "apps", { apps: "https://two", both: "https://two" });
    put("three", "infra", { night: "https://three" });
    vi.stubEnv("KUBECONFIG", ["gone", "", "one", "two", "three"].map((name) => name && at(name)).join(path.delimiter));
  });

  test("a context is taken from the first file that has it; what the profile names, and the flag before it", () => {
    expect(reachBy({}, { kubernetes: { context: "night" } })).toEqual({ file: at("three"), context: "night" });
    expect(reachBy({ context: "both" }, { kubernetes: { context: "night" } })).toEqual({
      file: at("one"),
      context: "both",
    });
  });

  test("the current context is the first that any file names, whatever its own file calls current", () => {
    expect(reachBy({}, none)).toEqual({ file: at("two"), context: "apps" });
    put("one", "night", { infra: "https://one" });
    expect(reachBy({}, none)).toEqual({ file: at("three"), context: "night" });
  });

  test("a file that is no kubeconfig hides no other; what no file has is asked of the first, which says so", () => {
    writeFileSync(at("one"), "[");
    expect(reachBy({ context: "night" }, none)).toEqual({ file: at("three"), context: "night" });
    expect(reachBy({ context: "nobody" }, none)).toEqual({ file: at("one"), context: "nobody" });
  });

  test("--kubeconfig and the profile's count alone", () => {
    expect(reachBy({ kubeconfig: at("three") }, none)).toEqual({ file: at("three") });
    expect(reachBy({}, { kubernetes: { kubeconfig: at("two") } })).toEqual({ file: at("two") });
  });

  test("all contexts, the current one first, each once and with its file", () => {
    expect(contextsIn(undefined)).toEqual([
      { name: "apps", file: at("two"), server: "https://two" },
      { name: "infra", file: at("one"), server: "https://one" },
      { name: "both", file: at("one"), server: "https://one" },
      { name: "night", file: at("three"), server: "https://three" },
    ]);
    expect(contextsIn(at("three")).map(({ name }) => name)).toEqual(["night"]);
  });
});

test("files that are all gone: the first is told", () => {
  vi.stubEnv("KUBECONFIG", [at("gone"), at("gone-too")].join(path.delimiter));
  expect(reachBy({}, { kubernetes: {} })).toEqual({ file: at("gone") });
  expect(() => contextsIn(undefined)).toThrow("gone: no such file");
});
