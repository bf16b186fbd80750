import { trouble } from "../../faults/api.ts";
import { add, ago, condition, patch, remove } from "../../faults/objects.ts";
import { waits, CRASH_LOOP } from "../../faults/workloads.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { POD_CRASHES } from "../rows.ts";

const apiService =
  (version: string, group: string, service: object, reason: string, message: string): Fault =>
  (world) =>
    add({
      ...{ apiVersion: "apiregistration.k8s.io/v1", kind: "APIService", metadata: { name: `${version}.${group}` } },
      spec: { group, version, groupPriorityMinimum: 100, versionPriority: 100, service },
      status: {
        conditions: [{ type: "Available", status: "False", reason, message, lastTransitionTime: ago(world, 1500) }],
      },
    })(world);

/** Servers of other APIs. */
export const APIS: readonly Scenario[] = [
  {
    name: "api-of-nobody",
    title: "KEDA was removed, its APIService was left behind, and its namespace cannot end",
    from: "a bug report",
    faults: [
      apiService(
        ...(["v1beta1", "external.metrics.k8s.io"] as const),
        { name: "keda-operator-metrics-apiserver", namespace: "keda", port: 443 },
        ...(["ServiceNotFound", 'service/keda-operator-metrics-apiserver in "keda" is not present'] as const),
      ),
      (world) =>
        add({
          ...{ apiVersion: "v1", kind: "Namespace" },
          metadata: { name: "keda", deletionTimestamp: ago(world, 1400) },
          spec: { finalizers: ["kubernetes"] },
          status: {
            phase: "Terminating",
            conditions: [
              {
                ...{ type: "NamespaceDeletionDiscoveryFailure", status: "True", reason: "DiscoveryFailed" },
                message:
                  "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: external.metrics.k8s.io/v1beta1: stale GroupVersion discovery: external.metrics.k8s.io/v1beta1",
                lastTransitionTime: ago(world, 1395),
              },
            ],
          },
        })(world),
      trouble({ match: "/apis/external.metrics.k8s.io", how: "status", status: 503 }),
    ],
    expect: {
      first: ["references/named-services-answer"],
      falls: ["kubernetes/aggregated-apis-are-available", "objects/nothing-hangs-in-deletion"],
    },
  },
  {
    name: "api-refuses-the-certificate",
    title: "The server of another API shows a certificate that the APIService's CA did not sign",
    from: "a bug report",
    faults: [
      apiService(
        ...(["v1beta1", "custom.metrics.k8s.io"] as const),
        { name: "metrics-server", namespace: "kube-system", port: 443 },
        "FailedDiscoveryCheck",
        "failing or missing response from https://10.245.13.7:443/apis/custom.metrics.k8s.io/v1beta1: x509: certificate signed by unknown authority",
      ),
      trouble({ match: "/apis/custom.metrics.k8s.io", how: "status", status: 503 }),
    ],
    expect: { first: ["kubernetes/aggregated-apis-are-available"] },
  },
  {
    name: "api-never-looked-at",
    title: "An APIService has no condition yet: nobody knows whether its server is there",
    from: "a bug report",
    faults: [patch("APIService", "v1beta1.metrics.k8s.io", { status: { conditions: [] } })],
    expect: { first: ["kubernetes/aggregated-apis-are-available"] },
  },
  {
    name: "metrics-server-crashes",
    title: "metrics-server crashes, so its API is not available, and nobody has metrics",
    from: "a bug report",
    faults: [
      waits("Deployment", "kube-system/metrics-server", CRASH_LOOP),
      condition("APIService", "v1beta1.metrics.k8s.io", "Available", {
        ...{ status: "False", reason: "MissingEndpoints" },
        message: 'endpoints for service/metrics-server in "kube-system" have no addresses with port name "https"',
      }),
      remove("NodeMetrics"),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: [
        "references/named-services-answer",
        "kubernetes/aggregated-apis-are-available",
        "workloads/resource-metrics-answer",
        ...POD_CRASHES,
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
];
