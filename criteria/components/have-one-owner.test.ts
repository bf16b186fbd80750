import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./have-one-owner.ts";

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
const given = (owner: "helm" | "flux" | "adopted", flux = false) =>
  profileOf({
    releases: [{ name: "cilium", namespace: "kube-system", owner, workloads: [{ kind: "DaemonSet", name: "cilium" }] }],
    ...(flux && { flux: { source: { url: "ssh://git@x/y", ref: "main" }, kustomization: { path: "./a" } } }),
  });
const resource = (name: string, spec: object = { releaseName: "cilium" }, version?: number) => ({
  metadata: { name, namespace: "kube-system" },
  spec,
  status: version === undefined ? {} : { history: [{ name: "cilium", version }] },
});
const set = (labels: object = {}) => ({ metadata: { name: "cilium", namespace: "kube-system", labels } });
const judged = (
  owner: "helm" | "flux" | "adopted",
  resources: object[] | undefined,
  parts: { record?: object; labels?: object; flux?: boolean } = {},
) =>
  judge(
    row,
    {
      helmReleases: look([record("cilium", { revision: 3, ...parts.record })]),
      deployments: look([]),
      statefulSets: look([]),
      daemonSets: look([set(parts.labels)]),
      ...(resources && { helmReleaseResources: look(resources) }),
    },
    { profile: given(owner, parts.flux), now },
  );

