import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Profile } from "../../clusters/profile.ts";
import type { Run } from "../../evidence/run.ts";
import { AT, ended, finished, row, runOf, started } from "../../reports/testing/events.ts";
import { reportToCluster } from "./cluster-report.ts";

interface Got {
  request: string;
  type: string | undefined;
  body: string;
}

const folder = mkdtempSync(path.join(tmpdir(), "assay-report-"));
const kubeconfig = path.join(folder, "kubeconfig");
const profile = { kubernetes: {} } as Profile;
let server: Server;
let got: Got[] = [];
let status = 201;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      got.push({ request: `${request.method} ${request.url}`, type: request.headers["content-type"], body });
      const answer = { kind: "Status", message: "clusterreports.openreports.io is forbidden" };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "a", cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "a", user: { token: "canary-token-0123456789" } }],
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    "current-context": "a",
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  got = [];
  status = 201;
});

const run = (backend: "live" | "lab" = "live", uid: string | undefined = "11111111-2222-4333-8444-555555555555"): Run =>
  runOf([
    started([row("a/pass")], { backend }),
    ...(uid === undefined ? [] : [{ event: "identified" as const, at: AT, kubeSystemUid: uid }]),
    finished("a/pass", "pass"),
    ended(),
  ]);

describe("a run is written into the cluster", () => {
  test("by server-side apply, once", async () => {
    expect(await reportToCluster(run(), profile, { kubeconfig })).toEqual([]);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      request: "PATCH /apis/openreports.io/v1alpha1/clusterreports/assay-infra?fieldManager=assay&force=true",
      type: "application/apply-patch+yaml",
    });
    expect(JSON.parse(got[0]?.body ?? "")).toMatchObject({ kind: "ClusterReport", summary: { pass: 2 } });
  });

  test.each([
    [403, "the role assay-report of docs/rbac.yaml allows it: "],
    [404, "the cluster does not know the kind; its CRD is that of https://github.com/openreports/reports-api"],
    [400, "400"],
  ])("%i is a warning, without the token", async (answered, says) => {
    status = answered;
    const [warning] = await reportToCluster(run(), profile, { kubeconfig });
    expect(warning).toContain("no ClusterReport was written");
    expect(warning).toContain(says);
    expect(warning).toContain(String(answered));
    expect(warning).not.toContain("canary-token");
  });

  test("no kubeconfig is a warning", async () => {
    const [warning] = await reportToCluster(run(), profile, { kubeconfig: path.join(folder, "none") });
    expect(warning).toContain("no such file");
  });

  test("never into a cluster that is another, unknown, or the lab", async () => {
    const other = run();
    other.outcome.refused = "another cluster answers";
    const nameless = run();
    delete nameless.cluster.kubeSystemUid;
    for (const one of [other, nameless, run("lab")])
      expect(await reportToCluster(one, profile, { kubeconfig })).toHaveLength(1);
    expect(got).toEqual([]);
  });
});
