import { describe, expect, test } from "vitest";
import type { Notice } from "../criteria/criterion.ts";
import { diagnose } from "../diagnosis/diagnosis.ts";
import { conclusion } from "./terminal/conclusion.ts";
import { ctrf } from "./ci/ctrf.ts";
import { fold } from "../evidence/fold.ts";
import { annotations } from "./ci/github.ts";
import { htmlReport } from "./html/report.ts";
import { junit } from "./ci/junit.ts";
import { markdown } from "./markdown/report.ts";
import { noticesInWords, placeOf, subjectOf } from "./places.ts";
import { advance } from "./terminal/progress.ts";
import { initialProgress } from "./terminal/state.ts";
import { ended, finished, finding, placed, row, runOf, started } from "./testing/events.ts";

const SCREEN = { width: 80, colour: false, live: false };
const elsewhere = placed({ where: { file: "a.yaml", line: 9, column: 1 }, subject: "file/a.yaml", actual: "nothing" });
const notice = (severity: Notice["severity"], line = 1): Notice => ({
  ...placed({ subject: "file/b.yaml", where: { file: "b.yaml", line, column: 2 }, actual: "latest" }),
  severity,
});
const notices = [notice("information"), notice("warning", 3), notice("policy"), notice("information", 4)];
const ID = "repository/charts-are-pinned";
const failed = finished(ID, "fail", { findings: [placed(), elsewhere, finding()], notices, examined: 9 });
const passed = finished("repository/yaml-is-sound", "pass", { notices: [notice("warning")] });
const events = [started([row(ID), row("repository/yaml-is-sound")]), failed, passed, ended()];
const run = runOf(events);

describe("words", () => {
  test("a place is what editors open, and a file is named once", () => {
    expect(placeOf({ file: "a\x1b[2Jb.yaml", line: 3, column: 7 })).toBe("ab.yaml:3:7");
    expect(subjectOf(elsewhere)).toBeUndefined();
    expect(subjectOf({ ...elsewhere, subject: "file/b.yaml" })).toBe("file/b.yaml");
  });

  test("notices are counted worst first", () => {
    expect(noticesInWords(run.criteria)).toBe("2 warnings, 2 for information, 1 of policy");
    expect(noticesInWords([{ notices: [notice("warning")] }, {}])).toBe("1 warning");
    expect(noticesInWords([{}])).toBe("");
  });
});

describe("the fold", () => {
  test("keeps notices, places and mends, and no notice fails or is left empty", () => {
    expect(run.criteria[0]).toMatchObject({ notices, findings: [placed(), elsewhere, finding()] });
    expect(run.criteria[1]).toMatchObject({ verdict: "pass", notices: [notice("warning")] });
    expect(runOf([started([row("a/b")]), finished("a/b", "pass", { notices: [] })]).criteria[0]).not.toHaveProperty(
      "notices",
    );
  });

  test("a cause keeps the place and the mend of its evidence", () =>
    expect(fold(events, { diagnose }).diagnosis[0]?.evidence).toEqual(placed()));
});