describe("components/have-one-owner", () => {
  test("helm alone; adopted with the HelmRelease's own newest revision", () => {
    expect(judged("helm", [])).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged("adopted", [resource("cilium", { releaseName: "cilium" }, 3)]).verdict).toBe("pass");
  });
  test("a HelmRelease manages what helmfile manages", () => {
    expect(judged("helm", [resource("cilium")]).findings).toEqual([
      {
        subject: "release/kube-system/cilium",
        expected: "managed by helm alone",
        actual: "HelmRelease kube-system/cilium manages it too",
      },
    ]);
  });
  test("a HelmRelease that keeps its revisions elsewhere than the release's are", () => {
    const elsewhere = { releaseName: "cilium", storageNamespace: "flux-system" };
    expect(judged("adopted", [resource("cilium", elsewhere, 3)]).findings).toMatchObject([
      { actual: "revision 3 in kube-system: two managers keep two histories of one release" },
    ]);
    const stored = { record: { storedIn: "flux-system" } };
    expect(judged("adopted", [resource("cilium", elsewhere, 3)], stored).verdict).toBe("pass");
  });
  test("the name of its release is derived as Flux derives it", () => {
    expect(judged("helm", [resource("cilium", {})]).verdict).toBe("fail");
    expect(judged("helm", [resource("x", { targetNamespace: "kube-system" })]).verdict).toBe("pass");
    expect(judged("helm", [resource("cilium", { targetNamespace: "apps", releaseName: "cilium" })]).verdict).toBe(
      "pass",
    );
  });
  test("two HelmReleases; none where one is expected", () => {
    expect(judged("adopted", [resource("a"), resource("b")]).findings).toMatchObject([
      { expected: "one HelmRelease", actual: "2: kube-system/a, kube-system/b" },
    ]);
    expect(judged("flux", []).findings).toEqual([
      { subject: "release/kube-system/cilium", expected: "a HelmRelease that manages it", actual: "none" },
    ]);
  });
  test("helmfile wrote after the hand-over", () => {
    expect(
      judged("adopted", [resource("cilium", { releaseName: "cilium" }, 2)], {
        record: { modifiedAt: "2026-11-21T11:50:00Z" },
      }).findings,
    ).toMatchObject([
      {
        expected: "revision 2, the newest that HelmRelease kube-system/cilium made",
        actual: "revision 3 by Helm: somebody else wrote it after the hand-over",
        since: "2026-11-21T11:50:00Z",
      },
    ]);
  });
  test("labels of two managers on one workload, and of one that no longer is", () => {
    const labels = { "helm.toolkit.fluxcd.io/name": "cilium", "kustomize.toolkit.fluxcd.io/name": "infra" };
    expect(judged("adopted", [resource("cilium", { releaseName: "cilium" }, 3)], { labels }).findings).toMatchObject([
      { subject: "daemonset/kube-system/cilium", actual: "HelmRelease cilium and Kustomization infra" },
    ]);
    expect(judged("helm", [], { labels: { "helm.toolkit.fluxcd.io/name": "cilium" } }).findings).toMatchObject([
      { subject: "daemonset/kube-system/cilium" },
    ]);
  });
  test("a workload's label is told once, and only where helm is to own the release alone", () => {
    const labels = { "helm.toolkit.fluxcd.io/name": "cilium" };
    expect(judged("helm", [resource("cilium")], { labels }).findings).toMatchObject([
      { subject: "release/kube-system/cilium" },
    ]);
    expect(judged("flux", [], { labels }).findings).toMatchObject([{ subject: "release/kube-system/cilium" }]);
    expect(judged("helm", [], { labels }).findings).toEqual([
      {
        subject: "daemonset/kube-system/cilium",
        expected: "managed by helm alone",
        actual: "labelled as HelmRelease cilium's, which does not name this release",
      },
    ]);
    expect(judged("helm", undefined, { labels }).findings).toMatchObject([
      { actual: "labelled as HelmRelease cilium's" },
    ]);
    expect(judged("helm", [], { labels: { "kustomize.toolkit.fluxcd.io/name": "infra" } }).verdict).toBe("pass");
  });
  test("a workload that is not there, or bare, has no second manager", () => {
    const results = (daemonSets: object[]) => ({
      helmReleases: look([record("cilium")]),
      deployments: look([]),
      statefulSets: look([]),
      daemonSets: look(daemonSets),
      helmReleaseResources: look([{ metadata: null }, {}]),
    });
    expect(judge(row, results([]), { profile: given("helm"), now }).verdict).toBe("pass");
    const bare = { metadata: { name: "cilium", namespace: "kube-system" } };
    expect(judge(row, results([bare]), { profile: given("helm"), now }).verdict).toBe("pass");
  });
  test("one release of several that Flux owns is enough for its HelmReleases to be needed", () => {
    const mixed = profileOf({
      releases: [
        { name: "cilium", namespace: "kube-system", owner: "helm" },
        { name: "spegel", namespace: "spegel", owner: "flux" },
      ],
    });
    const results = {
      helmReleases: look([record("cilium"), record("spegel")]),
      deployments: look([]),
      statefulSets: look([]),
      daemonSets: look([]),
    };
    expect(judge(row, results, { profile: mixed, now })).toMatchObject({
      verdict: "inconclusive",
      examined: 2,
      unseen: [{ subject: "helmreleases", reason: "were not read, so that a second owner cannot be ruled out" }],
    });
  });
  test("an adopted release whose records are gone; a HelmRelease whose history is empty", () => {
    expect(judged("adopted", [resource("cilium")], { record: { name: "other" } })).toMatchObject({
      findings: [],
      unseen: [{ reason: "there is no release whose revisions could be read" }],
    });
    const empty = { ...resource("cilium"), status: { history: [] } };
    expect(judged("adopted", [empty]).unseen).toMatchObject([
      { reason: "HelmRelease kube-system/cilium tells no revision yet" },
    ]);
    expect(judged("adopted", [{ ...resource("cilium"), status: undefined }]).unseen).toHaveLength(1);
  });
  test("nobody is named as the writer of a revision that names none", () => {
    const [finding] = judged("adopted", [resource("cilium", { releaseName: "cilium" }, 2)], {
      record: { managers: [] },
    }).findings;
    expect(finding).toMatchObject({
      actual: "revision 3: somebody else wrote it after the hand-over",
      since: "2026-11-21T11:00:00Z",
    });
    const [gone] = judged("adopted", [resource("cilium", { releaseName: "cilium" }, 4)]).findings;
    expect(gone).not.toHaveProperty("since");
  });
  test("HelmReleases that could not be read cannot be ruled out where Flux is used", () => {
    expect(judged("helm", undefined, { flux: true })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "helmreleases" }],
    });
    expect(judged("helm", undefined).verdict).toBe("pass");
  });
  test("what was not read is not told as missing", () => {
    for (const flux of [true, false]) {
      expect(judged("adopted", undefined, { flux })).toMatchObject({
        verdict: "inconclusive",
        findings: [],
        unseen: [{ subject: "helmreleases" }],
      });
    }
  });
  test("a HelmRelease that tells no revision yet, a release without Secrets: not known, so no pass", () => {
    expect(judged("adopted", [resource("cilium")])).toMatchObject({
      verdict: "inconclusive",
      findings: [],
      unseen: [
        { subject: "release/kube-system/cilium", reason: "HelmRelease kube-system/cilium tells no revision yet" },
      ],
    });
    expect(judged("helm", [], { record: { name: "other" } })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "release/kube-system/cilium", reason: "there is no release whose revisions could be read" }],
    });
  });
  test("a revision that is gone is not told as a foreign one", () => {
    expect(judged("adopted", [resource("cilium", { releaseName: "cilium" }, 4)]).findings).toMatchObject([
      { actual: "revision 3 is the newest: later ones are gone" },
    ]);
  });
  test("no release, irrelevant, erring", () => {
    const empty = {
      helmReleases: look([]),
      deployments: look([]),
      statefulSets: look([]),
      daemonSets: look([]),
      helmReleaseResources: look([]),
    };
    expect(judge(row, empty, { profile: given("helm"), now })).toMatchObject({
      verdict: "inconclusive",
      examined: 0,
    });
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
    expect(judge(row, { ...empty, helmReleases: trouble("forbidden") }, { profile: given("helm"), now }).verdict).toBe(
      "inconclusive",
    );
  });
});
