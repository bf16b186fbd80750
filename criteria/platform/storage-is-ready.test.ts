import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import storageIsReady from "./storage-is-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  platform: {
    storage: {
      classes: ["ceph-block", "openebs-hostpath"],
      default: "ceph-block",
      provisioners: [{ kind: "Deployment", namespace: "rook-ceph", name: "rook-ceph-operator" }],
    },
  },
  workloads: { mayPend: [{ namespace: "lab", name: "later", reason: "waits for its first consumer" }] },
});
const storageClass = (name: string, byDefault?: string) => ({
  metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": byDefault } },
});
const classes = [storageClass("ceph-block", "true"), storageClass("openebs-hostpath")];
const claim = (phase: string | undefined, storageClassName?: string, name = "data") => ({
  metadata: { name, namespace: "lab", creationTimestamp: "2026-11-21T11:00:00Z" },
  spec: { storageClassName },
  status: { phase },
});
const operator = {
  metadata: { name: "rook-ceph-operator", namespace: "rook-ceph", generation: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
};
const results = (claims: object[], storageClasses: object[] = classes, deployments: object[] = [operator]) => ({
  storageClasses: look(storageClasses),
  persistentVolumeClaims: look(claims),
  deployments: look(deployments),
  daemonSets: look([]),
  statefulSets: look([]),
});
const judged = (...seen: Parameters<typeof results>) => judge(storageIsReady, results(...seen), { profile, now });

describe("platform/storage-is-ready", () => {
  test("classes, default, provisioner and claims; claims of other classes and allowed ones do not count", () => {
    const others = [claim("Pending", "elsewhere"), claim("Pending", ""), claim("Pending", "ceph-block", "later")];
    expect(judged([claim("Bound", "ceph-block"), claim("Bound"), ...others])).toMatchObject({
      verdict: "pass",
      examined: 6,
    });
  });

  test("a class is missing", () => {
    expect(judged([], [storageClass("ceph-block", "true")])).toMatchObject({
      verdict: "fail",
      findings: [{ subject: "storageclass/openebs-hostpath", expected: "a StorageClass", actual: "none" }],
    });
  });

  test("no default, another one, two", () => {
    const actual = (...of: object[]) => judged([], of).findings[0]?.actual;
    expect(actual(storageClass("ceph-block"), storageClass("openebs-hostpath"))).toBe("no default");
    expect(actual(storageClass("ceph-block"), storageClass("openebs-hostpath", "true"))).toBe(
      "default: openebs-hostpath",
    );
    expect(actual(storageClass("ceph-block", "true"), storageClass("openebs-hostpath", "true"))).toBe(
      "default: ceph-block, openebs-hostpath",
    );
  });

  test("the provisioner does not run", () => {
    expect(judged([], classes, []).findings).toMatchObject([
      { subject: "deployment/rook-ceph/rook-ceph-operator", actual: "none" },
    ]);
  });

  test("a claim that waits, one on the default class, one whose volume is lost", () => {
    expect(judged([claim("Pending", "ceph-block")]).findings).toEqual([
      {
        subject: "persistentvolumeclaim/lab/data",
        expected: "Bound",
        actual: "Pending, class ceph-block",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
    expect(judged([claim(undefined)]).findings).toMatchObject([{ actual: "no phase, class (default)" }]);
    expect(judged([claim("Lost", "ceph-block")]).findings).toMatchObject([{ hopeless: true }]);
    expect(judged([claim("Lost", "ceph-block", "later")]).findings).toMatchObject([
      { actual: "Lost, class ceph-block" },
    ]);
    expect(judged([{ ...claim("Pending", "ceph-block", "later"), metadata: undefined }]).verdict).toBe("fail");
  });

  test("the profile's patterns for what may pend hold here too", () => {
    const patterned = profileOf({
      platform: { storage: { classes: ["ceph-block"] } },
      workloads: { mayPend: [{ namespace: "lab", name: "later-*", reason: "waits" }] },
    });
    const seen = results([claim("Pending", "ceph-block", "later-0"), claim("Bound", "ceph-block", "later-1")]);
    expect(judge(storageIsReady, seen, { profile: patterned, now })).toMatchObject({ verdict: "pass", examined: 2 });
    const elsewhere = { ...claim("Pending", "ceph-block", "later-0"), metadata: { name: "later-0", namespace: "db" } };
    expect(judge(storageIsReady, results([elsewhere]), { profile: patterned, now }).verdict).toBe("fail");
  });

  test("a source that errs; no storage", () => {
    const erring = { ...results([]), persistentVolumeClaims: trouble("forbidden") };
    expect(judge(storageIsReady, erring, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "persistentVolumeClaims: forbidden",
    });
    expect(judge(storageIsReady, {}, { profile: profileOf(), now }).reason).toBe("the profile has no storage");
  });
});
