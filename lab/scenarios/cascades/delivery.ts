import { agentsWait } from "../../faults/cilium.ts";
import { kustomizationFails, neverApplied, sourceFails, SOURCE } from "../../faults/flux.ts";
import { revised } from "../../faults/helm.ts";
import { condition, edit, remove, statusOf, type Json } from "../../faults/objects.ts";
import { scaledToZero, waits, CRASH_LOOP, IMAGE_PULL } from "../../faults/workloads.ts";
import type { Scenario } from "../../scenario.ts";
import { NOT_RECONCILED, NOTHING_FETCHED, OVERDUE, POD_CRASHES, POD_WAITS, TOLD_BY_EACH_AGENT } from "../rows.ts";

/** The cause lies in what brings the rest: the source, Flux's controllers, CRDs, a release. */
export const FROM_DELIVERY: readonly Scenario[] = [
  {
    name: "deploy-key-deleted-artifact-lost",
    title:
      "The deploy key is gone and source-controller was restarted: nothing can be fetched again, nothing is applied",
    from: "a real cluster",
    faults: [
      remove("Secret", "flux-system/github-deploy-key"),
      sourceFails(
        "AuthenticationFailed",
        `failed to get secret 'flux-system/github-deploy-key': secrets "github-deploy-key" not found`,
      ),
      edit("GitRepository", SOURCE, (object) => {
        delete statusOf(object)["artifact"];
      }),
      condition("GitRepository", SOURCE, "ArtifactInStorage", {
        ...{ status: "False", reason: "NoArtifact", message: "no artifact for resource in storage" },
      }),
      condition("Kustomization", undefined, "Ready", {
        ...{ status: "False", reason: "SourceNotReady", message: "Source artifact not found, retrying in 30s" },
        agoSeconds: 1500,
      }),
    ],
    expect: {
      first: ["flux/deploy-key-is-in-place"],
      falls: ["flux/git-source-is-ready", ...NOTHING_FETCHED],
    },
  },
  {
    name: "kustomize-controller-down",
    title: "kustomize-controller crashes: nothing is applied any more",
    from: "a real cluster",
    faults: [
      waits("Deployment", "flux-system/kustomize-controller", CRASH_LOOP),
      condition("FluxInstance", "flux-system/flux", "Ready", {
        status: "False",
        reason: "ReconciliationFailed",
        message: "timeout waiting for: [Deployment/flux-system/kustomize-controller status: 'InProgress']",
      }),
      edit("GitRepository", SOURCE, (object) => {
        const artifact = statusOf(object)["artifact"] as Json;
        Object.assign(artifact, {
          revision: "refs/heads/main@sha1:0c1d2e3f405162738495a6b7c8d9e0f102132435",
          lastUpdateTime: "2026-01-05T09:40:00Z",
        });
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["flux/controllers-are-ready", "flux/instance-is-ready", ...NOTHING_FETCHED, ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "source-controller-down",
    title: "source-controller is scaled to 0: its last words stand",
    from: "a real cluster",
    faults: [
      scaledToZero("Deployment", "flux-system/source-controller"),
      sourceFails("GitOperationFailed", "failed to checkout and determine revision: context deadline exceeded"),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: ["flux/controllers-are-ready", "flux/git-source-is-ready", ...NOTHING_FETCHED],
    },
  },
  {
    name: "crd-missing-for-gateways",
    title: "The Gateway CRDs are missing: Gateways are refused, their Kustomization fails, apps wait",
    from: "a public repository",
    faults: [
      remove("CustomResourceDefinition", /\.gateway\.networking\.k8s\.io$/),
      neverApplied("Gateway"),
      remove("GatewayClass"),
      neverApplied("HTTPRoute"),
      kustomizationFails(
        "flux-system/cluster-networking",
        "ReconciliationFailed",
        'Gateway/network/internal dry-run failed: no matches for kind "Gateway" in version "gateway.networking.k8s.io/v1"',
      ),
    ],
    expect: {
      first: ["crds/required-are-established"],
      falls: [...NOT_RECONCILED, ...OVERDUE],
      unseen: [
        "crds/came-before-their-users",
        "components/were-installed-in-order",
        "platform/gateways-are-programmed",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "cilium-release-failed",
    title: "The install of Cilium failed: its agents wait, nodes are not Ready",
    from: "story 1.3",
    faults: [
      revised("kube-system/cilium", 1, ({ info }) => {
        info.status = "failed";
        info.description = 'Release "cilium" failed: context deadline exceeded';
      }),
      agentsWait(IMAGE_PULL),
      edit("Node", undefined, (node) => {
        for (const it of statusOf(node)["conditions"] as Json[]) {
          if (it["type"] === "Ready")
            Object.assign(it, {
              status: "False",
              reason: "KubeletNotReady",
              message: "container runtime network not ready: cni plugin not initialized",
            });
        }
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: [
        "talos/health-command-passes",
        "kubernetes/every-expected-node-is-ready",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        ...POD_WAITS,
      ],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/agents-run-the-current-config", "budget/timeline-is-whole"],
    },
  },
];
