import { afterAll, describe, expect, test } from "vitest";
import type { Run } from "../../evidence/run.ts";
import { SILENT_PROFILES } from "../../lab/scenarios/trouble/silent-profiles.ts";
import { WHO_ANSWERS, WHO_ANSWERS_CHANGES, WHO_ANSWERS_WELL } from "../../lab/scenarios/trouble/who-answers.ts";
import { headline } from "../../reports/headlines.ts";
import { reservationsOf, scopeOf, verdictWord } from "../../reports/wording.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { scenarioNamed } from "../scenarios.ts";
import { openStage } from "./stage.ts";

const stage = openStage(profiles, suites);
afterAll(() => stage.dispose());
const play = (name: string): Promise<Run> => stage.play(scenarioNamed(name));

/** Checks that ask no cluster are told all the same: they speak of files. */
const ofTheCluster = (run: Run): string[] =>
  run.criteria.flatMap(({ id, verdict }) =>
    /^(prerequisites|repository)\//.test(id) || verdict !== "pass" ? [] : [id],
  );

describe("a cluster that is not the profile's, or does not say which it is", { timeout: 60_000 }, () => {
  const refused = [...WHO_ANSWERS, ...["unauthorized", "everything-forbidden", "only-strangers"].map(scenarioNamed)];
  test.each(refused.filter(({ name }) => name !== "no-node-is-shown").map(({ name }) => name))(
    "%s: exit 2, and nothing is told of it",
    async (name) => {
      const run = await play(name);
      expect(run.outcome).toMatchObject({ exit: 2, refused: expect.stringMatching(/^[^\n]+; [^\n]+$/) });
      expect(verdictWord(run)).toBe("REFUSED");
      expect(ofTheCluster(run)).toEqual([]);
      // kube-system, nodes and who asks, each once more where a credential may have run out
      expect(Object.keys(run.requests.byVerb).filter((verb) => verb === "watch")).toEqual([]);
      expect(run.requests.total - run.requests.retries).toBeLessThanOrEqual(6);
    },
  );

  test("another cluster takes its place meanwhile: refused, whatever was told before", async () => {
    for (const { name } of WHO_ANSWERS_CHANGES) {
      const run = await play(name);
      expect(run.outcome).toMatchObject({ exit: 2, refused: expect.stringContaining("as it answered before") });
      expect(run.warnings).toEqual([]);
    }
  });

  test("nobody answers but by errors: no pass, nobody is asked anything else, and it is told in one line", async () => {
    for (const name of ["api-errs", "api-throttles", "api-is-a-page"]) {
      const run = await play(name);
      expect(run.outcome).toMatchObject({ exit: 3, counts: { fail: 0 } });
      expect(run.outcome.unidentified).toMatch(/https:\S+ gives nothing but errors: GET /);
      expect(run.criteria.filter(({ reason = "" }) => reason.startsWith("not asked: ")).length).toBeGreaterThan(60);
      // who answers is asked by three requests; beside it `/readyz` may tell why
      expect(run.requests.total - run.requests.retries).toBeLessThanOrEqual(8);
    }
  });

  test("nobody answers, or nothing tells which cluster it is: no pass", async () => {
    for (const name of ["api-silent", "no-node-is-shown"]) {
      const { outcome } = await play(name);
      expect(outcome.exit).not.toBe(0);
      expect(outcome.refused).toBeUndefined();
      expect(outcome.unidentified).toMatch(/^who answers cannot be told: /);
    }
  });

  test("the other sides pass; what goes unverified is partial", async () => {
    const runs: Run[] = [];
    for (const { name } of WHO_ANSWERS_WELL) runs.push(await play(name));
    expect(runs.map(({ outcome }) => [outcome.exit, outcome.partial])).toEqual([
      [0, false],
      [0, true],
    ]);
    expect(reservationsOf(runs[1] as Run)).toMatchObject([
      { mark: "PARTIAL", meaning: /certificate was not verified/ },
    ]);
  });
});

describe("a profile that is silent about what runs", { timeout: 60_000 }, () => {
  test.each(SILENT_PROFILES.map(({ name }) => name))("%s: PARTIAL, exit 3", async (name) => {
    const run = await play(name);
    expect(run.outcome).toMatchObject({ exit: 3, partial: true, counts: { fail: 0, inconclusive: 1 } });
    expect(verdictWord(run)).toBe("PARTIAL");
  });

  test("the first line says how much applied, and which keys to add", async () => {
    const run = await play("profile-is-hollow");
    expect(scopeOf(run)).toMatch(/^\d\d of \d+ checks apply$/);
    expect(run.outcome.silentAbout).toEqual([
      ...["cilium", "flux", "releases", "crds.required", "secrets", "platform.certificates", "platform.ceph"],
      ...["platform.databases", "platform.gateways", "platform.monitoring", "talos"],
    ]);
    expect(headline(run)).toContain("add cilium, flux, releases, ");
  });
});
