import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, silent } from "../testing/talos.ts";
import versionsMatch from "./versions-match.ts";

const now = new Date("2026-11-21T12:00:00Z");
const kubernetes = { endpoint: "https://10.25.11.10:6443", version: "v1.35.0" };
const profile = profileOf({ talos: { version: "v1.12.0" }, kubernetes });
const node = (kubeletVersion?: string) => ({ metadata: { name: "cp1" }, status: { nodeInfo: { kubeletVersion } } });
const judged = (tag: unknown, nodes: object[] = [node("v1.35.0")], wanted = profile) =>
  judge(
    versionsMatch,
    { talosVersions: look([answered("cp1", { tag })]), nodes: look(nodes) },
    { profile: wanted, now },
  );

describe("talos/versions-match", () => {
  test("Talos and the kubelet, with or without a leading v", () => {
    expect(judged("1.12.0")).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("a node one patch behind; no waiting mends it", () => {
    expect(judged("v1.11.9").findings).toEqual([
      { subject: "node/cp1", expected: "Talos v1.12.0", actual: "v1.11.9", hopeless: true },
    ]);
    expect(judged("v1.12.0", [node("v1.34.2")]).findings).toEqual([
      { subject: "node/cp1", expected: "kubelet v1.35.0", actual: "v1.34.2", hopeless: true },
    ]);
  });

  test("a kubelet of another patch than the profile's", () => {
    expect(judged("v1.12.0", [node("v1.35.1")]).findings).toMatchObject([{ actual: "v1.35.1", hopeless: true }]);
  });

  test("only what the profile gives is compared", () => {
    const machines = profileOf({ talos: { version: "v1.12.0" }, kubernetes: { endpoint: kubernetes.endpoint } });
    expect(judged("v1.12.0", [], machines)).toMatchObject({ verdict: "pass", examined: 1 });
    const kubelets = profileOf({ talos: {}, kubernetes });
    expect(judged("v0.0.0", [node("v1.35.0")], kubelets)).toMatchObject({ verdict: "pass", examined: 1 });
  });

  test("a version without patch accepts any patch of that minor only", () => {
    const loose = profileOf({ talos: {}, kubernetes: { ...kubernetes, version: "v1.35" } });
    expect(judged("anything", [node("v1.35.7")], loose).verdict).toBe("pass");
    expect(judged("anything", [node("v1.350.0")], loose).findings).toMatchObject([{ actual: "v1.350.0" }]);
  });

  test("a node that is not registered, or does not say", () => {
    expect(judged("v1.12.0", []).findings).toMatchObject([{ actual: "no registered Node" }]);
    expect(judged("v1.12.0", [{ metadata: { name: "cp1" }, status: {} }]).findings).toMatchObject([
      { actual: "a Node that does not say its kubelet's version" },
    ]);
    expect(judged("v1.12.0", [{ metadata: { name: "cp1" } }]).findings).toMatchObject([
      { actual: "a Node that does not say its kubelet's version" },
    ]);
    expect(judged(undefined)).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "node/cp1", reason: "does not say its Talos version" }],
    });
  });

  test("a silent node is not seen", () => {
    const results = { talosVersions: look([silent("cp1", "i/o timeout")]), nodes: look([node("v1.35.0")]) };
    expect(judge(versionsMatch, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: i/o timeout",
    });
  });

  test("a source that is missing, and a profile without versions", () => {
    expect(judge(versionsMatch, { talosVersions: trouble("timeout"), nodes: look([]) }, { profile, now }).reason).toBe(
      "talosVersions: timeout",
    );
    const without = profileOf({ talos: {}, kubernetes: { endpoint: kubernetes.endpoint } });
    expect(judge(versionsMatch, {}, { profile: without, now }).reason).toBe(
      "the profile names no version of Talos or Kubernetes",
    );
  });
});
