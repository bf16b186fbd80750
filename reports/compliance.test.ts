import { expect, test } from "vitest";
import { complianceOf } from "./compliance.ts";
import { ended, finished, finding, placed, row, runOf, started } from "./testing/events.ts";

const CIDRS = "repository/pod-and-service-cidrs-agree";
const MESH = "repository/cluster-mesh-is-declared-whole";
const STORAGE = "repository/storage-runs-where-it-belongs";
const HANDOVER = "repository/handover-to-flux-is-declared";
const TRACKS = "repository/git-source-tracks-the-branch";
const OWNER = "repository/objects-have-one-owner";

const matrix = complianceOf(
  runOf([
    started([CIDRS, MESH, STORAGE, HANDOVER, TRACKS, OWNER].map((id) => row(id))),
    finished(CIDRS, "fail", { findings: [placed(), finding()] }),
    finished(MESH, "not-applicable", { reason: "the profile has no mesh" }),
    finished(STORAGE, "inconclusive", { reason: "x.yaml is a template" }),
    finished(HANDOVER, "pass", { notices: [{ ...placed(), severity: "warning" }] }),
    finished(TRACKS, "pass"),
    finished(OWNER, "pass"),
    ended(),
  ]),
);
const of = (pattern: string) => matrix.find((one) => one.pattern === pattern);

test("the nine patterns of the reference repositories, in their order", () =>
  expect(matrix.map(({ pattern, verdict }) => `${pattern}: ${verdict}`)).toEqual([
    "Phased CRD extraction: not-run",
    "Helmfile orchestration: not-run",
    "Explicit dependencies: not-run",
    "Flux-instance post-sync hook: pass",
    "Cluster-specific values: not-run",
    "Storage on infra-only: inconclusive",
    "Cilium day-2 via Flux: not-run",
    "ClusterMesh automation: not-applicable",
    "Pod CIDR validation: fail",
  ]));

test("each says what was seen, and how its checks went", () => {
  expect(of("Pod CIDR validation")).toMatchObject({
    seen: "bootstrap/01-core.yaml:5:14: release/kube-system/cilium: helmfile installs 1.18.0 (and 1 more)",
    checks: [{ id: CIDRS, verdict: "fail" }],
  });
  expect(of("ClusterMesh automation")?.seen).toBe("the profile has no mesh");
  expect(of("Storage on infra-only")?.seen).toBe("x.yaml is a template");
  expect(of("Flux-instance post-sync hook")?.seen).toBe("1 warning");
  expect(of("Cilium day-2 via Flux")?.checks.map(({ verdict }) => verdict)).toEqual(["not-run", "pass", "not-run"]);
});

test("a run without the checkout's checks has no matrix", () =>
  expect(complianceOf(runOf([started([row("flux/x")]), finished("flux/x", "pass"), ended()]))).toEqual([]));
