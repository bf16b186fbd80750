import { trouble } from "../faults/api.ts";
import { kustomizationFails } from "../faults/flux.ts";
import { add, edit, part, remove, specOf, type Json } from "../faults/objects.ts";
import {
  alsoReleased,
  convertedBy,
  deselected,
  syncedSecret,
  webhookAdded,
  withoutEndpoints,
} from "../faults/references.ts";
import { deleted, waits } from "../faults/workloads.ts";
import type { Scenario } from "../scenario.ts";
import { lacking } from "./profiles.ts";
import { NOT_RECONCILED, OBJECTS, POD_WAITS } from "./rows.ts";

const RELEASED = "references/released-objects-exist";
const APPLIED = "references/applied-objects-exist";
const MADE = "references/made-secrets-exist";
const NAMED = "references/named-services-answer";

const OPERATOR = "databases/cloudnative-pg";
const TUNING = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cnpg-tuning", namespace: "databases" } };

/** What somebody names, made or leads to is not there, and everybody says Ready. */
export const REFERENCES: readonly Scenario[] = [
  {
    name: "released-workload-deleted",
    title: "Somebody deleted the operator of the databases: its release, HelmRelease and database stay green",
    from: "a bug report",
    faults: [deleted("Deployment", OPERATOR)],
    expect: { first: [RELEASED] },
  },
  {
    name: "workload-of-an-unlisted-release-deleted",
    title: "Somebody deleted what a release made, and the profile lists no release at all",
    from: "a real cluster",
    judgedBy: (lab) => ({ ...lacking("budget")(lab), releases: [] }),
    faults: [deleted("Deployment", OPERATOR)],
    expect: {
      first: [RELEASED, "prerequisites/profile-covers-the-cluster"],
      unseen: ["prerequisites/profile-covers-the-cluster"],
    },
  },
  {
    name: "released-configmap-deleted",
    title: "A ConfigMap that stands in a release's manifest was deleted by hand",
    from: "the purpose of a check",
    faults: [alsoReleased(OPERATOR, TUNING)],
    expect: { first: [RELEASED] },
  },
  {
    name: "applied-route-deleted",
    title: "An HTTPRoute that a Kustomization holds in its inventory was deleted by hand",
    from: "the purpose of a check",
    faults: [remove("HTTPRoute", /^nessie\//)],
    expect: { first: [APPLIED] },
  },
  {
    name: "secret-synced-and-not-there",
    title: "An ExternalSecret is synced, and its Secret does not exist",
    from: "a bug report",
    faults: [syncedSecret("nessie/nessie-db", "password")],
    expect: { first: [MADE] },
  },
  {
    name: "secret-without-its-key",
    title: "A synced Secret lacks the key that its ExternalSecret writes, and a pod waits for it",
    from: "the purpose of a check",
    faults: [
      syncedSecret("nessie/nessie-db", "password"),
      add({
        ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "nessie-db", namespace: "nessie" } },
        ...{ type: "Opaque", data: { username: "bmVzc2ll" } },
      }),
      waits("Deployment", "nessie/nessie", {
        reason: "CreateContainerConfigError",
        message: "couldn't find key password in Secret nessie/nessie-db",
      }),
    ],
    expect: {
      first: [MADE],
      falls: ["platform/services-are-rolled-out", NAMED, ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "certificate-without-its-secret",
    title: "A Certificate is Ready, and its Secret was deleted",
    from: "the purpose of a check",
    faults: [remove("Secret", "network/wildcard-tls")],
    expect: { first: [MADE] },
  },
  {
    name: "conversion-by-nobody",
    title: "The CRDs of external-secrets convert through a Service that does not exist: none can be listed or written",
    from: "a bug report",
    trouble: true,
    faults: [
      convertedBy(/^(externalsecrets|secretstores|clustersecretstores)\.external-secrets\.io$/, {
        namespace: "external-secrets",
        name: "eso-conversion",
      }),
      kustomizationFails(
        "flux-system/cluster-secrets",
        "ReconciliationFailed",
        'ClusterSecretStore/onepassword-connect dry-run failed: conversion webhook for external-secrets.io/v1beta1, Kind=ClusterSecretStore failed: Post "https://eso-conversion.external-secrets.svc:443/convert?timeout=30s": service "eso-conversion" not found',
      ),
      trouble({
        ...{ match: "/apis/external-secrets.io/v1/(externalsecrets|secretstores|clustersecretstores)" },
        ...{ how: "status", status: 500 },
      }),
    ],
    expect: {
      first: [NAMED],
      falls: NOT_RECONCILED,
      unseen: ["secrets/stores-are-valid", "secrets/external-secrets-are-synced", APPLIED, MADE, ...OBJECTS],
    },
  },
  {
    name: "conversion-without-endpoint",
    title: "A CRD's conversion webhook has a Service, and no pod behind it",
    from: "the purpose of a check",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "Service", metadata: { name: "cnpg-conversion", namespace: "databases" } },
        spec: { type: "ClusterIP", selector: { app: "conversion" }, ports: [{ port: 443, protocol: "TCP" }] },
      }),
      convertedBy(/^clusters\.postgresql\.cnpg\.io$/, { namespace: "databases", name: "cnpg-conversion" }),
    ],
    expect: { first: [NAMED] },
  },
  {
    name: "webhook-of-no-release",
    title: "A webhook that the profile does not list has neither a CA nor a Service, and refuses every database",
    from: "a bug report",
    faults: [
      webhookAdded(
        "vcluster.cnpg.io",
        { namespace: "databases", name: "cnpg-webhook-service" },
        { group: "postgresql.cnpg.io", hasCa: false },
      ),
    ],
    expect: { first: [NAMED] },
  },
  {
    name: "webhook-refuses-a-kustomization",
    title: "The Service of a policy webhook has no endpoint: Flux is refused, and says which webhook it was",
    from: "the purpose of a check",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "Service", metadata: { name: "policies", namespace: "kube-system" } },
        spec: { type: "ClusterIP", selector: { app: "policies" }, ports: [{ name: "https", port: 443 }] },
      }),
      webhookAdded("validate.policies.example.org", { namespace: "kube-system", name: "policies" }, { group: "*" }),
      kustomizationFails(
        "flux-system/cluster-apps",
        "ReconciliationFailed",
        'HTTPRoute/nessie/nessie-internal dry-run failed (InternalError): Internal error occurred: failed calling webhook "validate.policies.example.org": failed to call webhook: Post "https://policies.kube-system.svc:443/validate?timeout=10s": no endpoints available for service "policies"',
      ),
    ],
    expect: { first: [NAMED], falls: NOT_RECONCILED },
  },
  {
    name: "apiservice-of-nobody",
    title: "An APIService names a Service that is gone: its group cannot be discovered",
    from: "a bug report",
    faults: [
      add({
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1beta1.external.metrics.k8s.io" },
        spec: {
          ...{ group: "external.metrics.k8s.io", version: "v1beta1", groupPriorityMinimum: 100, versionPriority: 100 },
          service: { name: "keda-metrics-apiserver", namespace: "keda", port: 443 },
        },
        status: {
          conditions: [
            {
              ...{ type: "Available", status: "False", reason: "ServiceNotFound" },
              message: 'service/keda-metrics-apiserver in "keda" is not present',
              lastTransitionTime: "2026-01-05T09:35:00Z",
            },
          ],
        },
      }),
    ],
    expect: { first: [NAMED], falls: ["kubernetes/aggregated-apis-are-available"] },
  },
  {
    name: "ingress-to-no-port",
    title: "An Ingress leads to a port that its Service does not have",
    from: "the purpose of a check",
    faults: [
      add({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "nessie", namespace: "nessie" },
        spec: {
          rules: [
            {
              host: "nessie.example.org",
              http: {
                paths: [
                  { path: "/", pathType: "Prefix", backend: { service: { name: "nessie", port: { number: 19120 } } } },
                ],
              },
            },
          ],
        },
      }),
    ],
    expect: { first: [NAMED] },
  },
  {
    name: "route-to-no-service",
    title: "An HTTPRoute leads to a Service whose selector matches nothing any more",
    from: "the purpose of a check",
    faults: [deselected("nessie/nessie", /^nessie\/nessie-/)],
    expect: { first: [NAMED] },
  },
  {
    name: "ready-pods-without-endpoints",
    title: "Grafana's pod is ready, and its Service has no endpoint: nobody writes EndpointSlices",
    from: "the purpose of a check",
    faults: [withoutEndpoints(/^monitoring\/grafana-/)],
    expect: { first: [NAMED] },
  },
];

