import { Agent, request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { elapsed, sleep } from "../clock.ts";
import { createAuthority } from "../pki.ts";
import type { KeyPair } from "../pki.ts";
import type { ApiTrouble, KubernetesWorld, World } from "../world.ts";
import { serve } from "./server.ts";
import type { ApiServer, ServeOptions } from "./server.ts";
import { pod, smallWorld } from "./testing/world.ts";

const open: { server?: ApiServer; agents: Agent[] } = { agents: [] };

afterEach(async () => {
  await Promise.all(open.agents.splice(0).map((agent) => agent.destroy()));
  await open.server?.close();
});

async function started(kubernetes: Partial<KubernetesWorld> = {}, options?: ServeOptions): Promise<ApiServer> {
  open.server = await serve(smallWorld(kubernetes), options);
  return open.server;
}

const withTrouble = (trouble: Omit<ApiTrouble, "match"> & { match?: string }): Promise<ApiServer> =>
  started({ objects: [pod("a", "one"), pod("a", "two")], troubles: [{ match: "^GET /api/v1/pods", ...trouble }] });

function agentFor(server: ApiServer, client: KeyPair | null = server.clientCertificate()): Agent {
  const identity = client === null ? {} : { cert: client.certificate, key: client.key };
  const agent = new Agent({ connect: { ca: server.ca, ...identity }, headersTimeout: 2000, bodyTimeout: 2000 });
  open.agents.push(agent);
  return agent;
}

async function get(server: ApiServer, path: string, dispatcher = agentFor(server)) {
  const { statusCode, headers, body } = await request(`${server.url}${path}`, { dispatcher });
  return { status: statusCode, headers, body: await body.text() };
}

/** Reads a watch until `count` lines came or it ended. */
async function lines(server: ApiServer, path: string, count: number): Promise<string[]> {
  const { body } = await request(`${server.url}${path}`, { dispatcher: agentFor(server) });
  let text = "";
  for await (const chunk of body) {
    text += String(chunk);
    if (text.split("\n").length > count) break;
  }
  return text.split("\n").filter(Boolean);
}

describe("who asks", () => {
  it("is known by a certificate of the server's CA", async () => {
    const server = await started();
    expect(await get(server, "/version")).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json" },
    });
    const user = createAuthority("elsewhere").issue({ commonName: "jane", use: "client" });
    for (const client of [null, user]) {
      const answer = await get(server, "/version", agentFor(server, client));
      expect(answer.status).toBe(401);
      expect(answer.body).toContain('"reason":"Unauthorized"');
    }
  });

  it("is nobody once the certificate has expired", async () => {
    const world = smallWorld();
    world.files.kubeconfig.clientCertificate = { notBefore: "2020-01-01T00:00:00Z", notAfter: "2021-01-01T00:00:00Z" };
    open.server = await serve(world);
    expect((await get(open.server, "/version")).status).toBe(401);
  });

  it("finds all that is needed in the kubeconfig", async () => {
    const server = await started();
    const kubeconfig = server.kubeconfig();
    expect(kubeconfig).toContain("current-context: infra");
    expect(kubeconfig).toContain(`server: ${server.url}`);
    expect(kubeconfig).toContain(Buffer.from(server.clientCertificate().certificate).toString("base64").slice(0, 60));
    expect(server.talosconfig()).toContain("10.25.11.11");
  });
});

describe("a world that moves", () => {
  it("is told to who watches, and all requests are recorded", async () => {
    const server = await started({ objects: [pod("a", "one")] });
    const seen = lines(server, "/api/v1/pods?watch=1", 2);
    while (server.requests[0]?.status === undefined) await sleep(5);
    server.setWorld(smallWorld({ objects: [pod("a", "one"), pod("a", "two")] }));
    const events = (await seen).map(
      (line) => JSON.parse(line) as { type: string; object: { metadata: { name: string } } },
    );
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(["ADDED one", "ADDED two"]);
    expect(server.requests).toEqual([{ method: "GET", path: "/api/v1/pods?watch=1", status: 200 }]);
  });

  it("moves by itself when it is a function of the moment", async () => {
    let objects = [pod("a", "one")];
    const worldAt = (at: Date): World => ({ ...smallWorld({ objects }), now: at.toISOString() });
    open.server = await serve(worldAt, { pollMs: 10 });
    const seen = lines(open.server, "/api/v1/pods?watch=1", 2);
    await sleep(30);
    objects = [...objects, pod("a", "two")];
    expect((await seen)[1]).toContain('"name":"two"');
  });

  it("a watch ends after timeoutSeconds", async () => {
    const server = await started();
    const before = elapsed();
    expect(await lines(server, "/api/v1/pods?watch=1&timeoutSeconds=1&allowWatchBookmarks=true", 9)).toEqual([
      expect.stringContaining("BOOKMARK"),
    ]);
    expect(elapsed() - before).toBeGreaterThan(900);
  });
});

