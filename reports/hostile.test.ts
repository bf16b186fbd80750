import { Stage, Status, type TestResult } from "allure-js-commons";
import { describe, expect, test } from "vitest";
import { complete } from "./ci/allure.ts";
import { conclusion } from "./terminal/conclusion.ts";
import { ctrf } from "./ci/ctrf.ts";
import { annotations } from "./ci/github.ts";
import { htmlReport, SCRIPT } from "./html/report.ts";
import { junit } from "./ci/junit.ts";
import { metrics } from "./ci/metrics.ts";
import { openReport } from "./ci/openreport.ts";
import { cells } from "./terminal/layout.ts";
import { markdown } from "./markdown/report.ts";
import type { Run } from "../evidence/run.ts";
import { sarif } from "./ci/sarif.ts";
import { advance } from "./terminal/progress.ts";
import { initialProgress } from "./terminal/state.ts";
import { status } from "./terminal/waiting.ts";
import { AT, ended, finished, finding, row, runOf, started } from "./testing/events.ts";
import { DANGEROUS, HOSTILE } from "./testing/hostile.ts";
import { json } from "../evidence/text.ts";

interface Result {
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
}

/** A run in which everything that anybody else could have written is hostile. */
function hostile(text: string) {
  const bad = finding({ subject: text, expected: text, actual: text, since: text });
  const where = { file: text, line: 3, column: 7 };
  const side = { by: text, says: text, where };
  const placed = { ...bad, where, because: text, mend: text };
  const notices = (["warning", "information", "policy"] as const).map((severity) => ({ ...placed, severity }));
  const differs = { key: text, left: side, right: side };
  const point = { at: AT, source: text, precisionMs: 1000, basis: "observed" as const };
  const later = { ...point, at: "2026-11-21T04:20:22Z" };
  const events = [
    started(
      [
        row("a/fail", { title: text, why: text, advice: text, serves: [text] }),
        row("a/unknown"),
        row("a/waived"),
        row("a/na"),
        row("a/pass"),
        row("repository/dependencies-resolve", { title: text, why: text, advice: text }),
        row("repository/releases-have-one-definition", { title: text }),
      ],
      {
        backend: "lab",
        scenario: text,
        cluster: { name: text, server: text, profile: text, profileDigest: text },
        repository: { path: text, commit: text, dirty: true },
        argv: ["--cluster", text],
        stories: [{ id: text, title: text, criteria: [{ ac: text, statement: text, rows: ["a/fail", text] }] }],
      },
    ),
    finished(
      "a/fail",
      "fail",
      { findings: [bad], unseen: [{ subject: text, reason: text }], remarks: [text] },
      { evidence: [text] },
    ),
    finished("a/unknown", "inconclusive", {
      reason: text,
      troubles: [{ source: "nodes", trouble: { kind: "forbidden", message: text, transcript: text } }],
    }),
    finished("a/waived", "waived", { findings: [bad], reason: text }),
    finished("a/na", "not-applicable", { reason: text }),
    finished("a/pass", "pass", { remarks: [text] }),
    finished("repository/dependencies-resolve", "fail", {
      findings: [placed, { ...placed, subject: `file/${text}` }, { ...placed, differs }],
      notices,
    }),
    finished("repository/releases-have-one-definition", "inconclusive", {
      reason: text,
      notices: [{ ...placed, severity: "warning", differs }],
    }),
    { event: "identified" as const, at: AT, kubeSystemUid: text, kubernetesVersion: text },
    {
      event: "command-finished" as const,
      at: AT,
      argv: ["x", text],
      signal: text,
      killed: false,
      tookMs: 1,
      transcript: text,
    },
    {
      event: "requests" as const,
      at: AT,
      total: 1,
      connections: 1,
      bytes: 1,
      byVerb: { [text.slice(0, 50)]: 1 },
      retries: 0,
    },
    {
      event: "timeline" as const,
      at: AT,
      timeline: {
        start: point,
        end: later,
        phases: [{ name: "core" as const, title: text, start: point, end: later, tookMs: 600_000, budgetMs: 1 }],
        intervals: [{ name: text, kind: "pod" as const, start: point, end: later }],
        criticalPath: [{ name: text, tookMs: 1, what: text }],
        remarks: [text],
        gaps: [text],
      },
    },
    { event: "warning" as const, at: AT, message: text },
    {
      event: "compared" as const,
      at: AT,
      since: {
        ...{ folder: text, startedAt: text, verdict: "pass" as const, stillFailing: 1, came: [text], went: [text] },
        turned: [{ id: text, from: "pass" as const, to: "fail" as const }],
        causes: { added: [text], gone: [text] },
        flapping: [{ id: text, turns: 3, runs: 10 }],
      },
    },
    ended(),
  ];
  const causes = [
    { cause: "a/fail", title: text, evidence: bad, advice: text, consequences: ["a/unknown", text] },
    { cause: "repository/dependencies-resolve", title: text, evidence: placed, advice: text, consequences: [] },
    { cause: "a/unknown", title: text, advice: text, consequences: [] },
  ];
  return { events, run: runOf(events, causes) };
}

const FORMATS: Record<string, (run: Run) => string> = {
  markdown,
  html: htmlReport,
  junit,
  ctrf: (run) => json(ctrf(run), 2),
  openreport: (run) => json(openReport(run), 2),
  github: (run) => annotations(run).join("\n"),
  "run.json": (run) => json(run, 2),
  sarif: (run) => json(sarif(run), 2),
  metrics,
};

