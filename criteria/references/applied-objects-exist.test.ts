import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { everythingOf } from "../testing/everything.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./applied-objects-exist.ts";

const profile = profileOf({
  flux: { source: { url: "ssh://git@example.com/ops.git", ref: "main" }, kustomization: { path: "./x" } },
});
const now = new Date("2026-11-21T12:00:00Z");
const everything = everythingOf([
  "v1/Namespace apps",
  "v1/ConfigMap apps/settings",
  "rbac.authorization.k8s.io/v1/ClusterRole system:reader",
  "postgresql.cnpg.io/v1/Cluster apps/db",
]);
const kustomization = (ids: string[], spec: object = {}, metadata: object = {}) => ({
  metadata: { name: "apps", namespace: "flux-system", ...metadata },
  spec,
  status: { inventory: { entries: ids.map((id) => ({ id, v: "v1" })) } },
});
const judged = (...kustomizations: object[]) =>
  judge(row, { kustomizations: look(kustomizations), everything: look(everything) }, { profile, now });

describe("references/applied-objects-exist", () => {
  test("all are there, an RBAC object with a colon in its name too", () => {
    const ids = [
      "apps_settings__ConfigMap",
      "_apps__Namespace",
      "_system__reader_rbac.authorization.k8s.io_ClusterRole",
      "apps_db_postgresql.cnpg.io_Cluster",
    ];
    expect(judged(kustomization(ids))).toMatchObject({ verdict: "pass", examined: 4 });
  });

  test("entries that are gone", () => {
    expect(
      judged(kustomization(["apps_other__ConfigMap", "apps_x_postgresql.cnpg.io_Cluster"])).findings,
    ).toMatchObject([
      {
        next: "flux reconcile kustomization apps -n flux-system --with-source",
        subject: "configmap/apps/other",
        expected: "to exist: kustomization/flux-system/apps has it in its inventory",
        actual: "none",
      },
      {
        subject: "cluster.postgresql.cnpg.io/apps/x",
        expected: "to exist: kustomization/flux-system/apps has it in its inventory",
        actual: "none",
      },
    ]);
  });

  test("an entry that cannot be read keeps it from passing", () => {
    expect(judged(kustomization(["apps_settings__ConfigMap", "nonsense"]))).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "kustomization/flux-system/apps", reason: "some entries of its inventory cannot be read" }],
    });
  });

  test("what is deleted, or applies to another cluster, has nothing to show here", () => {
    const gone = ["apps_other__ConfigMap"];
    expect(judged(kustomization(gone, { kubeConfig: { secretRef: null } }))).toMatchObject({ examined: 0 });
    expect(judged(kustomization(gone, {}, { deletionTimestamp: "2026-11-21T11:00:00Z" }))).toMatchObject({
      examined: 0,
    });
  });

  test("nothing to examine, a source that errs, a profile without Flux", () => {
    expect(judged({})).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    const results = { kustomizations: trouble("not-served"), everything: look(everything) };
    expect(judge(row, results, { profile, now })).toMatchObject({ verdict: "inconclusive" });
    expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
