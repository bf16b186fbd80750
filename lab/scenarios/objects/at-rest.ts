import { brings, says } from "../../faults/kinds.ts";
import { add, ago } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";

/** What looks unwell and is so by its nature, or by somebody's will. */
export const AT_REST: readonly Scenario[] = [
  {
    name: "objects-at-rest",
    title: "Suspended, completed, scaled to nothing, superseded, limited: none of it is unwell",
    from: "issue: kinds whose nature is to be not ready",
    faults: [
      brings(
        { group: "pipes.example.org", plural: "pipes", kind: "Pipe" },
        {
          metadata: { name: "suspended", namespace: "default", generation: 2 },
          spec: { suspend: true },
          status: { observedGeneration: 1, conditions: [says("Ready", "False", "Stopped", "it was stopped")] },
        },
        {
          metadata: { name: "at-zero", namespace: "default", generation: 1 },
          status: { conditions: [says("Ready", "False", "ScaledToZero", "no traffic")] },
        },
        {
          metadata: {
            name: "going",
            namespace: "default",
            deletionTimestamp: "2026-01-05T09:59:20Z",
            finalizers: ["pipes.example.org/drain"],
          },
        },
      ),
      add(
        {
          ...{
            apiVersion: "batch/v1",
            kind: "Job",
            metadata: { name: "migrate", namespace: "default", generation: 1 },
          },
          spec: { completions: 1 },
          status: {
            succeeded: 1,
            conditions: [says("SuccessCriteriaMet", "True", "", ""), says("Complete", "True", "", "")],
          },
        },
        {
          ...{
            apiVersion: "autoscaling/v2",
            kind: "HorizontalPodAutoscaler",
            metadata: { name: "web", namespace: "default" },
          },
          status: {
            conditions: [
              says("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size"),
              says(
                "ScalingActive",
                "False",
                "ScalingDisabled",
                "scaling is disabled since the replica count of the target is zero",
              ),
              says("ScalingLimited", "True", "TooFewReplicas", "the desired replica count is less than the minimum"),
            ],
          },
        },
        {
          ...{
            apiVersion: "policy/v1",
            kind: "PodDisruptionBudget",
            metadata: { name: "web", namespace: "default", generation: 1 },
          },
          status: {
            ...{ observedGeneration: 1, currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0, expectedPods: 1 },
            conditions: [says("DisruptionAllowed", "False", "InsufficientPods", "")],
          },
        },
        {
          ...{ apiVersion: "cert-manager.io/v1", kind: "CertificateRequest" },
          metadata: {
            ...{ name: "wildcard-1", namespace: "network", generation: 1 },
            ownerReferences: [
              { apiVersion: "cert-manager.io/v1", kind: "Certificate", name: "wildcard", uid: "c", controller: true },
            ],
          },
          status: { conditions: [says("Ready", "False", "Failed", "the first order failed, the second did not")] },
        },
        {
          ...{
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "asleep", namespace: "default", generation: 1 },
          },
          spec: { replicas: 0 },
          status: { observedGeneration: 1, conditions: [says("Available", "True", "MinimumReplicasAvailable", "")] },
        },
        {
          ...{
            apiVersion: "coordination.k8s.io/v1",
            kind: "Lease",
            metadata: { name: "old-operator", namespace: "default" },
          },
          spec: {
            holderIdentity: "old-operator-5d9c7b8f6d-abcde_6f0c",
            leaseDurationSeconds: 15,
            renewTime: "2026-01-05T08:00:00.000000Z",
          },
        },
      ),
    ],
  },
  {
    name: "request-handled",
    title: "Flux was asked to reconcile, and did",
    from: "https://fluxcd.io/flux/components/kustomize/kustomizations/#triggering-a-reconcile",
    faults: [
      (world) => ({
        ...world,
        kubernetes: {
          ...world.kubernetes,
          objects: world.kubernetes.objects.map((object) => {
            if (object.kind !== "Kustomization") return object;
            const at = ago(world, 600);
            const annotations = { ...object.metadata.annotations, "reconcile.fluxcd.io/requestedAt": at };
            const status = { ...(object["status"] as object), lastHandledReconcileAt: at };
            return { ...object, metadata: { ...object.metadata, annotations }, status };
          }),
        },
      }),
    ],
  },
];
