import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Profile } from "../../clusters/profile.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { looks, type KeptLooks } from "../observe/looks.ts";
import { saveObservations } from "../observe/saved.ts";
import { SO_FAR, soFar } from "../observe/so-far.ts";
import type { RunOptions } from "../call/options.ts";
import { readObservations } from "./observations.ts";

const out = mkdtempSync(path.join(tmpdir(), "assay-kept-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));
let folder = "";
let count = 0;
beforeEach(() => {
  folder = path.join(out, String((count += 1)));
});

const pod = (name: string, phase = "Running") => ({
  metadata: { name, uid: name, resourceVersion: phase },
  status: { phase },
});
const pods = (names: readonly string[], at: string, phase?: string): SourceResults => ({
  pods: { ok: true, at, tookMs: 1, value: names.map((name) => pod(name, phase)) },
});
const names = (most: number): string[] => Array.from({ length: most }, (_, n) => `pod-${n}`);

const judgedBy = { name: "infra" } as Profile;
const options: RunOptions = {
  ...{ cluster: "infra", suites: [], only: [], out: "", patience: 1, probes: false, backend: "live" },
};
const save = (kept: KeptLooks) => saveObservations(folder, kept, { profile: judgedBy, options });

const troubled: SourceResults = {
  nodes: {
    ok: false,
    trouble: { kind: "forbidden", message: "403" },
    at: "2026-11-21T04:00:01.000Z",
    asOf: "2026-11-21T03:00:01.000Z",
    tookMs: 2,
  },
};

describe("what is kept of a run", () => {
  test("is by what each check was judged, with the moments of its looks", async () => {
    const taken = looks();
    const early = pods(["a", "b"], "2026-11-21T04:00:00.000Z");
    taken.judged("a/one", { ...early, ...troubled });
    const later = pods(["b", "c"], "2026-11-21T04:01:00.000Z");
    taken.judged("a/two", { ...later, ...troubled });
    taken.again(later);
    await save(taken.kept({ ...later, ...troubled }));
    const kept = readObservations(folder);
    expect(kept.checks).toEqual({ "a/one": { pods: 0, nodes: 0 }, "a/two": { pods: 1, nodes: 0 } });
    expect(kept.again).toEqual({ pods: 1 });
    expect(kept.looks.pods).toEqual([early.pods, later.pods]);
    expect(kept.looks.nodes).toEqual([troubled.nodes]);
    expect(kept).toMatchObject({ profile: { name: "infra" }, options: { patience: 1 } });
  });

  test("of a long list holds what did not change once", async () => {
    const taken = looks();
    const before = pods(names(5_000), "2026-11-21T04:00:00.000Z");
    taken.judged("a/one", before);
    const after = pods(names(5_001), "2026-11-21T04:01:00.000Z");
    if (after.pods?.ok) after.pods.value[3] = pod("pod-3", "Failed");
    const { pods: held } = taken.kept(after).looks;
    expect(held?.map((look) => look.ok && (look.value as unknown[])[7])).toEqual([pod("pod-7"), pod("pod-7")]);
    const [first, second] = (held ?? []).map((look) => (look.ok ? (look.value as unknown[])[7] : undefined));
    expect(first).toBe(second);
    await save(taken.kept(after));
    expect(readFileSync(path.join(folder, "earlier.ndjson.gz")).length).toBeLessThan(15_000);
    expect(held?.map((look) => look.ok && (look.value as unknown[])[3])).toEqual([
      pod("pod-3"),
      pod("pod-3", "Failed"),
    ]);

    expect(readObservations(folder).looks.pods).toEqual([before.pods, after.pods]);
  });

  test("while a run goes on is enough to judge again; a part that was not finished is left out", async () => {
    const taken = looks();
    const going = soFar(folder, taken, { profile: judgedBy, options });
    const early = pods(names(5_000), "2026-11-21T04:00:00.000Z");
    taken.judged("a/one", early);
    await going.keep();
    const later = pods(names(5_001), "2026-11-21T04:01:00.000Z");
    taken.judged("a/two", { ...later, ...troubled });
    // as if enough time had passed
    await soFar(folder, taken, { profile: judgedBy, options }).keep();
    writeFileSync(path.join(folder, SO_FAR, "0002.ndjson.gz.new"), "half");
    const kept = readObservations(folder);
    expect(kept).toMatchObject({
      hasEnded: false,
      checks: { "a/one": { pods: 0 }, "a/two": { pods: 1, nodes: 0 } },
      last: { pods: 1, nodes: 0 },
      profile: { name: "infra" },
    });
    expect(kept.looks.pods).toEqual([early.pods, later.pods]);
    expect(kept.looks.nodes).toEqual([troubled.nodes]);
    going.remove();
    expect(() => readObservations(folder)).toThrow(/index\.json: no such file/);
  });

  test("of an ExternalSecret keeps the names of keys, and of nothing else what stands under such a name", async () => {
    const spec = { data: [{ secretKey: "adminPassword" }] };
    const value = [{ metadata: { name: "db" }, spec }];
    const taken = looks();
    const seen = {
      externalSecrets: { ok: true, at: "2026-11-21T04:00:00.000Z", tookMs: 1, value },
      nodes: { ok: true, at: "2026-11-21T04:00:00.000Z", tookMs: 1, value },
    } as unknown as SourceResults;
    await save(taken.kept(seen));
    const kept = readObservations(folder);
    expect(kept.looks.externalSecrets).toEqual([seen.externalSecrets]);
    expect(JSON.stringify(kept.looks.nodes)).toContain('"secretKey":"[redacted]"');
  });

  test.each<[string, (index: Record<string, unknown>) => unknown, RegExp]>([
    ["of another schema", (index) => ({ ...index, schema: "assay/observations/v9" }), /its schema is .*v9, and this/],
    [
      "half",
      (index) => ({ ...index, checks: undefined }),
      /index\.json: it is not whole; the run cannot be judged again/,
    ],
    [
      "without a look",
      (index) => ({ ...index, checks: { "a/one": { pods: 7 } } }),
      /earlier\.ndjson\.gz: a look at pods/,
    ],
    ["without a source", (index) => ({ ...index, checks: { "a/one": { nodes: 0 } } }), /nodes\.json: no such file/],
  ])("that is %s is not judged again", async (_, change, says) => {
    await save(looks().kept(pods(["a"], "2026-11-21T04:00:00.000Z")));
    const file = path.join(folder, "index.json");
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>)));
    expect(() => readObservations(folder)).toThrow(says);
  });

  test("that cannot be read, or is not there, is told with its file", async () => {
    expect(() => readObservations(folder)).toThrow(/index\.json: no such file: the run was ended before/);
    const taken = looks();
    taken.judged("a/one", pods(["a"], "2026-11-21T04:00:00.000Z"));
    await save(taken.kept(pods(["b"], "2026-11-21T04:00:01.000Z")));
    writeFileSync(path.join(folder, "earlier.ndjson.gz"), "x");
    expect(() => readObservations(folder)).toThrow(/earlier\.ndjson\.gz: it cannot be unpacked/);
    writeFileSync(path.join(folder, "pods.json"), "{");
    rmSync(path.join(folder, "earlier.ndjson.gz"));
    expect(() => readObservations(folder)).toThrow(/pods\.json: it is no JSON/);
    rmSync(path.join(folder, "index.json"));
    expect(() => readObservations(folder)).toThrow(/index\.json: no such file: .* an? .*version of assay that did not/);
  });
});
