import { describe, expect, test } from "vitest";
import type { SourceResult } from "../observations/observations.ts";
import { sightOf } from "./sight.ts";

const at = "2026-11-30T12:00:00Z";
const ok = <Value>(value: Value): SourceResult<Value> => ({ ok: true, value, at, tookMs: 1 });
const refused = { ok: false, trouble: { kind: "forbidden", message: "answered 403" }, at, tookMs: 1 } as const;
const profile = { cilium: { clusterMesh: { clusters: ["apps"] } } } as Parameters<typeof sightOf>[1];

const apiServer = (range: string) => ({
  metadata: { name: "kube-apiserver-cp-01", namespace: "kube-system" },
  spec: { containers: [{ name: "a", command: ["kube-apiserver", `--service-cluster-ip-range=${range}`] }] },
});

describe("what a run saw that others must not have", () => {
  test("a healthy cluster", () => {
    const results = {
      ciliumConfig: ok({ data: { "cluster-id": "7", "cluster-name": "infra" } }),
      nodes: ok([{ spec: { podCIDRs: ["10.244.0.0/24"] } }]),
      pods: ok([apiServer("10.245.0.0/16,fd00::/108")]),
    };
    expect(sightOf(results, profile)).toMatchObject({
      ciliumId: { value: 7 },
      ciliumName: { value: "infra" },
      pods: { value: ["10.244.0.0/24"] },
      services: { value: ["10.245.0.0/16", "fd00::/108"] },
      declared: ["apps"],
    });
  });

  test("Cilium's own pod ranges come before those of nodes", () => {
    const ciliumNodes = ok([
      { apiVersion: "cilium.io/v2", kind: "CiliumNode", spec: { ipam: { podCIDRs: ["10.9.0.0/24"] } } },
    ]);
    const nodes = ok([{ spec: { podCIDRs: ["10.244.0.0/24"] } }]);
    expect(sightOf({ nodes, ciliumNodes }, profile).pods).toEqual({ ok: true, value: ["10.9.0.0/24"] });
  });

  test("what is refused, empty or no number was not seen, and is not left out", () => {
    const results = { identity: refused, ciliumConfig: refused, nodes: ok([]), pods: refused, clusterMesh: refused };
    const { uid, ciliumId, ciliumName, pods, services, mesh } = sightOf(results, profile);
    for (const part of [uid, ciliumId, ciliumName, pods, services, mesh]) {
      expect(part.ok).toBe(false);
      expect(part).not.toHaveProperty("isLeftOut");
    }
    const odd = { ciliumConfig: ok({ data: { "cluster-id": "x" } }) };
    expect(sightOf(odd, profile).ciliumId).toMatchObject({ ok: false, why: expect.stringContaining("no number") });
  });

  test("what nobody looked at is left out", () => {
    const { pods, mesh, ciliumId } = sightOf({}, {});
    for (const part of [pods, mesh, ciliumId]) expect(part).toMatchObject({ ok: false, isLeftOut: true });
  });
});
