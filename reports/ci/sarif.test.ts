import { describe, expect, test } from "vitest";
import type { Finding } from "../../criteria/criterion.ts";
import { sarif } from "./sarif.ts";
import { ended, finished, finding, placed, row, runOf, started } from "../testing/events.ts";

interface Told {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      level: string;
      message: { text: string };
      partialFingerprints: Record<string, string>;
    }[];
  }[];
}

const rows = [row("repository/a"), row("repository/b"), row("repository/c")];
const runWith = (findings: Finding[], parts: Parameters<typeof finished>[2] = {}) =>
  runOf([
    started(rows),
    finished("repository/a", "fail", { findings, ...parts }),
    finished("repository/b", "pass"),
    ended(),
  ]);
const sarifOf = (findings: Finding[], parts?: Parameters<typeof finished>[2]) =>
  (sarif(runWith(findings, parts)) as Told).runs[0];
const prints = (findings: Finding[]) => sarifOf(findings)?.results.map((one) => one.partialFingerprints["assay/v1"]);

describe("report.sarif", () => {
  test("a finding with a place is a result of its rule, relative to the checkout", () => {
    expect(sarif(runWith([placed(), finding()]))).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "assay",
              rules: [
                {
                  id: "repository/a",
                  shortDescription: { text: "the fact of repository/a" },
                  help: { text: "Because it matters.\n\nNext: kubectl get a" },
                  defaultConfiguration: { level: "error" },
                },
              ],
            },
          },
          automationDetails: { id: "assay/infra/" },
          invocations: [{ executionSuccessful: true, exitCode: 1, startTimeUtc: "2026-11-21T04:10:22.000Z" }],
          results: [
            {
              ruleId: "repository/a",
              ruleIndex: 0,
              level: "error",
              message: {
                text: "release/kube-system/cilium\nExpected: version 1.18.5\nActual: helmfile installs 1.18.0\nBecause: Flux upgrades it.\nMend: Write one version.",
              },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "bootstrap/01-core.yaml", uriBaseId: "%SRCROOT%" },
                    region: { startLine: 5, startColumn: 14 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test("nothing where nothing has a place", () => expect(sarif(runWith([finding()]))).toBeUndefined());

  test("errors first, then warnings, then notes; a check that only has notices is a rule too", () => {
    const run = runOf([
      started(rows),
      finished("repository/b", "pass", {
        notices: [
          { ...placed(), severity: "policy" },
          { ...placed(), severity: "information" },
          { ...placed(), severity: "warning" },
        ],
      }),
      finished("repository/a", "fail", { findings: [placed()] }),
      ended(),
    ]);
    const [first] = (sarif(run) as Told).runs;
    expect(first?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ["repository/a", "error"],
      ["repository/b", "warning"],
      ["repository/b", "note"],
      ["repository/b", "note"],
    ]);
    expect(first?.tool.driver.rules.map(({ id }) => id)).toEqual(["repository/a", "repository/b"]);
  });

  test("a waived finding is suppressed, with its reason", () => {
    const run = runOf([
      started(rows),
      finished("repository/a", "waived", { findings: [placed()], reason: "waived by ops until 2027-01-01" }),
      ended(),
    ]);
    expect(sarif(run)).toMatchObject({
      runs: [
        {
          results: [
            {
              suppressions: [{ kind: "external", status: "accepted", justification: "waived by ops until 2027-01-01" }],
            },
          ],
        },
      ],
    });
  });

  test("what could not be judged is a notification, an interrupted run no success", () => {
    const run = runOf([
      started(rows),
      finished("repository/a", "fail", { findings: [placed()] }),
      finished("repository/b", "inconclusive", { reason: "x.yaml is a template" }),
    ]);
    expect(sarif(run)).toMatchObject({
      runs: [
        {
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [
                { message: { text: "repository/b could not be judged: x.yaml is a template" } },
                { message: { text: expect.stringContaining("repository/c could not be judged: never judged") } },
              ],
            },
          ],
        },
      ],
    });
  });

  test("a simulated finding says so where it is read", () => {
    const run = runOf([started(rows, { backend: "lab" }), finished("repository/a", "fail", { findings: [placed()] })]);
    const [first] = (sarif(run) as Told).runs;
    expect(first?.results[0]?.message.text).toMatch(/^SIMULATED\. /);
  });
});

describe("fingerprints", () => {
  const moved = { file: "bootstrap/01-core.yaml", line: 99, column: 2 };

  test("are the same after lines moved, in the place and in the texts", () => {
    const texts = (line: number) => ({
      expected: `version 1 (flux/c.yaml:${line}:3)`,
      actual: `flux/d.yaml:${line} defines one`,
    });
    expect(prints([placed(texts(11))])).toEqual(prints([placed({ ...texts(80), where: moved })]));
  });

  test("of a key are the same whatever its two sides say", () => {
    const differs = { key: "a.b", left: { by: "helmfile", says: "1" }, right: { by: "HelmRelease", says: "2" } };
    expect(prints([placed({ differs, actual: "1" })])).toEqual(
      prints([placed({ differs, actual: "3", where: moved })]),
    );
    expect(prints([placed({ differs })])).not.toEqual(prints([placed({ differs: { ...differs, key: "a.c" } })]));
  });

  test("differ by check, file, subject and what is there; two alike are counted", () => {
    const all = prints([
      placed(),
      placed({ where: { ...moved, file: "other.yaml" } }),
      placed({ subject: "release/a/b" }),
      placed({ actual: "10.0.0.0/8:80 is there" }),
      placed({ actual: "10.0.0.0/8:81 is there" }),
      placed({ where: moved }),
    ]);
    expect(new Set(all).size).toBe(6);
    expect(all?.[5]).toBe(all?.[0]?.replace(/:1$/, ":2"));
  });
});

describe("places as they may come", () => {
  test.each([
    ["a b/ü#?.yaml", "a%20b/%C3%BC%23%3F.yaml"],
    ["../../etc/passwd", "etc/passwd"],
    ["/etc/passwd", "etc/passwd"],
    ["javascript:alert(1)", "javascript%3Aalert(1)"],
    ["", "."],
  ])("%j is %j", (file, uri) =>
    expect(sarifOf([placed({ where: { file, line: 1, column: 1 } })])?.results[0]).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri } } }],
    }),
  );

  test("a line that is none leaves the region out", () =>
    expect(sarifOf([placed({ where: { file: "a", line: 0, column: 1 } })])?.results[0]).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: "a", uriBaseId: "%SRCROOT%" } } }],
    }));

  test("more than GitHub keeps are counted", () =>
    expect(sarif(runWith(Array.from({ length: 5_010 }, () => placed())))).toMatchObject({
      runs: [{ results: { length: 5_000 }, properties: { leftOut: 10 } }],
    }));

  test("the other definition is a related location", () => {
    const side = (by: string, file: string) => ({ by, says: "1", where: { file, line: 3, column: 1 } });
    const differs = { key: "a", left: side("helmfile", "h.yaml"), right: side("HelmRelease", "f.yaml") };
    expect(sarifOf([placed({ differs })])?.results[0]).toMatchObject({
      relatedLocations: [
        { message: { text: "helmfile: h.yaml:3:1" } },
        { id: 2, physicalLocation: { artifactLocation: { uri: "f.yaml" }, region: { startLine: 3 } } },
      ],
    });
  });
});
