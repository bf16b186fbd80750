import { describe, expect, test } from "vitest";
import { htmlReport } from "./report.ts";
import { AT, ended, finished, finding, row, runOf, started } from "../testing/events.ts";

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
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\((?!#)/);
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
    const empty = new Set(["meta", "br", "col", "rect", "line"]);
    for (const [, slash, tag = ""] of page
      .replace(/<!doctype html>|<style>[^]*?<\/style>/g, "")
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

test("only a live run is without a stamp, on screen and on every printed page", () => {
  expect(htmlReport(runOf(events))).not.toContain("SIMULATED");
  const lab = htmlReport(runOf([started([row("a/one")], { backend: "lab" }), finished("a/one", "pass"), ended()]));
  expect(lab.match(/<p class="stamp" role="note">SIMULATED: /g)).toHaveLength(2);
  expect(lab).toContain(`@top-center { content: "SIMULATED`);
  expect(lab).toContain("(SIMULATED)</title>");
});

describe("the drawing", () => {
  const point = (minute: number, basis: "observed" | "inferred" = "observed") => ({
    at: new Date(Date.parse(AT) + minute * 60_000).toISOString(),
    source: "Helm",
    precisionMs: 1000,
    basis,
  });
  const page = (parts: object) =>
    htmlReport(
      runOf([
        started([]),
        {
          event: "timeline",
          at: AT,
          timeline: { phases: [], intervals: [], criticalPath: [], remarks: [], gaps: [], ...parts },
        },
        ended(),
      ]),
    );

  test("marks what is inferred and what is on the critical path, and draws the budget", () => {
    const drawn = page({
      start: point(0),
      phases: [{ name: "core", title: "Core", start: point(0, "inferred"), end: point(5), tookMs: 300_000 }],
      intervals: [{ name: "release cilium", kind: "release", start: point(1), end: point(3) }],
      criticalPath: [{ name: "release cilium", tookMs: 120_000, what: "pulled" }],
      budget: { totalMs: 600_000, tookMs: 300_000, basis: "observed" },
    });
    expect(drawn).toMatch(/<rect x="230" [^>]*class="phase" fill="url\(#hatch\)"/);
    expect(drawn).toMatch(/<rect x="296" y="[\d.]+" width="132" height="8" rx="2" class="interval critical"\/>/);
    expect(drawn).toMatch(/<line x1="890" [^>]*class="budget"/);
  });

  test("draws a budget that is far away nowhere: what happened has the room", () => {
    const drawn = page({
      start: point(0),
      phases: [{ name: "core", title: "Core", start: point(0), end: point(1), tookMs: 60_000 }],
      budget: { totalMs: 600_000, tookMs: 60_000, basis: "observed" },
    });
    expect(drawn).not.toContain('class="budget"');
    expect(drawn).toMatch(/<rect x="230" y="[\d.]+" width="660"/);
  });

  test("draws a phase without an end for as long as it took at the least", () => {
    const drawn = page({ phases: [{ name: "core", title: "Core", start: point(0), atLeastMs: 90_000 }] });
    expect(drawn).toContain(`class="took">≥1m30s</text>`);
    expect(drawn).toContain("at least 1m30s");
  });

  test("draws nothing of what has no ends, times that are none, or one instant", () => {
    expect(page({ phases: [{ name: "core", title: "Core", start: point(0) }] })).toContain("there is nothing to draw");
    const broken = { ...point(0), at: "yesterday" };
    expect(page({ phases: [{ name: "core", title: "Core", start: broken, end: broken }] })).toContain(
      "nothing to draw",
    );
    expect(page({ phases: [{ name: "core", title: "Core", start: point(0), end: point(0) }] })).not.toMatch(
      /NaN|Infinity/,
    );
  });
});
