import type { KubernetesWorld, LabObject, World } from "../../world.ts";

/** The smallest world that the server serves; what a test is about is given over it. */
export function smallWorld(kubernetes: Partial<KubernetesWorld> = {}): World {
  return {
    now: "2026-11-21T05:00:00Z",
    kubernetes: {
      version: { major: "1", minor: "35", gitVersion: "v1.35.4" },
      objects: [],
      readyz: [
        { name: "ping", ok: true },
        { name: "etcd", ok: true },
        { name: "etcd-readiness", ok: true },
      ],
      user: { username: "jane", groups: ["operators", "system:authenticated"] },
      rules: [{ verbs: ["get", "list", "watch"], groups: ["*"], resources: ["*"] }],
      proxies: {},
      logs: {},
      troubles: [],
      ...kubernetes,
    },
    talos: { version: "v1.12.1", nodes: [] },
    commands: {
      flux: null,
      cilium: null,
      op: null,
      kubectl: null,
      helm: null,
      talosctl: { installed: false, overrides: {} },
    },
    files: {
      kubeconfig: { contexts: ["infra"], context: "infra", clientCertificate: LONG },
      talosconfig: { context: "infra", endpoints: ["10.25.11.11"], nodes: ["10.25.11.11"], clientCertificate: LONG },
      ageKey: false,
      repository: {},
      sops: { ownKeyListed: true },
    },
  };
}

const LONG = { notBefore: "2020-01-01T00:00:00Z", notAfter: "2100-01-01T00:00:00Z" };

export function object(
  apiVersion: string,
  kind: string,
  metadata: LabObject["metadata"],
  rest: object = {},
): LabObject {
  return { apiVersion, kind, metadata: { creationTimestamp: "2026-11-21T04:00:00Z", ...metadata }, ...rest };
}

/** A pod that runs, ready, one container `c`. */
export function pod(namespace: string, name: string, more: { labels?: Record<string, string>; node?: string } = {}) {
  const { labels = { app: name }, node = "node-1" } = more;
  return object(
    "v1",
    "Pod",
    { namespace, name, uid: `uid-${name}`, labels },
    {
      spec: { nodeName: node, containers: [{ name: "c", image: "example:1" }] },
      status: {
        phase: "Running",
        podIP: "10.244.0.9",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [{ name: "c", ready: true, restartCount: 0, state: { running: {} } }],
      },
    },
  );
}

/** A CustomResourceDefinition of widgets.example.com, v1 and v1beta1 served. */
export function widgetDefinition(established: "True" | "False" = "True"): LabObject {
  return object(
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    { name: "widgets.example.com" },
    {
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "widgets", singular: "widget", kind: "Widget", shortNames: ["wd"] },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            additionalPrinterColumns: [
              { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
            ],
            selectableFields: [{ jsonPath: ".spec.size" }],
          },
          { name: "v1beta1", served: true, storage: false },
          { name: "v1alpha1", served: false, storage: false },
        ],
      },
      status: { conditions: [{ type: "Established", status: established }] },
    },
  );
}

export const widget = (namespace: string, name: string, size: string): LabObject =>
  object(
    "example.com/v1",
    "Widget",
    { namespace, name },
    { spec: { size }, status: { conditions: [{ type: "Ready", status: "True" }] } },
  );
