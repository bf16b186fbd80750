import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./coredns-answers.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ releases: [{ name: "coredns", namespace: "kube-system" }] });
const pod = (parts: object = {}) => ({
  pod: "coredns-1",
  ready: true,
  reached: true,
  detail: "200 OK",
  responses: { NOERROR: 10 },
  ...parts,
});
const judged = (pods: object[], probe?: object[]) =>
  judge(row, { coredns: look(pods), ...(probe && { dnsProbe: look(probe) }) }, { profile, now });

describe("components/coredns-answers", () => {
  test("ready and answering", () =>
    expect(judged([pod()])).toMatchObject({ verdict: "pass", examined: 1, remarks: [] }));
  test("not ready says what the pod said", () => {
    expect(judged([pod({ ready: false, detail: "503 kubernetes" })]).findings).toEqual([
      { subject: "pod/coredns-1", expected: "200 from /ready", actual: "503 kubernetes" },
    ]);
  });
  test("only failures among its answers", () => {
    expect(judged([pod({ responses: { SERVFAIL: 7 } })]).findings).toMatchObject([{ actual: "only 7 SERVFAIL" }]);
    expect(judged([pod({ responses: { SERVFAIL: 7, NXDOMAIN: 1 } })]).verdict).toBe("pass");
    expect(judged([pod({ responses: { SERVFAIL: 7, NOERROR: 1 } })]).verdict).toBe("pass");
    const mixed = { SERVFAIL: 7, REFUSED: 2, NOERROR: 0, NXDOMAIN: 0, FORMERR: 0 };
    expect(judged([pod({ responses: mixed })]).findings).toEqual([
      { subject: "pod/coredns-1", expected: "answers", actual: "only 7 SERVFAIL, 2 REFUSED" },
    ]);
  });
  test("a proxy that did not get through says nothing of the pod", () => {
    expect(judged([pod({ ready: false, reached: false, detail: "403 denied" })])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "pod/coredns-1", reason: "the API's proxy did not reach it: 403 denied" }],
    });
  });
  test("no counted answer is a remark", () =>
    expect(judged([pod({ responses: {} })])).toMatchObject({
      verdict: "pass",
      remarks: ["pod/coredns-1 is ready; no answer of it was counted"],
    }));
  test("counters that all stand at 0 are no answers", () =>
    expect(judged([pod({ responses: { NOERROR: 0 } })]).remarks).toHaveLength(1));
  test("names that resolve do not stand for pods that are not there", () => {
    const probe = { name: "kubernetes.default", resolved: true, detail: "10.96.0.1" };
    expect(judged([], [probe])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judged([], [{ ...probe, resolved: false }]).verdict).toBe("fail");
  });
  test("with --probes a name that does not resolve", () => {
    expect(judged([pod()], [{ name: "kubernetes.default", resolved: false, detail: "timed out" }]).findings).toEqual([
      { subject: "name/kubernetes.default", expected: "resolved from a pod", actual: "timed out" },
    ]);
  });
  test("a name that no pod resolved is a fail though CoreDNS itself could not be asked", () => {
    const failed = look([{ name: "kubernetes.default", resolved: false, detail: "timed out" }]);
    expect(judge(row, { coredns: trouble("forbidden"), dnsProbe: failed }, { profile, now })).toMatchObject({
      verdict: "fail",
      findings: [{ subject: "name/kubernetes.default", actual: "timed out" }],
    });
    const resolved = look([{ name: "kubernetes.default", resolved: true, detail: "10.96.0.1" }]);
    expect(judge(row, { coredns: trouble("forbidden"), dnsProbe: resolved }, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "coredns: its pods could not be asked: forbidden",
    });
  });
  test("names that resolve are counted beside the pods", () => {
    const probe = [{ name: "kubernetes.default", resolved: true, detail: "10.96.0.1" }];
    expect(judged([pod()], probe)).toMatchObject({ verdict: "pass", examined: 2 });
    expect(judged([pod()], [{ ...probe[0], resolved: false, detail: "" }]).findings).toMatchObject([
      { actual: "not resolved" },
    ]);
  });
  test("no pod, irrelevant, erring", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    const both = profileOf({ releases: ["spegel", "coredns"].map((name) => ({ name, namespace: "kube-system" })) });
    expect(judge(row, { coredns: look([pod()]) }, { profile: both, now }).verdict).toBe("pass");
    const other = profileOf({ releases: [{ name: "spegel", namespace: "kube-system" }] });
    expect(judge(row, {}, { profile: other, now }).reason).toBe("the profile lists no release coredns");
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { coredns: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
