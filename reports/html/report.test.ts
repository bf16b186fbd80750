import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { inOrder } from "../places.ts";
import { htmlReport, SCRIPT } from "./report.ts";
import { ended, finished, finding, row, runOf, saved, started } from "../testing/events.ts";

const stories = [
  { id: "1.3", title: "Bootstrap", criteria: [{ ac: "AC1", statement: "Talos is up", rows: ["a/*", "b/*"] }] },
];
const events = [
  started([row("a/one"), row("a/two"), row("a/three")], { stories }),
  finished("a/one", "fail"),
  finished("a/two", "pass"),
  finished("a/three", "waived", { findings: [finding()], reason: "waived by ops" }),
  ended(),
];

describe("report.html", () => {
  const page = htmlReport(runOf(events));

  test("needs nothing but itself, and says so to the browser", () => {
    const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [, style = ""] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const [, script = ""] = /<script type="module">([^]*?)<\/script>/.exec(page) ?? [];
    expect(page).toContain(
      `content="default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<link|<iframe|@import|url\((?!#)|<[^>]*\s(?:style|on\w+)=/);
  });

  test("its script is small, and without comments", () => {
    expect(SCRIPT.length).toBeLessThan(10_000);
    expect(SCRIPT).toContain("export function matches(");
    expect(SCRIPT).not.toMatch(/\/\*/);
  });

  test("has a language, a title with the verdict, headings in order, and links that lead somewhere", () => {
    expect(page).toContain(`<html lang="en">`);
    expect(page).toContain("<title>FAIL: infra, 2026-11-21 04:10:22 UTC</title>");
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids, target).toContain(target);
  });

  test("spells out who asks for a check", () => {
    expect(page).toContain("<li>AC1: the Talos control plane is bootstrapped by ");
  });

  test("never tells a verdict by colour alone", () => {
    expect(page).toContain(`<span class="verdict fail"><span aria-hidden="true">✗</span> fail</span>`);
  });

  test("every element that is opened is closed", () => {
    const open: string[] = [];
    const empty = new Set(["meta", "br", "col", "rect", "input"]);
    for (const [, slash, tag = ""] of page
      .replace(/<!doctype html>|<style>[^]*?<\/style>|<script[^]*?<\/script>/g, "")
      .matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/gi)) {
      if (empty.has(tag)) continue;
      if (slash) expect(open.pop()).toBe(tag);
      else open.push(tag);
    }
    expect(open).toEqual([]);
  });

  test("shows waivers, and what is partial", () => {
    expect(page).toContain("<strong>Waiver:</strong> waived by ops");
    expect(page).toContain("<strong>PARTIAL.</strong>");
  });
});

test("a check is opened by its own id, and shows what it was judged by as links", () => {
  const evidence = ["observations/nodes.json", "observations/../../etc/passwd", "javascript:alert(1)"];
  const page = htmlReport(
    runOf([started([row("a/one")]), finished("a/one", "fail", {}, { evidence }), saved("nodes"), ended()]),
  );
  expect(page).toContain(`<div class="body" id="a/one">`);
  expect(page).toContain(`<a href="observations/nodes.json"><code>observations/nodes.json</code></a>`);
  expect([...page.matchAll(/href="([^#"][^"]*)"/g)].map(([, link]) => link)).toEqual(["observations/nodes.json"]);
});

test("what was seen is in seconds, and commands stand alone to be copied", () => {
  const found = finding({ actual: "since 2026-11-21T04:10:22.123456789Z: `x`", next: "kubectl get nodes" });
  const page = htmlReport(runOf([started([row("a/one")]), finished("a/one", "fail", { findings: [found] }), ended()]));
  expect(page).toContain("since 2026-11-21T04:10:22Z: <code>x</code>");
  expect(page).toContain(`<code class="command">kubectl get nodes</code>`);
});

test("a story's further lists are folded, with what decided them counted", () => {
  const criteria = ["AC1", "VC1", "VC2"].map((ac) => ({ ac, statement: ac, rows: ac === "VC2" ? [] : ["a/one"] }));
  const page = htmlReport(
    runOf([
      started([row("a/one")], { stories: [{ id: "1.3", title: "Bootstrap", criteria }] }),
      finished("a/one", "pass"),
      ended(),
    ]),
  );
  expect(page).toContain(
    `<details class="list"><summary>VC: <span class="verdict pass">1 passed</span>, 1 not judged: attest by hand</summary>`,
  );
});

test("of thousands of findings as many are shown as keep the page below half a megabyte", () => {
  const findings = Array.from({ length: 300 }, (_, index) =>
    finding({ subject: `pod/team-${index}/worker-${index}`, actual: `the image cannot be pulled ${"x".repeat(300)}` }),
  );
  const ids = Array.from({ length: 100 }, (_, index) => `a/check-${index}`);
  const page = htmlReport(
    runOf([started(ids.map((id) => row(id))), ...ids.map((id) => finished(id, "fail", { findings })), ended()]),
  );
  expect(Buffer.byteLength(page)).toBeLessThan(500_000);
  expect(page).toMatch(/… and 2\d\d more in run\.json/);
});

test("a page of a million findings is made within seconds: subjects are counted once for all checks", () => {
  const ids = Array.from({ length: 100 }, (_, index) => `a/check-${index}`);
  const findings = Array.from({ length: 10_000 }, (_, index) => finding({ subject: `pod/team/worker-${index}` }));
  const run = runOf([started(ids.map((id) => row(id))), ended()]);
  const criteria = run.criteria.map((check) => ({ ...check, verdict: "fail" as const, findings }));
  const began = performance.now();
  inOrder({ ...run, criteria });
  // some seconds on a busy machine; counted anew for each check it is the hundredfold
  expect(performance.now() - began).toBeLessThan(20_000);
});

test("what a root cause explains of another one is said with both", () => {
  const run = runOf([
    started([row("a/one"), row("a/two")]),
    finished("a/one", "fail"),
    finished("a/two", "fail"),
    ended(),
  ]);
  const [first, ...others] = run.diagnosis;
  const diagnosis = first ? [{ ...first, partly: [{ check: "a/two", subjects: ["pod/a/b"] }] }, ...others] : [];
  const page = htmlReport({ ...run, diagnosis });
  expect(page).toMatch(/Some of what <a href="#a\/two">.*<\/a> found is a consequence of it too\./);
  expect(page).toMatch(/<p>Some of what it found is a consequence of <a href="#a\/one">.*<\/a>\.<\/p>/);
});

test("only a live run is without a stamp, on screen and on every printed page", () => {
  expect(htmlReport(runOf(events))).not.toContain("SIMULATED");
  const lab = htmlReport(runOf([started([row("a/one")], { backend: "lab" }), finished("a/one", "pass"), ended()]));
  expect(lab.match(/<p class="stamp" role="note">SIMULATED: /g)).toHaveLength(2);
  expect(lab).toContain(`@top-center { content: "SIMULATED`);
  expect(lab).toContain("(SIMULATED)</title>");
});
