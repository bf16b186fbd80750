import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Profile } from "../../clusters/profile.ts";
import { redact } from "../redact/redact.ts";
import { apiClient } from "./client.ts";
import { connect } from "./connection.ts";
import { inClusterOptions } from "./in-cluster.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-account-"));
const token = path.join(folder, "token");
const profile = { kubernetes: { context: "admin@infra" } } as Profile;
const made: string[] = [];
let server: Server;
let current = "canary-first-token-0123456789";
let port = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${current}`;
    response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  writeFileSync(token, current);
  writeFileSync(path.join(folder, "ca.crt"), "");
  vi.stubEnv("HOME", folder);
  vi.stubEnv("KUBECONFIG", "");
  vi.stubEnv("KUBERNETES_SERVICE_HOST", "10.96.0.1");
  vi.stubEnv("KUBERNETES_SERVICE_PORT", "443");
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  server.close();
  for (const file of [folder, ...made.map((it) => path.dirname(it))]) rmSync(file, { recursive: true });
});

const options = (given = {}) => {
  const found = inClusterOptions({ backend: "live", ...given }, profile, folder);
  if (found.kubeconfig !== undefined) made.push(found.kubeconfig);
  return found;
};

describe("a pod without a kubeconfig", () => {
  test("asks with its ServiceAccount, whose token stands in no file of ours", () => {
    const { kubeconfig = "", endpoint } = options();
    expect(endpoint).toBe("https://10.96.0.1:443");
    const text = readFileSync(kubeconfig, "utf8");
    expect(text).not.toContain(current);
    expect(JSON.parse(text)).toMatchObject({
      clusters: [{ cluster: { server: endpoint, "certificate-authority": path.join(folder, "ca.crt") } }],
      users: [{ user: { tokenFile: token } }],
      "current-context": "admin@infra",
    });
    expect(connect(kubeconfig, "admin@infra").server).toBe(endpoint);
  });

  test("of an IPv6 cluster; --endpoint and --context are what they were", () => {
    vi.stubEnv("KUBERNETES_SERVICE_HOST", "fd00::1");
    expect(options().endpoint).toBe("https://[fd00::1]:443");
    const { endpoint, kubeconfig = "" } = options({ endpoint: "https://a:6443", context: "other" });
    expect(endpoint).toBe("https://a:6443");
    expect(readFileSync(kubeconfig, "utf8")).toContain(`"current-context": "other"`);
  });

  test("a kubeconfig that is named, the lab, and a machine outside: nothing is made", () => {
    expect(options({ kubeconfig: "k" })).toEqual({});
    expect(options({ backend: "lab" })).toEqual({});
    vi.stubEnv("KUBECONFIG", "/k");
    expect(options()).toEqual({});
    vi.stubEnv("KUBECONFIG", "");
    vi.stubEnv("KUBERNETES_SERVICE_HOST", "");
    expect(options()).toEqual({});
    vi.stubEnv("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    rmSync(token);
    expect(options()).toEqual({});
  });

  test("a token that expires in the middle is read again, and is redacted", async () => {
    const kubeconfig = path.join(folder, "config");
    const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
    const config = {
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user: { tokenFile: token } }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    const signal = new AbortController().signal;
    const limits = { attemptMs: 2_000, totalMs: 4_000 };
    const client = apiClient(connect(kubeconfig), { signal, limits, onRetry: () => undefined });
    expect(await client.get("/version")).toEqual({});
    current = "canary-second-token-0123456789";
    await expect(client.get("/version")).rejects.toThrow("401");
    writeFileSync(token, current);
    expect(await client.get("/version")).toEqual({});
    expect(redact(`said ${current}`)).not.toContain(current);
    await client.close();
    rmSync(kubeconfig);
    expect(existsSync(token)).toBe(true);
  });
});
