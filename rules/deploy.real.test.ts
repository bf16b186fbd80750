import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Profile } from "../clusters/profile.ts";
import { apiClient } from "../helpers/kube/client.ts";
import { connect } from "../helpers/kube/connection.ts";
import { inClusterOptions } from "../helpers/kube/in-cluster.ts";
import { startReal, whyNotReal, type RealServer } from "../lab/real/server.ts";

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string };
}

const PLURALS: Record<string, string> = {
  Namespace: "namespaces",
  ServiceAccount: "serviceaccounts",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Role: "roles",
  RoleBinding: "rolebindings",
  CronJob: "cronjobs",
  NetworkPolicy: "networkpolicies",
  PersistentVolumeClaim: "persistentvolumeclaims",
};

const assets = process.env["KUBEBUILDER_ASSETS"];

describe.skipIf(whyNotReal(assets))("deploy/base on a real API server", { timeout: 120_000 }, () => {
  let account = "";
  let server: RealServer;
  beforeAll(async () => {
    account = mkdtempSync(path.join(tmpdir(), "assay-account-"));
    server = await startReal(assets ?? "", { cached: false });
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
    rmSync(account, { recursive: true });
  });

  test("each object is accepted, with no field that the server does not know", async () => {
    for (const name of ["namespace", "rbac", "evidence", "cronjob", "networkpolicy"])
      for (const document of parseAllDocuments(readFileSync(`deploy/base/${name}.yaml`, "utf8"))) {
        const body = document.toJS() as Manifest;
        const { status, body: answer } = await server.ask("POST", `${pathOf(body)}?fieldValidation=Strict`, { body });
        expect([status, status === 201 ? "" : answer]).toEqual([201, ""]);
      }
  });

  test("its ServiceAccount's token leads a pod's assay to the cluster, which it may read", async () => {
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 600 } };
    const answer = await server.ask("POST", "/api/v1/namespaces/assay/serviceaccounts/assay/token", { body });
    const { token } = (JSON.parse(answer.body) as { status: { token: string } }).status;
    writeFileSync(path.join(account, "token"), token);
    writeFileSync(path.join(account, "ca.crt"), server.ca);
    const { hostname, port } = new URL(server.url);
    const environment = {
      HOME: account,
      KUBECONFIG: "",
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { kubeconfig = "" } = inClusterOptions({ backend: "live" }, { kubernetes: {} } as Profile, account);
    const limits = { attemptMs: 5_000, totalMs: 20_000 };
    const signal = new AbortController().signal;
    const client = apiClient(connect(kubeconfig), { signal, limits, onRetry: () => undefined });
    expect(await client.list({ group: "", resource: "namespaces" })).not.toEqual([]);
    await expect(client.write("create", "/api/v1/namespaces", { kind: "Namespace" })).rejects.toThrow("403");
    await client.close();
    rmSync(path.dirname(kubeconfig), { recursive: true });
  });
});

function pathOf({ apiVersion, kind, metadata: { namespace } }: Manifest): string {
  const group = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  return `${group}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${PLURALS[kind]}`;
}
