import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { everythingOf } from "../testing/everything.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./claims-are-bound.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({ platform: { storage: { classes: ["ceph-block"] } } });
const claim = (phase?: string, name = "data") => ({
  metadata: { name, namespace: "db", creationTimestamp: "2026-11-21T11:00:00Z" },
  spec: { storageClassName: "ceph-block" },
  status: { phase },
});
const judged = (claims: object[], given = profile) =>
  judge(row, { persistentVolumeClaims: look(claims) }, { profile: given, now });

describe("workloads/claims-are-bound", () => {
  test("all bound", () => expect(judged([claim("Bound")])).toMatchObject({ verdict: "pass", examined: 1 }));
  test("pending, lost, without a phase", () => {
    expect(judged([claim("Pending")]).findings).toEqual([
      {
        subject: "persistentvolumeclaim/db/data",
        expected: "Bound",
        actual: "Pending, class ceph-block",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
    expect(judged([claim("Lost")]).findings).toMatchObject([{ hopeless: true }]);
    expect(judged([claim()]).findings).toMatchObject([{ actual: "no phase, class ceph-block" }]);
  });
  test("bound to a volume that does not exist, or to none", () => {
    const world = everythingOf(["v1/PersistentVolume pv-1"]);
    const bound = (volumeName?: string) => ({ ...claim("Bound"), spec: { volumeName } });
    const on = (volumeName?: string) =>
      judge(row, { persistentVolumeClaims: look([bound(volumeName)]), everything: look(world) }, { profile, now });
    expect(on("pv-1").verdict).toBe("pass");
    expect(on("pv-2").findings).toMatchObject([{ actual: "bound to volume pv-2, which does not exist" }]);
    expect(on().findings).toMatchObject([{ actual: "Bound, and names no volume" }]);
  });
  test("one that may pend is a remark, and no pass by itself", () => {
    const given = profileOf({
      platform: { storage: { classes: ["x"] } },
      workloads: { mayPend: [{ namespace: "db", name: "data", reason: "WaitForFirstConsumer" }] },
    });
    expect(judged([claim("Pending"), claim("Bound", "other")], given)).toMatchObject({
      verdict: "pass",
      remarks: ["persistentvolumeclaim/db/data may pend: WaitForFirstConsumer"],
    });
    expect(judged([claim("Pending")], given).verdict).toBe("inconclusive");
  });
  test("what may pend is excused by its namespace and name, while it pends; a lost volume is not", () => {
    const given = profileOf({
      platform: { storage: { classes: ["x"] } },
      workloads: { mayPend: [{ namespace: "db", name: "data-*", reason: "later" }] },
    });
    expect(judged([claim("Bound", "data-0")], given)).toMatchObject({ verdict: "pass", examined: 1, remarks: [] });
    expect(judged([claim("Pending", "data-0"), claim("Pending", "log-0")], given).findings).toMatchObject([
      { subject: "persistentvolumeclaim/db/log-0" },
    ]);
    const elsewhere = { ...claim("Pending"), metadata: { name: "data-0", namespace: "apps" } };
    expect(judged([elsewhere], given).verdict).toBe("fail");
    expect(judged([claim("Lost", "data-0")], given).findings).toMatchObject([{ actual: "Lost, class ceph-block" }]);
    expect(judged([{ metadata: { name: "data", namespace: "db" } }]).findings).toMatchObject([
      { actual: "no phase, class (default)" },
    ]);
    expect(judged([claim("Pending")]).findings[0]).not.toHaveProperty("hopeless");
  });
  test("no claim where storage is expected is inconclusive; without storage it is irrelevant", () => {
    expect(judged([]).verdict).toBe("inconclusive");
    expect(judged([], profileOf()).reason).toBe("the profile names no storage and no database: no claim is expected");
    for (const platform of [{ ceph: { osds: 1 } }, { databases: [{ namespace: "db", name: "pg" }] }])
      expect(judged([claim("Bound")], profileOf({ platform })).verdict).toBe("pass");
    expect(judge(row, { persistentVolumeClaims: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