describe("troubles", () => {
  it("a status with Retry-After, for the first few requests", async () => {
    const server = await withTrouble({ how: "status", status: 429, retryAfterSeconds: 2, times: 2 });
    const statuses = [];
    for (let index = 0; index < 3; index++) statuses.push((await get(server, "/api/v1/pods")).status);
    expect(statuses).toEqual([429, 429, 200]);
    expect((await get(server, "/version")).status).toBe(200);
  });

  it("the status says what the real one would", async () => {
    const server = await withTrouble({ how: "status", status: 429, retryAfterSeconds: 2 });
    const answer = await get(server, "/api/v1/pods");
    expect(answer.headers["retry-after"]).toBe("2");
    expect(JSON.parse(answer.body)).toMatchObject({ kind: "Status", reason: "TooManyRequests", code: 429 });
  });

  it("a reset, before anything or in the middle of a body", async () => {
    const server = await withTrouble({ how: "reset" });
    await expect(get(server, "/api/v1/pods")).rejects.toMatchObject({ code: "ECONNRESET" });
    server.setWorld(
      smallWorld({ objects: [pod("a", "one")], troubles: [{ match: "pods", how: "reset", afterBytes: 10 }] }),
    );
    const { statusCode, body } = await request(`${server.url}/api/v1/pods`, { dispatcher: agentFor(server) });
    expect(statusCode).toBe(200);
    await expect(body.text()).rejects.toThrow();
  });

  it("silence", async () => {
    const server = await withTrouble({ how: "silence" });
    const asked = request(`${server.url}/api/v1/pods`, { dispatcher: agentFor(server), headersTimeout: 300 });
    await expect(asked).rejects.toMatchObject({ code: "UND_ERR_HEADERS_TIMEOUT" });
    expect(server.requests[0]).toEqual({ method: "GET", path: "/api/v1/pods" });
  });

  it("slowness", async () => {
    const server = await withTrouble({ how: "slow", delayMs: 200 });
    const before = elapsed();
    expect((await get(server, "/api/v1/pods")).status).toBe(200);
    expect(elapsed() - before).toBeGreaterThan(190);
  });

  it("half a body that ends cleanly", async () => {
    const server = await withTrouble({ how: "truncate" });
    const { status, body } = await get(server, "/api/v1/pods");
    expect(status).toBe(200);
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
  });

  it("continue tokens and watches that are gone, and lists that are not", async () => {
    const server = await withTrouble({ how: "gone" });
    const first = JSON.parse((await get(server, "/api/v1/pods?limit=1")).body) as { metadata: { continue: string } };
    const next = await get(server, `/api/v1/pods?limit=1&continue=${first.metadata.continue}`);
    expect(next.status).toBe(410);
    expect(JSON.parse(next.body)).toMatchObject({ reason: "Expired" });
    const [event] = await lines(server, "/api/v1/pods?watch=1&resourceVersion=7", 1);
    expect(JSON.parse(event ?? "")).toMatchObject({ type: "ERROR", object: { code: 410 } });
  });

  it("a watch that dies", async () => {
    const server = await withTrouble({ how: "watch-dies", delayMs: 50 });
    expect((await get(server, "/api/v1/pods")).status).toBe(200);
    await expect(lines(server, "/api/v1/pods?watch=1", 99)).rejects.toThrow();
  });

  it("some time after the start only", async () => {
    const server = await withTrouble({ how: "status", status: 401, fromMs: 300 });
    expect((await get(server, "/api/v1/pods")).status).toBe(200);
    await sleep(320);
    expect((await get(server, "/api/v1/pods")).status).toBe(401);
  });
});

describe("the wire", () => {
  it("large answers are compressed for who accepts it, and are the same", async () => {
    const server = await started({ objects: Array.from({ length: 500 }, (_, index) => pod("a", `pod-${index}`)) });
    const dispatcher = agentFor(server);
    const plain = await get(server, "/api/v1/pods", dispatcher);
    const headers = { "accept-encoding": "gzip" };
    const { body, headers: answered } = await request(`${server.url}/api/v1/pods`, { dispatcher, headers });
    expect(answered["content-encoding"]).toBe("gzip");
    const whole = new Response(
      new Blob([await body.arrayBuffer()]).stream().pipeThrough(new DecompressionStream("gzip")),
    );
    expect(await whole.text()).toBe(plain.body);
  });

  it("a server starts in a moment, and ends with its connections", async () => {
    await (await started()).close();
    const before = elapsed();
    const server = await started({ objects: Array.from({ length: 200 }, (_, index) => pod("a", `pod-${index}`)) });
    server.kubeconfig();
    expect(elapsed() - before).toBeLessThan(250); // some 10 ms on an idle machine
    const held = lines(server, "/api/v1/pods?watch=1", 9999).catch(() => "cut");
    while (server.requests.length === 0) await sleep(5);
    await server.close();
    expect(await held).toBe("cut");
  });
});
