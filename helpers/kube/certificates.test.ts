import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { now } from "../../lab/clock.ts";
import { createAuthority } from "../../lab/pki.ts";
import { serve, type ApiServer } from "../../lab/server/server.ts";
import { healthyWorld } from "../../lab/worlds/healthy.ts";
import { apiClient, type ApiClient } from "./client.ts";
import { connect } from "./connection.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-certificates-"));
const world = healthyWorld(profileOf(), { now: now() });
const printOf = (pem: string): string => createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const it of opened.splice(0)) await it.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function met(change: (kubeconfig: string, server: ApiServer) => string): Promise<[ApiClient, ApiServer]> {
  const server = await serve(world);
  const file = path.join(folder, "kubeconfig");
  writeFileSync(file, change(server.kubeconfig(), server));
  const api = apiClient(connect(file), {
    signal: new AbortController().signal,
    limits: { attemptMs: 2_000, totalMs: 4_000 },
    onRetry: () => undefined,
  });
  opened.push(api, server);
  return [api, server];
}

const VERSION = "/version";
const another = createAuthority("another-ca").ca;
const CA = /certificate-authority-data: .*/;
const insecure = (kubeconfig: string) => kubeconfig.replace(CA, "insecure-skip-tls-verify: true");

describe("the certificates that a server showed", () => {
  test("its own and its CA's, which only the kubeconfig has, once for all connections", async () => {
    const [api, server] = await met((kubeconfig) => kubeconfig);
    expect(api.chains()).toEqual([]);
    await Promise.all([api.get(VERSION), api.get(VERSION), api.get(VERSION)]);
    const [chain = [], ...more] = api.chains();
    expect(more).toEqual([]);
    expect(chain).toHaveLength(2);
    expect(chain[1]).toBe(printOf(server.ca));
  });

  test("unverified, what the server itself showed, where each signed the one before", async () => {
    const [api, server] = await met(insecure);
    await api.get(VERSION);
    expect(api.chains()).toEqual([[expect.any(String), printOf(server.ca)]]);
  });

  test("a CA of the same name that did not sign it is not in the chain, though nothing is verified", async () => {
    const namesake = createAuthority("lab-kubernetes-ca").ca;
    const [api] = await met((kubeconfig) => {
      const data = Buffer.from(namesake).toString("base64");
      return insecure(kubeconfig).replace(
        "insecure-skip-tls-verify: true",
        `insecure-skip-tls-verify: true\n      certificate-authority-data: ${data}`,
      );
    });
    await api.get(VERSION);
    expect(api.chains().flat()).not.toContain(printOf(namesake));
  });

  test("a server of another CA than the kubeconfig's is not trusted, at once, and shows nothing", async () => {
    const [api] = await met((kubeconfig) =>
      kubeconfig.replace(CA, `certificate-authority-data: ${Buffer.from(another).toString("base64")}`),
    );
    await expect(api.get(VERSION)).rejects.toMatchObject({ trouble: { kind: "untrusted" } });
    expect(api.chains()).toEqual([]);
    expect(api.traffic.retries).toBe(0);
  });
});