describe("the terminal", () => {
  test("shows where first, and why and the mend once for all that share them", () =>
    expect(advance(initialProgress(), failed, SCREEN).lines).toEqual([
      `  ✗ Does not hold: ${ID}`,
      `      ${ID} · 3 of 9 · 0.3s`,
      "      bootstrap/01-core.yaml:5:14  release/kube-system/cilium",
      "        expected version 1.18.5",
      "        actual   helmfile installs 1.18.0",
      "      a.yaml:9:1",
      "        expected version 1.18.5",
      "        actual   nothing",
      "      because  Flux upgrades it.",
      "      mend     Write one version.",
      "      node/cp1: expected Ready=True; actual Ready=False",
      "      1 warning, 2 for information, 1 of policy",
    ]));

  test("a pass with notices stays a pass, and its suite counts them", () => {
    const suite = { suite: "20-repository", at: "2026-11-21T04:10:22.000Z" };
    let { state } = advance(
      initialProgress(),
      { ...suite, event: "suite-started", title: "Repository", rows: 1 },
      SCREEN,
    );
    ({ state } = advance(state, passed, SCREEN));
    expect(advance(state, { ...suite, event: "suite-finished" }, SCREEN).lines).toEqual([
      "✓ Repository: 1 holds, 1 warning",
    ]);
  });

  test("a place is never broken in two", () => {
    const long = placed({ where: { file: `${"deep/".repeat(20)}a.yaml`, line: 3, column: 7 } });
    const { lines } = advance(initialProgress(), finished(ID, "fail", { findings: [long] }), SCREEN);
    expect(lines).toContain(`      ${"deep/".repeat(20)}a.yaml:3:7`);
    expect(lines).toContain("        release/kube-system/cilium");
  });

  test("keys of two definitions follow each other below their place", () => {
    const differs = (key: string) => ({
      key,
      left: { by: "helmfile", says: "1" },
      right: { by: "HelmRelease", says: "not set" },
    });
    const findings = [placed({ differs: differs("a.b") }), placed({ differs: differs("c") })];
    expect(advance(initialProgress(), finished(ID, "fail", { findings }), SCREEN).lines.slice(2)).toEqual([
      "      bootstrap/01-core.yaml:5:14  release/kube-system/cilium",
      "        - a.b: helmfile 1, HelmRelease not set",
      "        - c: helmfile 1, HelmRelease not set",
      "      because  Flux upgrades it.",
      "      mend     Write one version.",
    ]);
  });

  test("the end counts notices apart, and has the matrix", () => {
    const lines = conclusion(run, "out", SCREEN);
    expect(lines).toContain("1 failed, 1 passed; 2 warnings, 2 for information, 1 of policy; 4m0s");
    expect(lines).toContain("  ✗ Helmfile orchestration: charts-are-pinned");
    expect(lines.at(-1)).toBe("FAIL: 1 cause, 1 check (infra, exit 1)");
  });
});

describe("report.md", () => {
  const report = markdown(run);

  test("has the place with the finding, and why and the mend below", () =>
    expect(report).toContain(`| Where | Expected | Actual |
| --- | --- | --- |
| \`release/kube-system/cilium\`<br>\`bootstrap/01-core.yaml:5:14\` | \`version 1.18.5\` | \`helmfile installs 1.18.0\` |
| \`a.yaml:9:1\` | \`version 1.18.5\` | \`nothing\` |

Why it matters: Flux upgrades it.<br>
Mend: Write one version.`));

  test("lists notices apart, worst first, and says that nothing fails by them", () => {
    const [, section = ""] = report.split("## Notices\n");
    expect(section).toContain("2 warnings, 2 for information, 1 of policy. Nothing fails by them.");
    expect(section).toMatch(
      /\*\*! 1 warning\*\*[^]*`b\.yaml:3:2`[^]*\*\*i 2 for information\*\*[^]*\*\*§ 1 of policy\*\*/,
    );
    expect(report.split("## Notices\n")[0]).not.toContain("b.yaml");
  });

  test("has the matrix", () =>
    expect(report).toContain("| ✗\u00a0fail | `bootstrap/01-core.yaml:5:14: release/kube-system/cilium: helmfile"));
});

