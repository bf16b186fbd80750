import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./releases-are-deployed.ts";

const now = new Date("2026-11-21T12:00:00Z");
const record = (name: string, parts: object = {}) => ({
  name,
  namespace: name === "cilium" ? "kube-system" : name,
  revision: 1,
  status: "deployed",
  createdAt: "2026-11-21T11:00:00Z",
  managers: ["Helm"],
  ...parts,
});
const profile = profileOf({ releases: [{ name: "cilium", namespace: "kube-system" }] });
const judged = (...records: object[]) => judge(row, { helmReleases: look(records) }, { profile, now });
const details = (description: string) => ({ details: { description, lastDeployed: "2026-11-21T11:30:00Z" } });

describe("components/releases-are-deployed", () => {
  test("the newest revision is deployed", () => {
    expect(
      judged(
        record("cilium", { revision: 10, ...details("Upgrade complete") }),
        record("cilium", { revision: 9, status: "superseded" }),
      ),
    ).toMatchObject({ verdict: "pass", examined: 1 });
  });
  test("no release; another namespace's is another release", () => {
    expect(judged().findings).toEqual([
      { subject: "release/kube-system/cilium", expected: "a deployed Helm release", actual: "none" },
    ]);
    expect(judged(record("cilium", { namespace: "apps" })).verdict).toBe("fail");
  });
  test("pending, failed, superseded without a deployed one", () => {
    expect(judged(record("cilium", { status: "pending-install" })).findings).toMatchObject([
      { actual: "revision 1 is pending-install; no revision is deployed", since: "2026-11-21T11:00:00Z" },
    ]);
    expect(
      judged(record("cilium", { revision: 2, status: "failed", ...details("timed out") }), record("cilium")).findings,
    ).toMatchObject([
      { actual: "revision 2 is failed (timed out); revision 1 is deployed still", since: "2026-11-21T11:30:00Z" },
    ]);
    expect(judged(record("cilium", { status: "superseded" })).verdict).toBe("fail");
    const failed = record("cilium", { revision: 3, status: "failed" });
    expect(judged(failed, record("cilium", { revision: 2, status: "superseded" })).findings).toMatchObject([
      { actual: "revision 3 is failed; no revision is deployed" },
    ]);
  });
  test("a rollback looks deployed", () => {
    expect(judged(record("cilium", { revision: 5, ...details("Rollback to 3") })).findings).toMatchObject([
      { actual: "revision 5 is a rollback to 3" },
    ]);
    expect(judged(record("cilium", { revision: 25, ...details("Rollback to 13") })).findings).toMatchObject([
      { actual: "revision 25 is a rollback to 13" },
    ]);
    expect(judged(record("cilium", details("Upgrade complete; no Rollback to 3"))).verdict).toBe("pass");
  });
  test("deployed, but its description could not be read: it may be a rollback", () => {
    expect(judged(record("cilium"))).toMatchObject({
      verdict: "inconclusive",
      examined: 0,
      unseen: [{ subject: "release/kube-system/cilium" }],
    });
  });
  test("irrelevant, erring", () => {
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { helmReleases: trouble("forbidden") }, { profile, now }).verdict).toBe("inconclusive");
  });
});

describe("releases that the profile does not name", () => {
  const well = record("cilium", details("Install complete"));
  const other = (status: string, parts: object = {}) => record("tools", { status, ...parts });

  test("are held to their newest revision", () => {
    expect(judged(well, other("deployed", { revision: 1 }), other("failed", { revision: 2 })).findings).toEqual([
      {
        subject: "release/tools/tools",
        expected: "no release that was left failed or in work",
        actual: "revision 2 is failed; the profile does not name this release",
        since: "2026-11-21T11:00:00Z",
      },
    ]);
    expect(judged(well, other("failed", { revision: 1 }), other("deployed", { revision: 2 }))).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
    for (const status of ["pending-install", "pending-upgrade", "pending-rollback", "uninstalling"])
      expect(judged(well, other(status)).verdict).toBe("fail");
    for (const status of ["uninstalled", "superseded"]) expect(judged(well, other(status)).verdict).toBe("pass");
  });

  test("one that somebody works on is told", () => {
    expect(judged(well, other("pending-upgrade", { modifiedAt: "2026-11-21T11:55:00Z" }))).toMatchObject({
      verdict: "pass",
      remarks: ["release/tools/tools: revision 1 is pending-upgrade since 2026-11-21T11:55:00Z"],
    });
  });

  test("those of a HelmRelease are Flux's", () => {
    const managing = {
      metadata: { name: "tools", namespace: "tools" },
      spec: { targetNamespace: "x", releaseName: "tools" },
    };
    const given = { helmReleases: look([well, other("failed")]), helmReleaseResources: look([managing]) };
    expect(judge(row, given, { profile, now }).verdict).toBe("pass");
  });

  test("stand for none of the profile's", () => {
    expect(judged(record("cilium"), other("deployed")).verdict).toBe("inconclusive");
    expect(judged(record("cilium"), other("failed")).verdict).toBe("fail");
  });
});
