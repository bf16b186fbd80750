import { brings, says } from "../../faults/kinds.ts";
import { add, edit, patch, type Json } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";
import { NOT_RECONCILED } from "../rows.ts";

/** Deletion that began twenty minutes ago and does not end. */
const leaving = (...finalizers: string[]): Json => ({
  metadata: { deletionTimestamp: "2026-01-05T09:40:00Z", deletionGracePeriodSeconds: 0, finalizers },
});

const BROKER = { group: "mq.example.org", plural: "brokers", kind: "Broker" };

/** What is being deleted and never gone. */
export const IN_DELETION: readonly Scenario[] = [
  {
    name: "namespace-never-ends",
    title: "A namespace cannot end: an object in it keeps a finalizer whose controller is gone",
    from: "a bug report: fluxcd/flux2#632, #4570",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "Namespace" },
        metadata: { name: "tenant-a", deletionTimestamp: "2026-01-05T09:40:00Z" },
        spec: { finalizers: ["kubernetes"] },
        status: {
          phase: "Terminating",
          conditions: [
            says(
              "NamespaceContentRemaining",
              "True",
              "SomeResourcesRemain",
              "brokers.mq.example.org has 1 resource instances",
            ),
            says(
              "NamespaceFinalizersRemaining",
              "True",
              "SomeFinalizersRemain",
              "mq.example.org/cleanup in 1 resource instances",
            ),
          ],
        },
      }),
      brings(BROKER, {
        metadata: {
          name: "main",
          namespace: "tenant-a",
          deletionTimestamp: "2026-01-05T09:40:00Z",
          finalizers: ["mq.example.org/cleanup"],
        },
      }),
    ],
    expect: { first: ["objects/nothing-hangs-in-deletion"] },
  },
  {
    name: "aggregated-api-of-nobody",
    title: "An APIService leads to a Service that is gone: no namespace can be deleted any more",
    from: "a bug report: kubernetes/kubernetes#60807",
    faults: [
      add(
        {
          ...{
            apiVersion: "apiregistration.k8s.io/v1",
            kind: "APIService",
            metadata: { name: "v1beta1.external.metrics.k8s.io" },
          },
          spec: {
            ...{
              group: "external.metrics.k8s.io",
              version: "v1beta1",
              groupPriorityMinimum: 100,
              versionPriority: 100,
            },
            service: { name: "gone", namespace: "keda", port: 443 },
          },
          status: {
            conditions: [says("Available", "False", "ServiceNotFound", "service/gone in keda is not present")],
          },
        },
        {
          ...{ apiVersion: "v1", kind: "Namespace" },
          metadata: { name: "keda", deletionTimestamp: "2026-01-05T09:40:00Z" },
          spec: { finalizers: ["kubernetes"] },
          status: {
            phase: "Terminating",
            conditions: [
              says(
                "NamespaceDeletionDiscoveryFailure",
                "True",
                "DiscoveryFailed",
                "unable to retrieve the complete list of server APIs: external.metrics.k8s.io/v1beta1: stale GroupVersion discovery",
              ),
            ],
          },
        },
      ),
    ],
    expect: {
      first: ["references/named-services-answer"],
      falls: ["kubernetes/aggregated-apis-are-available", "objects/nothing-hangs-in-deletion"],
    },
  },
  {
    name: "claim-kept-by-its-pod",
    title: "A database's claim is in deletion, and its pod still uses it: at its next start it has no volume",
    from: "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection",
    faults: [patch("PersistentVolumeClaim", "databases/nessie-postgres-2", leaving("kubernetes.io/pvc-protection"))],
    expect: {
      first: ["platform/storage-is-ready"],
      falls: ["workloads/claims-are-bound", "objects/nothing-hangs-in-deletion"],
    },
  },
  {
    name: "definition-never-cleaned-up",
    title: "A CRD is in deletion, and one of its objects keeps a finalizer of an operator that went first",
    from: "https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#finalizers",
    faults: [
      brings(BROKER, {
        metadata: {
          name: "main",
          namespace: "default",
          deletionTimestamp: "2026-01-05T09:40:00Z",
          finalizers: ["mq.example.org/cleanup"],
        },
      }),
      patch(
        "CustomResourceDefinition",
        "brokers.mq.example.org",
        leaving("customresourcecleanup.apiextensions.k8s.io"),
      ),
    ],
    expect: { first: ["objects/nothing-hangs-in-deletion"] },
  },
  {
    name: "store-in-deletion",
    title: "The secret store is in deletion: it says Ready, and takes no change any more",
    from: "issue: a subject in deletion fails the check that judges it",
    faults: [patch("ClusterSecretStore", "onepassword-connect", leaving("secretstore.externalsecrets.io/pushsecret"))],
    expect: { first: ["secrets/stores-are-valid"], falls: ["objects/nothing-hangs-in-deletion"] },
  },
  {
    name: "kustomization-in-deletion",
    title: "A Kustomization is in deletion: its finalizer waits for what it cannot delete",
    from: "a bug report: fluxcd/kustomize-controller, prune that hangs",
    faults: [
      edit("Kustomization", "flux-system/cluster-observability", (object) => {
        Object.assign(object.metadata, { deletionTimestamp: "2026-01-05T09:40:00Z" });
      }),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: [...NOT_RECONCILED, "objects/nothing-hangs-in-deletion"],
    },
  },
];