describe("report.html", () => {
  const report = htmlReport(run);

  test("has places, mends, notices and the matrix, and links that lead somewhere", () => {
    expect(report).toContain(
      `<code class="object">release/kube-system/cilium</code><br><code class="place">bootstrap/01-core.yaml:5:14</code>`,
    );
    expect(report).toContain(`<strong>Mend:</strong> Write one version.`);
    expect(report).toContain(`<option value="noticed">with notices (2)</option>`);
    expect(report).toMatch(/<h4 class="warning">[^]*! *<\/span> 1 warning<\/h4>/);
    expect(report).toContain(`<span class="fail" role="img" aria-label="fail">✗</span>`);
    const ids = new Set([...report.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, link] of report.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(link);
  });

  test("every element that is opened is closed", () => {
    for (const tag of ["table", "details", "section", "p", "code", "td", "span", "strong", "h3"])
      expect([tag, report.match(new RegExp(`<${tag}[ >]`, "g"))?.length]).toEqual([
        tag,
        report.match(new RegExp(`</${tag}>`, "g"))?.length,
      ]);
  });
});

describe("CI", () => {
  test("JUnit has file and line, and begins with the place", () => {
    const report = junit(run);
    expect(report).toContain(`name="${ID}" time="0.300" file="bootstrap/01-core.yaml" line="5">`);
    expect(report).toContain(
      `<failure message="bootstrap/01-core.yaml:5:14: release/kube-system/cilium: helmfile installs 1.18.0; expected version 1.18.5 (and 2 more)" type="fail">bootstrap/01-core.yaml:5:14: release/kube-system/cilium: expected version 1.18.5, actual helmfile installs 1.18.0, because Flux upgrades it., mend Write one version.\na.yaml:9:1: expected`,
    );
    expect(report).toContain("\nwarning: b.yaml:3:2: expected version 1.18.5, actual latest");
    expect(report).toMatch(
      /name="repository\/yaml-is-sound"[^>]* file="b\.yaml" line="1">[^]*<system-out>warning: b\.yaml/,
    );
    expect(report).toContain(`tests="2" failures="1" errors="0"`);
  });

  test("CTRF has the place in its message, and the notices beside the findings", () =>
    expect(ctrf(run)).toMatchObject({
      results: {
        summary: { failed: 1, passed: 1 },
        tests: [{ message: expect.stringMatching(/^bootstrap\/01-core\.yaml:5:14: /), extra: { notices } }, {}],
      },
    }));

  test("GitHub shows each where it is", () => {
    const why = "%0Abecause: Flux upgrades it.%0Amend: Write one version.";
    expect(annotations(run)).toEqual([
      `::error file=bootstrap/01-core.yaml,line=5,col=14,title=${ID}::Does not hold: the fact of ${ID} (and 2 more)%0Arelease/kube-system/cilium%0Aexpected: version 1.18.5%0Aactual: helmfile installs 1.18.0${why}%0ANext: kubectl get charts-are-pinned`,
      `::error file=a.yaml,line=9,col=1,title=${ID}::expected: version 1.18.5%0Aactual: nothing${why}`,
      `::warning file=b.yaml,line=3,col=2,title=${ID}::expected: version 1.18.5%0Aactual: latest${why}`,
      `::warning file=b.yaml,line=1,col=2,title=repository/yaml-is-sound::expected: version 1.18.5%0Aactual: latest${why}`,
      ...[1, 1, 4].map(
        (line) =>
          `::notice file=b.yaml,line=${line},col=2,title=${ID}::expected: version 1.18.5%0Aactual: latest${why}`,
      ),
    ]);
  });

  test("GitHub's paths begin at the workspace; of a checkout elsewhere the place is told in words", () => {
    expect(annotations(run, { folder: "gitops/main" })[0]).toMatch(
      /^::error file=gitops\/main\/bootstrap\/01-core\.yaml,line=5,/,
    );
    expect(annotations(run, "elsewhere")[1]).toMatch(/^::error title=[^:]*::a\.yaml:9:1%0Aexpected: /);
  });

  test("a path cannot end its property", () => {
    const where = { file: "a,b:c%d\n::error::x", line: 1, column: 1 };
    expect(
      annotations(runOf([started([row(ID)]), finished(ID, "fail", { findings: [placed({ where })] })])),
    ).toContainEqual(expect.stringMatching(/^::error file=a%2Cb%3Ac%25d %3A%3Aerror%3A%3Ax,line=1,col=1,title=/));
  });

  test("ten of a kind are kept: one of each check first, the rest counted", () => {
    const many = Array.from({ length: 12 }, (_, line) => placed({ where: { file: "m.yaml", line, column: 1 } }));
    const lines = annotations(
      runOf([
        started([row("a/many"), row("a/one")]),
        finished("a/many", "fail", { findings: many }),
        finished("a/one", "fail", { findings: [placed()] }),
        ended(),
      ]),
    );
    expect(lines).toHaveLength(10);
    expect(lines[1]).toContain("title=a/one");
    expect(lines.at(-1)).toBe("::error title=4 more::4 more of this kind are in report.md.");
  });
});