/** What is missing and hurts nobody: told in a remark. */
export const NAMED_BUT_HARMLESS: readonly Scenario[] = [
  {
    name: "webhook-that-may-be-ignored",
    title: "A webhook without a Service, whose failurePolicy is Ignore",
    from: "the purpose of a check",
    faults: [
      webhookAdded(
        "audit.example.org",
        { namespace: "kube-system", name: "audit" },
        { group: "apps", failurePolicy: "Ignore" },
      ),
    ],
  },
  {
    name: "finished-job-of-a-release",
    title: "A Job of a release is gone: its time to live is over",
    from: "https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/",
    faults: [
      alsoReleased(OPERATOR, {
        ...{ apiVersion: "batch/v1", kind: "Job", metadata: { name: "cnpg-migrate", namespace: "databases" } },
      }),
    ],
  },
  {
    name: "service-of-a-part-that-is-off",
    title: "A chart made the Service of a part that is switched off",
    from: "charts of the field",
    faults: [
      add({
        ...{ apiVersion: "v1", kind: "Service", metadata: { name: "nessie-postgres-ro", namespace: "databases" } },
        spec: { type: "ClusterIP", selector: { "cnpg.io/instanceRole": "standby" }, ports: [{ port: 5432 }] },
      }),
    ],
  },
  {
    name: "secret-that-nobody-should-make",
    title: "An ExternalSecret of policy None only looks, and a Secret that was deleted in the provider is deleted here",
    from: "https://external-secrets.io/latest/guides/ownership-deletion-policy/",
    faults: [
      syncedSecret("nessie/only-looks", "password"),
      syncedSecret("nessie/was-deleted", "password"),
      edit("ExternalSecret", "nessie/only-looks", (object) => {
        part(specOf(object), "target")["creationPolicy"] = "None";
      }),
      edit("ExternalSecret", "nessie/was-deleted", (object) => {
        const { conditions } = object["status"] as { conditions: Json[] };
        Object.assign(conditions[0] ?? {}, {
          reason: "SecretDeleted",
          message: "secret deleted due to DeletionPolicy",
        });
      }),
    ],
  },
];
