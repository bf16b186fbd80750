import { applied, gone, kubectl, maybe, type Fault } from "../fault.ts";
import { NAMESPACE, release } from "./ground.ts";

/** Faults of objects, the same on every cluster. `worker` is the node that may be broken. */
export const faultsOfObjects = (worker: string): Fault[] => [tainted(worker), ...HANGING, ...NOT_THERE];

const tainted = (worker: string): Fault => ({
  name: "node-tainted",
  what: "a node has a taint that nobody tolerates",
  bring: [kubectl("taint", "node", worker, "assay.test/broken=yes:NoSchedule")],
  cause: { check: "kubernetes/nodes-are-sound", says: "assay.test/broken" },
  mend: [maybe(kubectl("taint", "node", worker, "assay.test/broken-"))],
});

const STUCK = "assay-real-stuck";

const crd = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "stays.assay.test" },
  spec: {
    group: "assay.test",
    scope: "Namespaced",
    names: { kind: "Stay", plural: "stays" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

const HANGING: readonly Fault[] = [
  {
    name: "namespace-hangs",
    what: "a namespace hangs in deletion: an object in it has a finalizer that nobody removes",
    bring: [
      applied(
        { apiVersion: "v1", kind: "Namespace", metadata: { name: STUCK } },
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "kept", namespace: STUCK, finalizers: ["assay.test/keep"] },
        },
      ),
      kubectl("delete", "namespace", STUCK, "--wait=false"),
    ],
    cause: { check: "objects/nothing-hangs-in-deletion", says: "assay.test/keep" },
    mend: [
      maybe(
        kubectl("-n", STUCK, "patch", "configmap", "kept", "--type=merge", "-p", '{"metadata":{"finalizers":null}}'),
      ),
      gone("namespace", STUCK),
    ],
    redWithinMs: 900_000,
  },
  {
    name: "crd-hangs",
    what: "a CRD hangs in deletion: an object of its kind has a finalizer that nobody removes",
    bring: [
      applied(crd),
      kubectl("wait", "--for=condition=Established", `crd/${crd.metadata.name}`, "--timeout=30s"),
      applied({
        apiVersion: "assay.test/v1",
        kind: "Stay",
        metadata: { name: "kept", namespace: NAMESPACE, finalizers: ["assay.test/keep"] },
      }),
      kubectl("delete", "crd", crd.metadata.name, "--wait=false"),
    ],
    cause: { check: "objects/nothing-hangs-in-deletion", says: "assay.test" },
    mend: [
      maybe(
        kubectl(
          "-n",
          NAMESPACE,
          "patch",
          crd.metadata.name,
          "kept",
          "--type=merge",
          "-p",
          '{"metadata":{"finalizers":null}}',
        ),
      ),
      gone("crd", crd.metadata.name),
    ],
    redWithinMs: 900_000,
  },
];

const webhook: Fault = {
  name: "webhook-without-endpoints",
  what: "a webhook's Service has no endpoint",
  bring: [
    applied(
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "judge", namespace: NAMESPACE },
        spec: { selector: { app: "nobody" }, ports: [{ port: 443 }] },
      },
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingWebhookConfiguration",
        metadata: { name: "assay-real" },
        webhooks: [
          {
            name: "judge.assay.test",
            admissionReviewVersions: ["v1"],
            sideEffects: "None",
            failurePolicy: "Fail",
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": NAMESPACE } },
            rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
            clientConfig: { service: { namespace: NAMESPACE, name: "judge" } },
          },
        ],
      },
    ),
  ],
  cause: { check: "references/named-services-answer", says: `service/${NAMESPACE}/judge` },
  mend: [gone("validatingwebhookconfiguration", "assay-real"), gone("-n", NAMESPACE, "service", "judge")],
};

const NOT_THERE: readonly Fault[] = [
  {
    name: "api-of-nobody",
    what: "an APIService leads to a Service that is not there",
    bring: [
      applied({
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1.nowhere.assay.test" },
        spec: {
          group: "nowhere.assay.test",
          version: "v1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { namespace: NAMESPACE, name: "nowhere" },
        },
      }),
    ],
    cause: { check: "references/named-services-answer", says: `service/${NAMESPACE}/nowhere` },
    mend: [gone("apiservice", "v1.nowhere.assay.test")],
  },
  {
    name: "secret-deleted",
    what: "a Secret is deleted that a Deployment needs, and its pod starts anew",
    bring: [
      kubectl("-n", NAMESPACE, "delete", "secret", "web"),
      kubectl("-n", NAMESPACE, "delete", "pod", "-l", "app=web", "--wait=false"),
    ],
    cause: { check: "references/released-objects-exist", says: `secret/${NAMESPACE}/web` },
    mend: [release],
  },
  {
    name: "deployment-deleted",
    what: "a Deployment is deleted that a Helm release made",
    bring: [kubectl("-n", NAMESPACE, "delete", "deployment", "web")],
    cause: { check: "references/released-objects-exist", says: `deployment/${NAMESPACE}/web` },
    mend: [release],
  },
  webhook,
];