/** As vitest's reporter hands it over: with the message as the check threw it. */
const allureResult = (name: string): TestResult => ({
  ...{ uuid: "u", historyId: "h", name, fullName: "a", stage: Stage.FINISHED, status: Status.FAILED },
  ...{ labels: [], links: [], steps: [], attachments: [], parameters: [] },
  statusDetails: { message: name, trace: name },
});

const SCREEN = { width: 60, colour: false, live: false };

describe.each(Object.entries(HOSTILE))("hostile %s", (name, text) => {
  const { events, run } = hostile(text);

  test.each(Object.entries(FORMATS))("%s is inert", (format, render) => {
    expect(render(run).replace(/\n/g, "")).not.toMatch(
      ["run.json", "ctrf", "sarif"].includes(format) ? /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/ : DANGEROUS,
    );
  });

  test("allure is inert, and small", () => {
    const results = run.criteria.map(({ title }): TestResult => allureResult(title));
    for (const result of results) complete(result, events);
    const text = JSON.stringify(results.map(({ name: _name, ...result }) => result));
    expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(text).not.toContain("\\u001b");
    expect(text.length).toBeLessThan(250_000);
  });

  test("people's formats stay small", () => {
    if (!name.startsWith("long")) return;
    for (const render of [markdown, htmlReport, junit]) expect(render(run).length).toBeLessThan(250_000);
    expect(annotations(run).length).toBeLessThanOrEqual(30);
    for (const line of annotations(run)) expect(line.length).toBeLessThan(10_000);
  });

  test("HTML opens no element of its own", () => {
    const whole = htmlReport(run);
    expect(whole.split(`<script type="module">${SCRIPT}</script>`)).toHaveLength(2);
    const page = whole.replace(SCRIPT, "").replace(`<script type="module"></script>`, "");
    const tags = new Set([...page.matchAll(/<\/?([a-z][\w-]*)/gi)].map(([, tag]) => tag?.toLowerCase()));
    for (const tag of ["script", "img", "b", "iframe", "link"]) expect(tags).not.toContain(tag);
    expect(page.replace(/"[^"]*"/g, `""`)).not.toMatch(/<[^>]*\son\w+\s*=/i);
    const links = [...page.matchAll(/<[^>]*\s(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.filter((link) => !link?.startsWith("#"))).toEqual([]);
  });

  test("Markdown formats nothing that is not ours", () => {
    const spoken = markdown(run)
      .replace(/^(`{3,})text$[^]*?^\1$/gm, "")
      .replace(/(?<![`\\])(`+)(?!`).*?[^`]\1(?!`)/g, "");
    const tags = new Set([...spoken.matchAll(/<\/?([^\s>]*)/g)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => !["details", "summary", "br"].includes(tag ?? ""))).toEqual([]);
    expect(spoken).not.toMatch(/https?:\/\/evil|(?<!\\)\*\*bold|@team|(?<!\\)\]\(/);
  });

  test("XML holds only its own elements", () => {
    const tags = new Set([...junit(run).matchAll(/<\/?([^\s/>]+)/g)].map(([, tag]) => tag));
    const own = [
      "?xml",
      "testsuites",
      "testsuite",
      "properties",
      "property",
      "testcase",
      "failure",
      "error",
      "skipped",
      "system-out",
    ];
    expect([...tags].filter((tag) => !own.includes(tag ?? ""))).toEqual([]);
    expect(junit(run)).not.toMatch(/]]>|&(?!amp;|lt;|gt;|quot;|#39;)/);
  });

  test("every annotation is one command of ours", () => {
    const ours = /^::(error|warning|notice) (?:file=[^:,\n\r]*,line=3,col=7,)?title=[^:,\n\r]*::[^\n\r]*$/;
    for (const line of [...annotations(run), ...annotations(run, "elsewhere")]) expect(line).toMatch(ours);
  });

  test("the terminal shows lines that fit, act on nothing, and command no runner", () => {
    let state = initialProgress();
    const lines = events.flatMap((event) => {
      const next = advance(state, event, SCREEN);
      state = next.state;
      return next.lines;
    });
    for (const line of [...lines, ...conclusion(run, "reports/out/x", SCREEN)]) {
      expect(line).not.toMatch(DANGEROUS);
      expect(line).not.toMatch(/\n|^\s*::|##\[/);
      if (!/^Report: |^ +next: |:3:7(?:$| )/.test(line)) expect(cells(line)).toBeLessThanOrEqual(SCREEN.width);
    }
  });

  test("SARIF names files below the checkout, and no link of its own", () => {
    const [sarifRun] = (sarif(run) as { runs: { results: Result[] }[] }).runs;
    for (const { message, locations } of sarifRun?.results ?? []) {
      for (const { physicalLocation } of locations)
        expect(physicalLocation.artifactLocation.uri).toMatch(/^(?!\.\.?(?:\/|$))[\w.!~*'()%/-]{1,4000}$/);
      expect(message.text).not.toMatch(/(?<!\\)\[/);
    }
    expect(JSON.stringify(sarifRun).length).toBeLessThan(250_000);
  });

  test("the status line is one line that fits", () => {
    const waiting = {
      event: "row-waiting" as const,
      at: AT,
      id: text,
      attempt: 1,
      verdict: "fail" as const,
      summary: text,
      deadline: text,
      moving: true,
    };
    const { state } = advance(initialProgress(), waiting, { ...SCREEN, live: true });
    const line = status(state, new Date(AT), { ...SCREEN, live: true }) ?? "";
    expect(line).not.toMatch(DANGEROUS);
    expect(cells(line)).toBeLessThan(SCREEN.width);
  });
});
