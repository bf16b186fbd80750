import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { everythingOf } from "../testing/everything.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./released-objects-exist.ts";

const profile = profileOf({
  releases: [
    { name: "web", namespace: "apps", workloads: [{ kind: "Deployment", name: "named" }] },
    { name: "crds", namespace: "apps" },
  ],
});
const now = new Date("2026-11-21T12:00:00Z");
const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  ...{ apiVersion, kind, name },
  ...(namespace && { namespace }),
});
const release = (...objects: object[]) => ({
  ...{ name: "web", namespace: "apps", revision: 3, status: "deployed" },
  manifest: { namespace: "apps", objects },
});
const WORLD = [
  "v1/Namespace apps",
  "v1/ConfigMap apps/settings",
  "apps/v1/Deployment apps/web",
  "rbac.authorization.k8s.io/v1/ClusterRole reader",
];
const judged = (releases: object[], everything = everythingOf(WORLD)) =>
  judge(row, { helmReleases: look(releases), everything: look(everything) }, { profile, now });

describe("references/released-objects-exist", () => {
  test("all are there: in the release's namespace where none is written, cluster-wide whatever is written", () => {
    const all = [
      object("v1", "ConfigMap", "settings"),
      object("apps/v1", "Deployment", "web", "apps"),
      object("rbac.authorization.k8s.io/v1", "ClusterRole", "reader", "apps"),
      object("extensions/v1beta1", "Deployment", "web"),
    ];
    expect(judged([release(...all)])).toMatchObject({ verdict: "pass", examined: 4 });
  });

  test("one is gone; what the profile names has a check of its own, and a Job may go", () => {
    const world = everythingOf(WORLD, [{ group: "batch", kind: "Job", count: 0 }]);
    const judgement = judged(
      [
        release(
          object("v1", "ConfigMap", "other"),
          object("apps/v1", "Deployment", "named"),
          object("batch/v1", "Job", "migrate"),
        ),
      ],
      world,
    );
    expect(judgement).toMatchObject({
      verdict: "fail",
      examined: 3,
      findings: [
        {
          subject: "configmap/apps/other",
          expected: "to exist: release/apps/web has it in the manifest of its revision 3",
          actual: "none",
        },
      ],
      remarks: [
        "job/apps/migrate of release/apps/web is gone: a Job may be removed once it is finished (ttlSecondsAfterFinished)",
      ],
    });
  });

  test("a namespace or a kind that is gone is one finding", () => {
    const lost = [
      object("v1", "ConfigMap", "a", "gone"),
      object("apps/v1", "Deployment", "b", "gone"),
      object("example.org/v1", "Widget", "c"),
      object("example.org/v1", "Widget", "d"),
    ];
    expect(judged([release(...lost)]).findings).toMatchObject([
      { subject: "namespace/gone", expected: "the namespace of 2 objects of release/apps/web", actual: "none" },
      {
        subject: "kind/Widget.example.org",
        expected: "served: 2 objects of release/apps/web are of this kind, c first",
        actual: "the API serves no Widget of example.org, and none of its objects is left",
      },
    ]);
  });

  test("what could not be seen keeps it from passing", () => {
    const refused = { kind: "forbidden", message: "403" } as const;
    const world = everythingOf(WORLD, [
      { kind: "Secret", trouble: refused },
      { kind: "Event", leftOut: "expires" },
    ]);
    const held = [object("v1", "Secret", "a"), object("v1", "Secret", "b"), object("v1", "Event", "e")];
    expect(judged([release(...held, object("v1", "ConfigMap", "settings"))], world)).toMatchObject({
      verdict: "inconclusive",
      examined: 1,
      unseen: [{ subject: "kind/Secret", reason: "403; 2 objects that should exist are of this kind" }],
    });
    expect(judged([release(), { name: "x", namespace: "y", undecoded: "holds no release" }])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "release/y/x", reason: "holds no release" }],
    });
  });

  test("a release that the profile does not list is held to its manifest, and without any it does not apply", () => {
    const without = (...releases: object[]) =>
      judge(
        row,
        { helmReleases: look(releases), everything: look(everythingOf(WORLD)) },
        { profile: profileOf(), now },
      );
    expect(without(release(object("v1", "ConfigMap", "settings"))).verdict).toBe("pass");
    expect(without(release(object("v1", "ConfigMap", "lost"))).findings).toMatchObject([
      { subject: "configmap/apps/lost", actual: "none" },
    ]);
    expect(without()).toMatchObject({ verdict: "not-applicable" });
    expect(without({ name: "x", namespace: "y", undecoded: "holds no release" }).verdict).toBe("inconclusive");
  });

  test("nothing to examine, a source that errs", () => {
    expect(judged([])).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    const results = { helmReleases: look([]), everything: trouble("forbidden") };
    expect(judge(row, results, { profile, now })).toMatchObject({ verdict: "inconclusive" });
  });
});
