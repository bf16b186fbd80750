import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { AnyCriterion } from "../criterion.ts";
import { profileOf } from "../testing/profile.ts";
import { look } from "../testing/sources.ts";
import cephIsHealthy from "../platform/ceph-is-healthy.ts";
import certificatesAreValid from "../platform/certificates-are-valid.ts";
import databasesAreHealthy from "../platform/databases-are-healthy.ts";
import everyExpectedNodeIsReady from "../kubernetes/every-expected-node-is-ready.ts";
import externalSecretsAreSynced from "../secrets/external-secrets-are-synced.ts";
import gatewaysAreProgrammed from "../platform/gateways-are-programmed.ts";
import instanceIsReady from "../flux/instance-is-ready.ts";
import monitoringIsOperational from "../platform/monitoring-is-operational.ts";
import servicesAreRolledOut from "../platform/services-are-rolled-out.ts";
import storesAreValid from "../secrets/stores-are-valid.ts";
import claimsAreBound from "../workloads/claims-are-bound.ts";
import { leaving } from "./deletion.ts";

const SINCE = "2026-01-05T09:00:00Z";
const profile = profileOf({
  flux: { instance: "flux", source: { url: "ssh://x", ref: "main" }, kustomization: { path: "./x" } },
  secrets: { externalSecrets: true, stores: [{ name: "a" }] },
  platform: {
    ceph: { osds: 1, namespace: "x", name: "a" },
    storage: { classes: ["block"] },
    databases: [{ namespace: "x", name: "a" }],
    monitoring: { resources: [{ kind: "VMSingle", namespace: "x", name: "a" }] },
    certificates: { issuers: [] },
    gateways: { gateways: [{ namespace: "x", name: "a" }] },
    services: [{ kind: "Deployment", namespace: "x", name: "a" }],
  },
});
const now = new Date("2026-01-05T10:00:00Z");
/** Well by every other word, as far as one object can be well in every kind. */
const going = (name = "a", namespace: string | undefined = "x") => ({
  metadata: { name, ...(namespace !== undefined && { namespace }), generation: 1, deletionTimestamp: SINCE },
  spec: { replicas: 1 },
  status: {
    ...{ observedGeneration: 1, phase: "Bound", updateStatus: "operational", refreshTime: "2026-01-05T09:59:00Z" },
    conditions: ["Ready", "Available"].map((type) => ({ type, status: "True", observedGeneration: 1 })),
    ...{ replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  },
});

describe("what is in deletion is not what it says it is", () => {
  test("a word for it", () => {
    expect(leaving("node/a", {})).toBeUndefined();
    expect(leaving("node/a", going())).toMatchObject({
      subject: "node/a",
      actual: `is being deleted since ${SINCE}`,
      since: SINCE,
    });
  });

  test.each<[string, AnyCriterion, Record<string, object[]>]>([
    ["a Deployment", servicesAreRolledOut, { deployments: [going()], daemonSets: [], statefulSets: [] }],
    ["a claim", claimsAreBound, { persistentVolumeClaims: [going()] }],
    ["a node", everyExpectedNodeIsReady, { nodes: [going("cp1", undefined)], nodeLeases: [] }],
    ["a FluxInstance", instanceIsReady, { fluxInstances: [going("flux", "flux-system")] }],
    ["a store", storesAreValid, { clusterSecretStores: [going("a", undefined)], secretStores: [] }],
    ["an ExternalSecret", externalSecretsAreSynced, { externalSecrets: [going()] }],
    ["a CephCluster", cephIsHealthy, { cephClusters: [going()], deployments: [] }],
    ["a database", databasesAreHealthy, { postgresClusters: [going()] }],
    [
      "a Certificate",
      certificatesAreValid,
      { certificates: [{ ...going(), status: { ...going().status, notAfter: "2027-01-05T10:00:00Z" } }] },
    ],
    ["a Gateway", gatewaysAreProgrammed, { gateways: [going()], gatewayClasses: [] }],
    [
      "a VMSingle",
      monitoringIsOperational,
      { vmSingles: [going()], deployments: [], daemonSets: [], statefulSets: [] },
    ],
  ])("%s", (_, criterion, sources) => {
    const results = Object.fromEntries(Object.entries(sources).map(([key, value]) => [key, look(value)]));
    const { findings } = judge(criterion, results, { profile, now });
    expect(findings.map(({ actual }) => actual)).toContain(`is being deleted since ${SINCE}`);
  });
});
