import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import { answered, resource, silent } from "../testing/talos.ts";
import kubePrismIsHealthy from "./kube-prism-is-healthy.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ talos: {} });
const judged = (resources: object[]) =>
  judge(kubePrismIsHealthy, { talosKubePrism: look([answered("cp1", resources)]) }, { profile, now });

describe("talos/kube-prism-is-healthy", () => {
  test("healthy", () => {
    expect(judged([resource("k8s-loadbalancer", { host: "127.0.0.1:7445", healthy: true })])).toMatchObject({
      verdict: "pass",
      examined: 1,
    });
  });

  test("not healthy, not said, not there", () => {
    expect(judged([resource("k8s-loadbalancer", { host: "127.0.0.1:7445", healthy: false })]).findings).toEqual([
      {
        subject: "node/cp1",
        expected: "KubePrism healthy",
        actual: "not healthy at 127.0.0.1:7445",
        since: "2026-11-21T11:41:00Z",
      },
    ]);
    expect(judged([resource("k8s-loadbalancer", null)]).findings).toMatchObject([{ actual: "not said" }]);
    expect(judged([]).findings).toMatchObject([{ actual: "KubePrism is not running" }]);
  });

  test("a silent node is not seen", () => {
    expect(
      judge(kubePrismIsHealthy, { talosKubePrism: look([silent("cp1", "reset")]) }, { profile, now }),
    ).toMatchObject({
      verdict: "inconclusive",
      reason: "node/cp1: reset",
    });
  });

  test("a source that is missing, and a profile with KubePrism off", () => {
    expect(judge(kubePrismIsHealthy, { talosKubePrism: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
    expect(judge(kubePrismIsHealthy, {}, { profile: profileOf({ talos: { kubePrism: false } }), now }).reason).toBe(
      "the profile has KubePrism off",
    );
  });
});
