import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { observedIn } from "./observed.ts";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "assay-observed-"));
  fs.mkdirSync(path.join(folder, "observations"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const write = (name: string, text: string | Buffer): void =>
  fs.writeFileSync(path.join(folder, "observations", name), text);
const lines = (...all: unknown[]): Buffer => gzipSync(all.map((one) => `${JSON.stringify(one)}\n`).join(""));
const look = (source: string, value: unknown, at = "late"): string =>
  `${JSON.stringify({ source, ok: true, value, at, tookMs: 1 }, undefined, 1)}\n`;

test("small files have their text, large and packed ones their size alone", () => {
  write("identity.json", look("identity", { uid: "1" }));
  write("pods.json", look("pods", "x".repeat(5000)));
  write("events.ndjson.gz", lines({ source: "events" }));
  fs.symlinkSync("/etc/hostname", path.join(folder, "observations/nodes.json"));
  fs.mkdirSync(path.join(folder, "observations/so-far"));
  const { files } = observedIn(folder);
  expect([...files].map(([name, { text }]) => [name, text])).toEqual([
    ["observations/events.ndjson.gz", undefined],
    ["observations/identity.json", look("identity", { uid: "1" })],
    ["observations/pods.json", undefined],
  ]);
  expect(files.get("observations/pods.json")?.bytes).toBeGreaterThan(5000);
});

test("a check that was judged by an earlier look has that one's text", () => {
  write("nodes.json", look("nodes", ["a", "b"]));
  write("leases.json", look("leases", ["a"]));
  write("pods.ndjson.gz", lines({ source: "pods", ok: true }, "p"));
  write(
    "earlier.ndjson.gz",
    lines(
      { source: "nodes", number: 0, ok: true, at: "early", tookMs: 1, list: [0, ["c"]] },
      { source: "leases", number: 0, ok: true, at: "early", tookMs: 1, list: [0] },
      { source: "pods", number: 0, ok: true, at: "early", tookMs: 1, list: [0] },
    ),
  );
  const checks = { "a/early": { nodes: 0, leases: 0, pods: 0 }, "a/late": { nodes: 1 }, "a/lost": { leases: 7 } };
  write("index.json", JSON.stringify({ checks, last: { nodes: 1, leases: 1, pods: 1 } }));
  const { earlier } = observedIn(folder);
  const own = earlier.get("a/early");
  const inFull = { source: "nodes", ok: true, at: "early", tookMs: 1, value: ["a", "c"] };
  expect(own?.get("observations/nodes.json")).toEqual({
    differs: true,
    text: `${JSON.stringify(inFull, undefined, 1)}\n`,
  });
  expect(own?.get("observations/leases.json")).toMatchObject({ differs: false });
  expect(own?.get("observations/pods.ndjson.gz")).toEqual({ differs: true });
  expect(earlier.has("a/late")).toBe(false);
  expect(earlier.get("a/lost")).toEqual(new Map([["observations/leases.json", { differs: true }]]));
});

test("a folder without observations holds none", () => {
  fs.rmSync(path.join(folder, "observations"), { recursive: true });
  expect(observedIn(folder)).toEqual({ files: new Map(), earlier: new Map() });
});

test.each<[string, string]>([
  ["half of it", '{"checks":{"a/one":'],
  ["null", "null"],
  ["other types", '{"checks":{"a/one":5,"a/two":null},"last":[]}'],
  ["a path that leads out", '{"checks":{"a/one":{"../../etc/passwd":0}},"last":{}}'],
])("an index that holds %s says of no look that it was an earlier one", (_, text) => {
  write("index.json", text);
  write("earlier.ndjson.gz", lines(null, 5, { source: "nodes", number: 0, list: "abc" }));
  write("nodes.json", "null");
  expect(observedIn(folder).earlier.size).toBe(0);
});

test("earlier looks that cannot be unpacked are not shown", () => {
  write("nodes.json", look("nodes", ["a"]));
  write("index.json", JSON.stringify({ checks: { "a/one": { nodes: 0 } }, last: { nodes: 1 } }));
  write("earlier.ndjson.gz", "no gzip");
  expect(observedIn(folder).earlier.get("a/one")?.get("observations/nodes.json")).toEqual({ differs: true });
});
