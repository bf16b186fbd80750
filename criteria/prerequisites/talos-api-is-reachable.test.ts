import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./talos-api-is-reachable.ts";

const now = new Date("2026-11-21T12:00:00Z");
const nodes = [
  { name: "cp1", address: "10.25.11.11", role: "control-plane" as const },
  { name: "cp2", address: "10.25.11.12", role: "control-plane" as const },
];
const profile = profileOf({ nodes, talos: {} });
const ok = (node: string) => ({ node, address: "x", look: { ok: true, value: { tag: "v1.12.0" } } });
const bad = (node: string, kind: string, message: string) => ({
  node,
  address: "x",
  look: { ok: false, trouble: { kind, message } },
});
const judged = (answers: object[]) => judge(row, { talosVersions: look(answers) }, { profile, now });

describe("prerequisites/talos-api-is-reachable", () => {
  test("every node answers", () => {
    expect(judged([ok("cp1"), ok("cp2")])).toMatchObject({ verdict: "pass", examined: 2 });
  });
  test("one refuses, one is silent", () => {
    expect(
      judged([
        bad("cp1", "command-failed", "connection refused"),
        bad("cp2", "command-killed", "did not end within 20 s"),
      ]),
    ).toMatchObject({
      verdict: "fail",
      findings: [
        { subject: "node/cp1", actual: "connection refused" },
        { subject: "node/cp2", actual: "did not end within 20 s" },
      ],
    });
  });
  test("a node that was not asked, or could not be for want of talosctl, is unseen", () => {
    expect(judged([ok("cp1")])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "node/cp2", reason: "was not asked" }],
    });
    expect(judged([ok("cp1"), bad("cp2", "command-missing", "talosctl is not on PATH")])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "node/cp2", reason: "talosctl is not on PATH" }],
    });
    expect(judged([])).toMatchObject({ verdict: "inconclusive", examined: 0 });
  });
  test("without Talos it is irrelevant; a source that errs is inconclusive", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).reason).toBe("the profile's machines are not Talos");
    expect(judge(row, { talosVersions: trouble("file") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
