import { brings, says } from "../../faults/kinds.ts";
import { add, condition, edit, statusOf, type Json } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";
import { NOT_RECONCILED } from "../rows.ts";

const RESOURCE_SET = { group: "fluxcd.controlplane.io", plural: "resourcesets", kind: "ResourceSet" };

/** What no check knows says of itself that it is unwell. */
export const UNWELL: readonly Scenario[] = [
  {
    name: "resource-set-failed",
    title: "A ResourceSet of the Flux operator failed: what it would have made is not there",
    from: "a bug report: controlplaneio-fluxcd/flux-operator#594",
    faults: [
      brings(RESOURCE_SET, {
        metadata: { name: "tenants", namespace: "flux-system", generation: 1 },
        status: {
          conditions: [
            says("Ready", "False", "ReconciliationFailed", "Namespace/Team_A: dry-run failed: invalid name"),
          ],
        },
      }),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
  {
    name: "operator-degraded",
    title: "Thirty objects of an operator that nobody knows are Degraded, all for one reason",
    from: "an operator's convention: https://github.com/openshift/api, Degraded",
    faults: [
      brings(
        { group: "queues.example.org", plural: "queues", kind: "Queue" },
        ...Array.from({ length: 30 }, (_, n) => ({
          metadata: { name: `orders-${n}`, namespace: "default", generation: 1 },
          status: {
            conditions: [
              says("Available", "True", "AsExpected", "serves"),
              says("Degraded", "True", "BrokerUnreachable", `broker-${n} does not answer`),
            ],
          },
        })),
      ),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
  {
    name: "peer-config-not-reconciled",
    title: "Cilium's agent cannot reconcile its BGP configuration, and its sessions stand",
    from: "https://docs.cilium.io/en/stable/network/bgp-control-plane/bgp-control-plane-operation/",
    faults: [
      condition("CiliumBGPNodeConfig", "lab-cp-02", "cilium.io/BGPReconcileError", {
        status: "True",
        reason: "BGPReconcileError",
        message: "failed to reconcile route policies: invalid prefix length",
      }),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
  {
    name: "ready-twice",
    title: "An object of an unknown kind has two Ready conditions: a controller appended False and left True",
    from: "robustness: lists that should be maps",
    faults: [
      brings(
        { group: "example.org", plural: "tunnels", kind: "Tunnel", scope: "Cluster" },
        {
          metadata: { name: "west", generation: 1 },
          status: {
            conditions: [
              says("Ready", "True", "Up", "up"),
              says("Ready", "False", "HandshakeFailed", "no answer of the peer"),
            ],
          },
        },
      ),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
  {
    name: "root-is-ready-twice",
    title: "A Kustomization has two Ready conditions, and the later one is False",
    from: "robustness: lists that should be maps",
    faults: [
      edit("Kustomization", "flux-system/cluster-apps", (object) => {
        const conditions = statusOf(object)["conditions"] as Json[];
        conditions.push({
          ...conditions[0],
          ...{ type: "Ready", status: "False", reason: "BuildFailed", lastTransitionTime: "2026-01-05T09:30:00Z" },
          message: "kustomization.yaml not found",
        });
      }),
    ],
    expect: { first: ["flux/nothing-is-stuck"], falls: NOT_RECONCILED },
  },
  {
    name: "autoscaler-blind",
    title: "A HorizontalPodAutoscaler gets no metrics, and scales nothing",
    from: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/",
    faults: [
      add({
        ...{ apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler" },
        metadata: { name: "web", namespace: "default" },
        spec: {
          minReplicas: 1,
          maxReplicas: 3,
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        },
        status: {
          ...{ currentReplicas: 1, desiredReplicas: 0 },
          conditions: [
            says(
              "AbleToScale",
              "True",
              "SucceededGetScale",
              "the HPA controller was able to get the target's current scale",
            ),
            says("ScalingActive", "False", "FailedGetResourceMetric", "no metrics returned from resource metrics API"),
          ],
        },
      }),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
  {
    name: "deployment-may-not-make-pods",
    title: "A Deployment that the profile does not name has no pod: a quota refuses them",
    from: "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    faults: [
      add({
        ...{
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web", namespace: "default", generation: 1 },
        },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: "web" } },
          template: { metadata: { labels: { app: "web" } } },
        },
        status: {
          ...{ observedGeneration: 1, unavailableReplicas: 2 },
          conditions: [
            says("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability."),
            says("ReplicaFailure", "True", "FailedCreate", "pods is forbidden: exceeded quota: compute"),
          ],
        },
      }),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
  {
    name: "volume-not-attached",
    title: "A volume cannot be attached to its node: only the VolumeAttachment says so",
    from: "https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attachment-v1/",
    faults: [
      add({
        ...{ apiVersion: "storage.k8s.io/v1", kind: "VolumeAttachment", metadata: { name: "csi-0a1b2c" } },
        spec: {
          attacher: "rook-ceph.rbd.csi.ceph.com",
          nodeName: "lab-cp-01",
          source: { persistentVolumeName: "pvc-1" },
        },
        status: {
          attached: false,
          attachError: { message: "rpc error: volume is in use by another node", time: "2026-01-05T09:50:00Z" },
        },
      }),
    ],
    expect: { first: ["objects/nothing-is-unwell"] },
  },
];
