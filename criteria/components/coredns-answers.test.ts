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
  test("where all failures are the upstream's, it is told as what it is", () => {
    const forwarded = { good: 0, bad: 61, broken: 0 };
    expect(judged([pod({ responses: { SERVFAIL: 61 }, forwarded })]).findings).toMatchObject([
      { actual: "plugin forward gave no answer and 61 failures (SERVFAIL, REFUSED)" },
    ]);
  });
  describe("names outside the cluster", () => {
    const of = (forwarded: object) =>
      judged([pod({ namespace: "kube-system", responses: { NOERROR: 4210 }, forwarded })]);

    test("answers of the cluster's own names clear nothing", () => {
      expect(of({ good: 0, bad: 9844, broken: 412 }).findings).toEqual([
        {
          subject: "pod/kube-system/coredns-1",
          expected: "names outside the cluster answered by the upstream of plugin forward",
          actual:
            "plugin forward gave no answer and 9844 failures (SERVFAIL, REFUSED); 412 times no upstream was healthy",
        },
      ]);
      expect(of({ good: 0, bad: 0, broken: 10 }).verdict).toBe("fail");
    });

    test("nor do some among many times as many failures", () => {
      expect(of({ good: 10, bad: 100, broken: 0 }).findings).toMatchObject([
        { actual: "plugin forward gave 10 answers and 100 failures (SERVFAIL, REFUSED)" },
      ]);
      expect(of({ good: 10, bad: 99, broken: 0 }).verdict).toBe("pass");
      expect(of({ good: 11, bad: 100, broken: 0 }).verdict).toBe("pass");
    });

    test("a start's failures are none; what is over is a remark", () => {
      expect(of({ good: 0, bad: 9, broken: 9 })).toMatchObject({
        verdict: "pass",
        remarks: ["pod/kube-system/coredns-1: 9 times since its start no upstream of plugin forward was healthy"],
      });
      expect(of({ good: 0, bad: 2, broken: 0 })).toMatchObject({ verdict: "pass", remarks: [] });
    });
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
  test("one that is no release is judged where it runs, and does not apply where none does", () => {
    const without = (pods: object[]) => judge(row, { coredns: look(pods) }, { profile: profileOf(), now });
    expect(without([pod()])).toMatchObject({ verdict: "pass", examined: 1 });
    expect(without([pod({ responses: { SERVFAIL: 7 } })]).findings).toMatchObject([{ actual: "only 7 SERVFAIL" }]);
    expect(without([])).toMatchObject({
      verdict: "not-applicable",
      reason: "the profile lists no release coredns, and no pod with its label runs in kube-system",
    });
    const probe = { name: "kubernetes.default", resolved: false, detail: "no answer" };
    const probed = judge(row, { coredns: look([]), dnsProbe: look([probe]) }, { profile: profileOf(), now });
    expect(probed.verdict).toBe("fail");
  });
  test("no pod, not looked at, erring", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    const both = profileOf({ releases: ["spegel", "coredns"].map((name) => ({ name, namespace: "kube-system" })) });
    expect(judge(row, { coredns: look([pod()]) }, { profile: both, now }).verdict).toBe("pass");
    const other = profileOf({ releases: [{ name: "spegel", namespace: "kube-system" }] });
    expect(judge(row, {}, { profile: other, now }).verdict).toBe("inconclusive");
    expect(judge(row, { coredns: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
