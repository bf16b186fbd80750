import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./versions-match.ts";

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
const profile = profileOf({
  releases: [
    {
      name: "cilium",
      namespace: "kube-system",
      version: "1.18.5",
      appVersion: "v1.18.5",
      images: { cilium: "v1.18.5" },
    },
  ],
});
const details = { chart: "cilium", chartVersion: "1.18.5", appVersion: "1.18.5", lastDeployed: "2026-11-21T11:00:00Z" };
const pod = (image: string) => ({
  metadata: { name: "cilium-1", namespace: "kube-system" },
  spec: { containers: [{ image }] },
  status: { phase: "Running" },
});
const judged = (
  parts: object,
  pods: object[] = [pod("quay.io:443/cilium/cilium:v1.18.5@sha256:ab")],
  given = profile,
) =>
  judge(
    row,
    { helmReleases: look([record("cilium", { details: { ...details, ...parts } })]), pods: look(pods) },
    { profile: given, now },
  );

describe("components/versions-match", () => {
  test("chart, app version and image, whatever the leading v", () =>
    expect(judged({})).toMatchObject({ verdict: "pass", examined: 2 }));
  test("each of them other", () => {
    expect(judged({ chartVersion: "1.18.4" }).findings).toEqual([
      {
        subject: "release/kube-system/cilium",
        expected: "chart version 1.18.5",
        actual: "1.18.4",
        since: "2026-11-21T11:00:00Z",
        hopeless: true,
      },
    ]);
    expect(judged({ appVersion: "" }).findings).toMatchObject([
      { expected: "app version v1.18.5", actual: "no app version" },
    ]);
    expect(judged({}, [pod("quay.io/cilium/cilium:v1.18.4")]).findings).toMatchObject([
      { subject: "pod/kube-system/cilium-1", actual: "quay.io/cilium/cilium:v1.18.4" },
    ]);
    const named = profileOf({
      releases: [{ name: "cilium", namespace: "kube-system", chart: "cilium-enterprise", version: "1.18.5" }],
    });
    expect(judged({}, [], named).findings).toMatchObject([{ expected: "chart cilium-enterprise", actual: "cilium" }]);
  });
  test("only running pods of the release's namespace, and only containers of that image, are compared", () => {
    const good = pod("quay.io/cilium/cilium:v1.18.5");
    const old = pod("quay.io/cilium/cilium:v1.17.0");
    const others = [
      { ...old, metadata: { ...old.metadata, namespace: "apps" } },
      { ...old, status: { phase: "Succeeded" } },
      { ...old, status: { phase: "Failed" } },
      pod("quay.io/cilium/cilium-envoy:v1.35"),
      { metadata: { namespace: "kube-system" }, spec: { containers: [{}] } },
      { metadata: { namespace: "kube-system" } },
    ];
    expect(judged({}, [...others, good])).toMatchObject({ verdict: "pass", examined: 2 });
    const sidecar = { ...good, spec: { containers: [{ image: "busybox:1" }, ...old.spec.containers] } };
    expect(judged({}, [sidecar]).findings).toMatchObject([{ expected: "image cilium:v1.18.5" }]);
    expect(judged({}, others)).toMatchObject({ verdict: "inconclusive", examined: 1 });
  });
  test("each version alone is enough to compare", () => {
    const of = (parts: object) => profileOf({ releases: [{ name: "cilium", namespace: "kube-system", ...parts }] });
    expect(judged({}, [], of({ appVersion: "1.18.5" }))).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged({}, [], of({ version: "1.18.5" }))).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged({}, [], of({ chart: "cilium", version: "1.18.5" }))).toMatchObject({ verdict: "pass", examined: 1 });
    const images = of({ images: { cilium: "v1.18.5" } });
    expect(judged({}, [pod("cilium:v1.18.5")], images)).toMatchObject({ verdict: "pass", examined: 1 });
    const gone = { helmReleases: look([]), pods: look([pod("cilium:v1.18.5")]) };
    expect(judge(row, gone, { profile: images, now })).toMatchObject({ verdict: "pass", examined: 1 });
    for (const wanted of [{ appVersion: "1.18.5" }, { version: "1.18.5" }])
      expect(judge(row, gone, { profile: of(wanted), now })).toMatchObject({
        verdict: "inconclusive",
        unseen: [{ reason: "there is no release whose version could be read" }],
      });
  });
  test("a release of which no version is expected is not counted", () => {
    const given = profileOf({
      releases: [
        { name: "cilium", namespace: "kube-system" },
        { name: "gone", namespace: "kube-system", version: "1.0.0" },
      ],
    });
    expect(judged({}, [], given)).toMatchObject({ verdict: "inconclusive", examined: 0 });
  });
  test("a release or an image that is not there is unseen", () => {
    expect(judged({}, [])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "image/cilium", reason: "no pod of kube-system runs it" }],
    });
    expect(judge(row, { helmReleases: look([]), pods: look([pod("cilium:v1.18.5")]) }, { profile, now })).toMatchObject(
      {
        verdict: "inconclusive",
        unseen: [{ subject: "release/kube-system/cilium" }],
      },
    );
  });
  test("irrelevant without releases or versions; erring", () => {
    expect(judged({}, [], profileOf()).verdict).toBe("not-applicable");
    expect(judged({}, [], profileOf({ releases: [{ name: "cilium", namespace: "kube-system" }] })).reason).toBe(
      "the profile names no versions",
    );
    expect(judge(row, { helmReleases: look([]), pods: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});
