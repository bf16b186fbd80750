import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { now } from "../../lab/clock.ts";
import { serve, type ApiServer } from "../../lab/server/server.ts";
import type { ApiTrouble, LabObject, World } from "../../lab/world.ts";
import { healthyWorld } from "../../lab/worlds/healthy.ts";
import { monotonicMs } from "../wait/clock.ts";
import { apiClient, type ApiClient } from "./client.ts";
import { connect } from "./connection.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-client-"));
const healthy = healthyWorld(profileOf(), { now: now() });
const config = (name: string): LabObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", uid: name },
});
const world = (parts: Partial<World["kubernetes"]> = {}): World => ({
  ...healthy,
  kubernetes: { ...healthy.kubernetes, ...parts },
});
const CONFIGS = { group: "", resource: "configmaps" };

let server: ApiServer | undefined;
let client: ApiClient | undefined;
const retries: string[] = [];
afterEach(async () => {
  await client?.close();
  await server?.close();
  retries.length = 0;
});

async function clientOf(given: World, limits = { attemptMs: 2_000, totalMs: 8_000 }): Promise<ApiClient> {
  server = await serve(given);
  const file = path.join(folder, "kubeconfig");
  writeFileSync(file, server.kubeconfig());
  client = apiClient(connect(file), {
    signal: new AbortController().signal,
    limits,
    onRetry: (_, trouble) => retries.push(trouble),
  });
  return client;
}
const troubled = (...troubles: ApiTrouble[]) => clientOf(world({ objects: [config("a"), config("b")], troubles }));

describe("lists", () => {
  test("every page of a large list, over few connections", async () => {
    const api = await clientOf(world({ objects: Array.from({ length: 2_345 }, (_, index) => config(`c-${index}`)) }));
    const lists = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => api.list(CONFIGS)));
    expect(lists.map((list) => list.length)).toEqual(Array.from({ length: 8 }, () => 2_345));
    expect(api.traffic.connections).toBeLessThanOrEqual(6);
    expect(api.traffic.byVerb).toEqual({ list: 24 });
  });

  test("metadata only carries no data", async () => {
    const secret = { ...config("s"), kind: "Secret", data: { key: "c2VjcmV0" } } as LabObject;
    const api = await clientOf(world({ objects: [secret] }));
    const [found] = await api.list({ group: "", resource: "secrets" }, { metadataOnly: true });
    expect(found).toMatchObject({ metadata: { name: "s" } });
    expect(JSON.stringify(found)).not.toContain("c2VjcmV0");
  });

  test("a resource that is not served, one that is forbidden, an object that is not there", async () => {
    const api = await clientOf(world({ rules: [{ verbs: ["get"], groups: ["*"], resources: ["*"] }] }));
    await expect(api.list({ group: "example.org", resource: "things" })).rejects.toMatchObject({
      trouble: { kind: "not-served" },
    });
    await expect(api.list(CONFIGS)).rejects.toMatchObject({
      trouble: { kind: "forbidden", message: expect.stringContaining("cannot list") },
    });
    await expect(api.get("/api/v1/namespaces/default/configmaps/none")).rejects.toMatchObject({
      trouble: { kind: "not-found" },
    });
  });

  test("a continue token that expires starts the list anew", async () => {
    const objects = Array.from({ length: 1_500 }, (_, index) => config(`c-${index}`));
    const api = await clientOf(world({ objects, troubles: [{ match: "continue=", how: "gone", times: 1 }] }));
    expect(await api.list(CONFIGS)).toHaveLength(1_500);
  });

  test("an answer that is no list is no empty list", async () => {
    const api = await troubled({ match: "configmaps", how: "status", status: 200 });
    await expect(api.list(CONFIGS)).rejects.toMatchObject({ trouble: { kind: expect.stringMatching(/malformed/) } });
  });
});

