import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Verdict } from "../../criteria/judge.ts";
import { JOURNAL, openEvidence, runOf } from "../../evidence/folder.ts";
import { readJournal } from "../../evidence/journal.ts";
import type { Fleet } from "../../fleet/summary.ts";
import { standIn } from "../../helpers/store/testing/stand-in.ts";
import { pushFolder } from "../../helpers/store/push.ts";
import { renderer } from "../../reports/rendered.ts";
import { ended, finished, row, started } from "../../reports/testing/events.ts";
import { fleetFrom } from "./fleet-from.ts";

let out = "";
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), "assay-gathered-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(out, { recursive: true });
});

/** A run of a moment ago, or so many hours. */
function kept(cluster: string, verdict: Verdict, hoursAgo = 0): string {
  const startedAt = new Date(Date.now() - hoursAgo * 3_600_000 - 1_000).toISOString();
  const of = { name: cluster, server: "x", profile: "x", profileDigest: "x" };
  const at = startedAt;
  const suite = "40-kubernetes";
  const events = [
    { ...started([row("a/one")], { cluster: of }), at },
    { event: "suite-started" as const, at, suite, title: "Kubernetes", rows: 1 },
    { event: "row-started" as const, at, id: "a/one", suite, patienceMs: 0 },
    finished("a/one", verdict),
    { event: "suite-finished" as const, at, suite },
    ended(),
  ];
  const evidence = openEvidence(out, cluster, startedAt, renderer);
  for (const event of events) evidence.journal.write(event);
  evidence.finish(runOf(readJournal(evidence.path(JOURNAL))));
  return evidence.folder;
}

async function gathered(given: Parameters<typeof fleetFrom>[1]): Promise<Fleet & { code: number }> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const code = await fleetFrom([], { json: true, ...given });
  const text = write.mock.calls.map(([part]) => String(part)).join("");
  write.mockRestore();
  return { ...(JSON.parse(text) as Fleet), code };
}

const members = ({ members: all }: Fleet) => all.map(({ name, exit, verdict }) => [name, exit, verdict.split(",")[0]]);

describe("assay fleet --from", () => {
  test("the newest run of each cluster counts, and one that is too old does not", async () => {
    kept("apps", "pass", 30);
    kept("apps", "fail", 3);
    kept("infra", "pass", 1);
    const fleet = await gathered({ from: out });
    expect(members(fleet)).toEqual([
      ["apps", 1, "FAIL"],
      ["infra", 0, "PASS"],
    ]);
    expect(fleet.code).toBe(1);
    const strict = await gathered({ from: out, "max-age": "2h" });
    expect(members(strict)).toEqual([
      ["apps", 3, "NOT JUDGED"],
      ["infra", 0, "PASS"],
    ]);
    expect(strict.code).toBe(3);
    expect(strict.members[0]?.said).toMatch(/its newest run began at .*: too long ago/);
  });

  test("a cluster that is expected and left nothing, one whose profile is wrong, and one that was changed", async () => {
    appendFileSync(path.join(kept("apps", "pass"), "report.md"), "changed");
    kept("infra", "pass");
    const profiles = path.join(out, "profiles");
    mkdirSync(profiles);
    const example = readFileSync("deploy/overlays/example/profile.yaml", "utf8");
    for (const name of ["apps", "infra", "gone"])
      writeFileSync(path.join(profiles, `${name}.yaml`), example.replace("name: infra", `name: ${name}`));
    writeFileSync(path.join(profiles, "wrong.yaml"), "name: wrong\nnodes: [1]\n");
    const fleet = await gathered({ from: out, cluster: profiles });
    expect(members(fleet).toSorted(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ["apps", 3, "NOT JUDGED"],
      ["gone", 3, "NOT JUDGED"],
      ["infra", 0, "PASS"],
      ["wrong", 2, "NOT JUDGED"],
    ]);
    const said = Object.fromEntries(fleet.members.map((member) => [member.name, member.said]));
    expect(said["apps"]).toMatch(/its evidence is FORGED: report\.md/);
    expect(said["gone"]).toMatch(/it has left no run there/);
    expect(fleet.code).toBe(2);
  });

  test("from a storage, into which the summary goes; where it refuses, each cluster was not judged", async () => {
    const storage = await standIn("evidence");
    try {
      vi.stubEnv("AWS_ACCESS_KEY_ID", "canary-access-key");
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "canary-secret-key");
      const folder = kept("infra", "pass");
      const place = { bucket: "evidence", prefix: "assay", endpoint: storage.url };
      expect(await pushFolder(folder, place, ["infra", path.basename(folder)], "run.json")).toBeUndefined();
      const url = "s3://evidence/assay";
      const from = { from: url, "s3-endpoint": storage.url, out: path.join(out, "gathered") };
      expect(members(await gathered({ ...from, push: url }))).toEqual([["infra", 0, "PASS"]]);
      expect([...storage.objects.keys()]).toContainEqual(expect.stringMatching(/^assay\/fleet\/.*\/summary\.html$/));
      storage.refusal = { status: 403, code: "AccessDenied" };
      await expect(gathered(from)).rejects.toThrow(/--from s3:\/\/evidence\/assay at .*it refuses/);
      const refused = await gathered({ ...from, cluster: "deploy/overlays/example/profile.yaml", push: url });
      expect([members(refused), refused.code]).toEqual([[["infra", 3, "NOT JUDGED"]], 3]);
    } finally {
      storage.close();
    }
  });

  test.each<[string, Parameters<typeof fleetFrom>[1], RegExp]>([
    ["no place", {}, /fleet needs --from/],
    ["no such folder", { from: "/nowhere" }, /--from \/nowhere: no such folder/],
    ["no run in it", { from: "deploy" }, /it holds no run of any cluster/],
    ["no duration", { from: "deploy", "max-age": "soon" }, /--max-age "soon" is no duration/],
  ])("%s", async (_, given, message) => expect(fleetFrom([], given)).rejects.toThrow(message));
});
