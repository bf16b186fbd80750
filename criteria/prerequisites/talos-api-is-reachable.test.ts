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

  describe("a role that is too little for `talosctl health`", () => {
    const machine = profileOf({ talos: {} });
    const judgedBy = (roles: string[], rbac?: boolean, profile = machine) => {
      const versions = profile.nodes.map(({ name, address }) => ({
        ...{ node: name, address },
        look: look({ tag: "v1.12.1", ...(rbac !== undefined && { rbac }) }),
      }));
      const certificate = { organizations: roles };
      const config = { path: "t", contexts: ["infra"], context: { name: "infra" }, certificate };
      return judge(row, { talosVersions: look(versions), talosconfig: look(config) }, { profile, now });
    };

    test("is told before anything is asked in vain", () => {
      expect(judgedBy(["os:operator"], true)).toMatchObject({
        verdict: "inconclusive",
        unseen: [
          {
            subject: "talosconfig/infra",
            reason: "has os:operator, and `talosctl health` needs os:admin (talos.health: false leaves it out)",
          },
        ],
      });
    });

    test("an administrator, machines that ask for no role, and health that is left out", () => {
      expect(judgedBy(["os:reader", "os:admin"])).toMatchObject({ verdict: "pass" });
      expect(judgedBy(["os:reader"], false)).toMatchObject({ verdict: "pass" });
      expect(judgedBy(["os:reader"], true, profileOf({ talos: { health: false } }))).toMatchObject({ verdict: "pass" });
      expect(judgedBy([])).toMatchObject({ verdict: "pass" });
    });
  });
});