describe("trouble that passes is tried again, and told", () => {
  test.each([
    ["503 in bursts", { match: "configmaps", how: "status", status: 503, times: 2 }],
    ["429 with Retry-After", { match: "configmaps", how: "status", status: 429, retryAfterSeconds: 1, times: 1 }],
    ["a reset", { match: "configmaps", how: "reset", times: 1 }],
    ["half a body", { match: "configmaps", how: "truncate", times: 1 }],
    ["silence", { match: "configmaps", how: "silence", times: 1 }],
  ] as [string, ApiTrouble][])("%s", async (_, trouble) => {
    const api = await troubled(trouble);
    expect(await api.list(CONFIGS)).toHaveLength(2);
    expect(retries.length).toBeGreaterThan(0);
    expect(api.traffic.retries).toBe(retries.length);
  });

  test("trouble that stays is trouble, within the limits", async () => {
    const started = monotonicMs();
    const api = await clientOf(world({ troubles: [{ match: "configmaps", how: "silence" }] }), {
      attemptMs: 200,
      totalMs: 800,
    });
    await expect(api.list(CONFIGS)).rejects.toMatchObject({ trouble: { kind: "timeout" } });
    expect(monotonicMs() - started).toBeLessThan(4_000);
  });

  test("a server that gives nothing but errors is tried for the whole time once, and shortly after that", async () => {
    const api = await clientOf(world({ troubles: [{ match: ".", how: "status", status: 500 }] }), {
      attemptMs: 1_000,
      totalMs: 6_000,
    });
    const tookMs = async (): Promise<number> => {
      const started = monotonicMs();
      await expect(api.list(CONFIGS)).rejects.toMatchObject({ trouble: { kind: "server-error" } });
      return monotonicMs() - started;
    };
    expect(await tookMs()).toBeGreaterThan(4_000);
    expect(await tookMs()).toBeLessThan(4_000);
  });

  test("429 until the end is throttled; a server that is gone is unreachable; 401 is no transient", async () => {
    const api = await clientOf(
      world({
        troubles: [
          { match: "configmaps", how: "status", status: 429 },
          { match: "secrets", how: "status", status: 401 },
        ],
      }),
      { attemptMs: 300, totalMs: 1_000 },
    );
    await expect(api.list(CONFIGS)).rejects.toMatchObject({ trouble: { kind: "throttled" } });
    const before = retries.length;
    await expect(api.list({ group: "", resource: "secrets" })).rejects.toMatchObject({
      trouble: { kind: "unauthorized" },
    });
    expect(retries).toHaveLength(before);
    await server?.close();
    await expect(api.list(CONFIGS)).rejects.toMatchObject({ trouble: { kind: "unreachable" } });
  });
});

describe("watches", () => {
  test("tell of each change within a moment", async () => {
    const api = await clientOf(world({ objects: [config("a"), config("b")] }));
    const { resourceVersion } = await api.snapshot(CONFIGS, {}, (object) => object);
    const stop = new AbortController();
    const seen: string[] = [];
    let changedMs = 0;
    const following = api.follow(
      CONFIGS,
      {},
      resourceVersion,
      ({ type, object }) => {
        if (type === "BOOKMARK") return;
        seen.push(`${type} ${object.metadata?.name}`);
        if (seen.length === 3) stop.abort();
      },
      stop.signal,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    changedMs = monotonicMs();
    server?.setWorld(world({ objects: [{ ...config("a"), data: { x: "1" } }, config("c")] }));
    await following.catch(() => undefined);
    expect(seen.toSorted()).toEqual(["ADDED c", "DELETED b", "MODIFIED a"]);
    expect(monotonicMs() - changedMs).toBeLessThan(300);
  });
});

describe("watches end", () => {
  const watching = async (world: World, options: object, windowMs: number) => {
    const api = await clientOf(world);
    const { resourceVersion } = await api.snapshot(CONFIGS, {}, (object) => object);
    const seen: string[] = [];
    const signal = new AbortController().signal;
    const { resource } = options as { resource?: string };
    const ref = { group: "", resource: resource ?? "configmaps" };
    const end = api.follow(
      ref,
      options,
      resourceVersion,
      (event) => seen.push(JSON.stringify(event)),
      signal,
      windowMs,
    );
    return { end, seen };
  };

  test("with their window, whole", async () => {
    const started = monotonicMs();
    const { end } = await watching(world({ objects: [config("a")] }), {}, 1_000);
    expect(await end).toBe("whole");
    expect(monotonicMs() - started).toBeLessThan(3_000);
  });

  test("by themselves where the stream is dead: silence is no life", async () => {
    const { end } = await watching(world({ troubles: [{ match: "watch=true", how: "silence" }] }), {}, 500);
    await expect(end).rejects.toMatchObject({ trouble: { kind: "timeout" } });
  });

  test("metadata only carries no data", async () => {
    const secret = (version: string) =>
      ({
        ...config("s"),
        kind: "Secret",
        data: { key: "c2VjcmV0" },
        metadata: { ...config("s").metadata, labels: { version } },
      }) as LabObject;
    const { end, seen } = await watching(
      world({ objects: [secret("1")] }),
      { resource: "secrets", metadataOnly: true },
      1_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    server?.setWorld(world({ objects: [secret("2")] }));
    await end;
    expect(seen.join()).toContain('"version":"2"');
    expect(seen.join()).not.toContain("c2VjcmV0");
  });
});

test("a CRD that comes while one looks is found", { timeout: 10_000 }, async () => {
  const THINGS = { group: "example.org", resource: "things" };
  const crd: LabObject = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.org", uid: "crd" },
    spec: {
      group: "example.org",
      scope: "Cluster",
      names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
      versions: [{ name: "v1", served: true, storage: true }],
    },
    status: { conditions: [{ type: "Established", status: "True" }] },
  };
  const api = await clientOf(world({ objects: [] }));
  await expect(api.list(THINGS)).rejects.toMatchObject({ trouble: { kind: "not-served" } });
  server?.setWorld(world({ objects: [crd] }));
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  expect(await api.list(THINGS)).toEqual([]);
});

test("the folder of these tests goes", () => rmSync(folder, { recursive: true, force: true }));
