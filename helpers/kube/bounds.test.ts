import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { monotonicMs } from "../wait/clock.ts";
import type { RequestLimits } from "./attempt.ts";
import { boundedText, listBounds } from "./bounds.ts";
import { apiClient, type ApiClient } from "./client.ts";

let server: Server | undefined;
let client: ApiClient | undefined;
afterEach(async () => {
  await client?.close();
  server?.closeAllConnections();
  server?.close();
});

/** A client of a server that answers each list so. */
async function asking(answer: (response: ServerResponse, count: number) => void): Promise<ApiClient> {
  let count = 0;
  server = createServer((_, response) => answer(response, (count += 1)));
  return clientOf(server, { attemptMs: 500, totalMs: 1_500 });
}

async function clientOf(of: Server, limits: RequestLimits): Promise<ApiClient> {
  await new Promise<void>((resolve) => of.listen(0, "127.0.0.1", resolve));
  const { port } = of.address() as AddressInfo;
  return (client = apiClient(
    {
      server: `http://127.0.0.1:${port}`,
      chains: () => [],
      credentials: () => Promise.resolve({ dispatcher: undefined, headers: {} }),
      refresh: () => undefined,
      close: () => Promise.resolve(),
    },
    { signal: new AbortController().signal, limits, onRetry: () => undefined },
  ));
}

const CONFIGS = { group: "", resource: "configmaps" };
const page = (token: string): string =>
  JSON.stringify({ metadata: { continue: token, resourceVersion: "1" }, items: [{ metadata: { name: "a" } }] });

describe("a server that serves for ever is trouble, told with a number", () => {
  test("the same continue token again and again", async () => {
    const api = await asking((response) => response.end(page("again")));
    await expect(api.list(CONFIGS)).rejects.toThrow(
      /configmaps: the continue token of page 2 is that of a page before/,
    );
  });

  test("another continue token each time", async () => {
    const api = await asking((response, count) => response.end(page(`t${count}`)));
    await expect(api.list(CONFIGS)).rejects.toThrow(/configmaps goes on after 1000 pages with 1000 objects/);
  });

  test("a body that comes in drops, and never ends", async () => {
    const api = await asking((response) => {
      const drip = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drip));
    });
    const started = monotonicMs();
    await expect(api.list(CONFIGS)).rejects.toMatchObject({ trouble: { kind: "timeout" } });
    expect(monotonicMs() - started).toBeLessThan(3_000);
  });

  test("a body that is too long", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given += 1;
        yield Buffer.alloc(1024 * 1024);
      }
    }
    await expect(boundedText(endless(), "GET /x", 3 * 1024 * 1024)).rejects.toThrow(
      "GET /x was not at its end after 3 MB",
    );
    expect(given).toBe(4);
  });
});

test("a page that is too long is asked for in shorter ones, and the next ones too", { timeout: 30_000 }, async () => {
  const limits: number[] = [];
  const note = "x".repeat(256 * 1024);
  const objects = Array.from({ length: 45 }, (_, index) => ({
    metadata: { name: `c-${index}`, annotations: { note } },
  }));
  server = createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://x").searchParams;
    const [limit, from] = [Number(query.get("limit")), Number(query.get("continue") ?? 0)];
    limits.push(limit);
    const to = from + limit;
    const more = to < objects.length ? { continue: String(to) } : {};
    response.end(JSON.stringify({ metadata: { resourceVersion: "1", ...more }, items: objects.slice(from, to) }));
  });
  const api = await clientOf(server, { attemptMs: 20_000, totalMs: 60_000 });
  const { items } = await api.snapshot(CONFIGS, {}, ({ metadata }) => ({ metadata: { name: metadata?.name ?? "" } }));
  const names = items.map(({ metadata }) => metadata?.name);
  expect(names).toEqual(objects.map(({ metadata }) => metadata.name));
  expect(limits.slice(0, 6)).toEqual([1000, 250, 62, 15, 15, 15]);
});

test("a list that ends is none of these", () => {
  const bounded = listBounds("GET /x");
  for (let count = 1; count < 900; count += 1) bounded({ token: `t${count}`, objects: count });
  expect(() => bounded({ token: "", objects: 900 })).not.toThrow();
});
