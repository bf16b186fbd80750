import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/looks.ts";
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
    expect(judged({}, [], profileOf({ releases: [{ name: "cilium", namespace: "kube-system" }] })).verdict).toBe(
      "not-applicable",
    );
    expect(judge(row, { helmReleases: look([]), pods: trouble("timeout") }, { profile, now }).verdict).toBe(
      "inconclusive",
    );
  });
});
