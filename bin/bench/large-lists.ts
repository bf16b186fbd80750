import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "../project.ts";
import { measured, row } from "./measure.ts";

const MB = 1024 * 1024;

/** Peak memory of gathering lists that are larger than memory should be: with an end, and without. */
export async function largeLists(): Promise<void> {
  for (const [name, objects, bytes] of [
    ["a list of 300 objects of 1 MB, gathered", 300, MB],
    ["a list without end, until it is refused", Infinity, 1000],
  ] as const)
    await served(objects, bytes, async (kubeconfig) => {
      const once = await measured([path.join(root, "bin/bench.mjs"), "--kubeconfig", kubeconfig, "judge"]);
      process.stdout.write(`${row(name, [once])}\n`);
    });
}

/** An API server that has so many pods of so many bytes, and nothing else. */
async function served(objects: number, bytes: number, work: (kubeconfig: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-large-"));
  const server = listing(objects, bytes);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const file = path.join(folder, "kubeconfig");
  const [clusters, users, contexts] = [
    [{ name: "a", cluster: { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true } }],
    [{ name: "a", user: {} }],
    [{ name: "a", context: { cluster: "a", user: "a" } }],
  ];
  const config = { apiVersion: "v1", kind: "Config", "current-context": "a", clusters, users, contexts };
  writeFileSync(file, JSON.stringify(config));
  try {
    await work(file);
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

const listing = (objects: number, bytes: number): Server =>
  createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const first = Number(searchParams.get("continue") ?? 0);
    const limit = Number(searchParams.get("limit") ?? 500);
    const count = pathname === "/api/v1/pods" ? Math.min(limit, objects - first) : 0;
    const next = first + count;
    response.setHeader("content-type", "application/json");
    const more = count > 0 && next < objects ? String(next) : "";
    response.write(
      `{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1","continue":"${more}"},"items":[`,
    );
    for (let n = first; n < next; n += 1) response.write(`${n > first ? "," : ""}${pod(n, bytes)}`);
    response.end("]}");
  });

const pod = (n: number, bytes: number): string =>
  JSON.stringify({
    ...{ apiVersion: "v1", kind: "Pod", spec: { containers: [] }, status: { phase: "Running" } },
    metadata: { name: `pod-${n}`, namespace: "default", annotations: { padding: "x".repeat(bytes) } },
  });
