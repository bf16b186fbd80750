import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import type { ServedKind, ServedObject } from "../../observations/everything.ts";
import { AT, everythingOf, served } from "../testing/served.ts";
import { profileOf } from "../testing/profile.ts";
import { trouble } from "../testing/sources.ts";
import nobodyStoppedLooking from "./nobody-stopped-looking.ts";

const context = { profile: profileOf(), now: new Date(AT) };
const judged = (...objects: ServedObject[]) =>
  judge(nobodyStoppedLooking, { everything: everythingOf(objects) }, context);
const said = (...objects: ServedObject[]) => judged(...objects).findings.map(({ actual }) => actual);

const kustomization = (lastReconciled: string, parts: { annotations?: object; spec?: object; status?: object } = {}) =>
  served({
    ...{ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization" },
    metadata: { name: "apps", namespace: "flux-system", ...(parts.annotations && { annotations: parts.annotations }) },
    spec: { interval: "1h", ...parts.spec },
    status: { conditions: [{ type: "Ready", status: "True" }], history: [{ lastReconciled }], ...parts.status },
  });
const lease = (renewTime: string, more: { metadata?: object; spec?: object } = {}) =>
  served({
    ...{
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "x", namespace: "kube-system", ...more.metadata },
    },
    spec: { holderIdentity: "cp1_uuid", leaseDurationSeconds: 15, renewTime, ...more.spec },
  });

describe("objects/nobody-stopped-looking", () => {
  test("each was looked at within its interval", () => {
    expect(judged(kustomization("2026-01-05T09:20:00Z"), lease("2026-01-05T09:59:58Z"))).toMatchObject({
      verdict: "pass",
      examined: 2,
    });
    expect(judged(kustomization("2026-01-05T08:40:00Z")).verdict).toBe("pass");
  });

  test("a Kustomization that says Ready and was not reconciled for six hours", () => {
    expect(judged(kustomization("2026-01-05T04:00:00Z")).findings).toEqual([
      {
        subject: "kustomization/flux-system/apps",
        expected: "looked at every 1h0m0s",
        actual: "last looked at 6h0m0s ago (status.history[].lastReconciled): its controller hangs or is gone",
        since: "2026-01-05T04:00:00Z",
      },
    ]);
    const notReady = { conditions: [{ type: "Ready", status: "False" }] };
    expect(said(kustomization("2026-01-05T04:00:00Z", { status: notReady }))).toEqual([]);
    expect(said(kustomization("2026-01-05T04:00:00Z", { spec: { suspend: true } }))).toEqual([]);
  });

  test("a request that nobody handled", () => {
    const asked = (requestedAt: string, status = {}) =>
      said(
        kustomization("2026-01-05T09:50:00Z", {
          annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt },
          status,
        }),
      );
    expect(asked("2026-01-05T05:00:00Z")).toEqual([
      "the request of 5h0m0s ago was not (status.lastHandledReconcileAt is empty): its controller hangs or is gone",
    ]);
    expect(asked("2026-01-05T05:00:00Z", { lastHandledReconcileAt: "2026-01-05T05:00:00Z" })).toEqual([]);
    expect(asked("2026-01-05T09:58:00Z")).toEqual([]);
    expect(asked(String(Date.parse("2026-01-05T08:00:00Z") / 1000))).toHaveLength(1);
    expect(asked("please")).toEqual([expect.stringContaining('the request "please" was not')]);
  });

  test.each<[string, Parameters<typeof served>[0], string]>([
    [
      "ExternalSecret",
      { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", status: { refreshTime: "2026-01-05T04:00:00Z" } },
      "status.refreshTime",
    ],
    [
      "PushSecret",
      {
        apiVersion: "external-secrets.io/v1alpha1",
        kind: "PushSecret",
        spec: { refreshInterval: "10m" },
        status: { refreshTime: "2026-01-05T09:00:00Z" },
      },
      "status.refreshTime",
    ],
    [
      "CephCluster",
      { apiVersion: "ceph.rook.io/v1", kind: "CephCluster", status: { ceph: { lastChecked: "2026-01-05T09:00:00Z" } } },
      "status.ceph.lastChecked",
    ],
    [
      "Certificate",
      { apiVersion: "cert-manager.io/v1", kind: "Certificate", status: { renewalTime: "2026-01-05T09:00:00Z" } },
      "status.renewalTime",
    ],
    [
      "ReplicationSource",
      {
        apiVersion: "volsync.backube/v1alpha1",
        kind: "ReplicationSource",
        status: { nextSyncTime: "2026-01-05T09:00:00Z" },
      },
      "status.nextSyncTime",
    ],
    [
      "ImageRepository",
      {
        apiVersion: "image.toolkit.fluxcd.io/v1",
        kind: "ImageRepository",
        spec: { interval: "5m" },
        status: { lastScanResult: { scanTime: "2026-01-05T09:00:00Z" } },
      },
      "status.lastScanResult.scanTime",
    ],
    [
      "ResourceSet",
      {
        apiVersion: "fluxcd.controlplane.io/v1",
        kind: "ResourceSet",
        status: {
          conditions: [{ type: "Ready", status: "True" }],
          history: [{ lastReconciled: "2026-01-05T04:00:00Z" }],
        },
      },
      "status.history",
    ],
  ])("%s", (_, object, field) => expect(said(served(object))).toEqual([expect.stringContaining(field)]));

  test("an ExternalSecret that is made once is looked at once", () => {
    const once = {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      status: { refreshTime: "2026-01-05T04:00:00Z" },
    };
    expect(said(served({ ...once, spec: { refreshPolicy: "CreatedOnce" } }))).toEqual([]);
    expect(said(served({ ...once, spec: { refreshInterval: "0s" } }))).toEqual([]);
  });

  test("a lease of a leader that nobody renews", () => {
    expect(said(lease("2026-01-05T09:50:00Z"))).toEqual([
      "not renewed for 10m0s: its holder cp1_uuid hangs or is gone, and nobody took over",
    ]);
    expect(said(lease("2026-01-05T09:50:00Z", { spec: { holderIdentity: "" } }))).toEqual([]);
    for (const metadata of [
      { namespace: "kube-node-lease" },
      { labels: { "apiserver.kubernetes.io/identity": "kube-apiserver" } },
      { name: "cilium-l2announce-x" },
    ])
      expect(said(lease("2026-01-05T09:50:00Z", { metadata }))).toEqual([]);
  });

  test("a lease whose workload is gone is a remark, one whose workload runs is a finding", () => {
    const left = lease("2026-01-05T09:00:00Z", {
      metadata: { name: "l", namespace: "x" },
      spec: { holderIdentity: "web-5d9c7b8f6d-abcde_uuid" },
    });
    expect(judged(left)).toMatchObject({
      verdict: "pass",
      remarks: [expect.stringContaining("lease/x/l was left behind") as string],
    });
    const web = served({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "x" } });
    expect(said(left, web)).toHaveLength(1);
  });

  test("by the moment at which its own list was read, whatever others took", () => {
    const leases: ServedKind = {
      group: "coordination.k8s.io",
      version: "v1",
      resource: "leases",
      kind: "Lease",
      namespaced: true,
      at: "2026-01-05T09:50:10Z",
    };
    const everything = everythingOf([lease("2026-01-05T09:50:00Z")], { kinds: [leases] });
    expect(judge(nobodyStoppedLooking, { everything }, context).verdict).toBe("pass");
  });

  test("nothing to examine, a source that errs", () => {
    expect(judged()).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(nobodyStoppedLooking, { everything: trouble("forbidden") }, context).verdict).toBe("inconclusive");
  });
});
