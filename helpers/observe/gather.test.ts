import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../observations/objects.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { gatherer, type SourceTable } from "./gather.ts";
import type { ApiClient, Snapshot } from "../kube/client.ts";
import { serverClock } from "../kube/server-clock.ts";
import type { SourceContext } from "./source.ts";
import { SourceError } from "../trouble.ts";

const SERVER = { server: "https://lab:6443", ok: true, checks: [] };
const CHECKOUT = { root: "/checkout", files: [], skipped: [], inner: new Map() };
const FOREVER = Number.POSITIVE_INFINITY;

const pod = (uid: string, phase: string, resourceVersion = "1") => ({
  ...{ apiVersion: "v1", kind: "Pod", status: { phase } },
  metadata: { name: uid, uid, resourceVersion },
});

/** A gatherer over these sources, and over a server that lists these pods. */
function over(sources: Partial<SourceTable>, pods: KubernetesObject[] = []) {
  const events: RunEvent[] = [];
  const snapshot = async (): Promise<Snapshot> => ({ items: pods, resourceVersion: "7", at: new Date() });
  const context = { api: { snapshot, clock: serverClock() } as Partial<ApiClient> } as SourceContext & {
    api: ApiClient;
  };
  return { events, ...gatherer(context, sources as SourceTable, (event) => void events.push(event)) };
}

/** A source that counts how often it is read. */
function counted<Value>(value: Value): { read: () => Promise<Value>; times: () => number } {
  let times = 0;
  return {
    times: () => times,
    read: () => {
      times += 1;
      return Promise.resolve(value);
    },
  };
}

describe("gathering", () => {
  test("what is fresh enough is not read again, what is older is", async () => {
    const readyz = counted(SERVER);
    const { look } = over({ readyz: readyz.read });
    await look(["readyz"], 0);
    expect(await look(["readyz"], FOREVER)).toMatchObject({ readyz: { ok: true, value: SERVER } });
    expect(readyz.times()).toBe(1);
    await look(["readyz"], -1);
    expect(readyz.times()).toBe(2);
  });

  test("two that want the same at the same time share one reading", async () => {
    const readyz = counted(SERVER);
    const { look } = over({ readyz: readyz.read });
    await Promise.all([look(["readyz"], 0), look(["readyz"], 0)]);
    expect(readyz.times()).toBe(1);
  });

  test("a source asks for what another has seen, and has it from this run's memory", async () => {
    const repository = counted(CHECKOUT);
    const { look } = over({
      repository: repository.read,
      remoteManifests: async (_, seen) => [{ url: (await seen("repository")).root, status: 200 }],
    });
    expect(await look(["repository", "remoteManifests"], 0)).toMatchObject({
      remoteManifests: { ok: true, value: [{ url: "/checkout" }] },
    });
    expect(repository.times()).toBe(1);
  });

  test("what the other source could not see is trouble of the one that asked", async () => {
    const { look } = over({
      repository: () => Promise.reject(new SourceError("file", "/checkout: no such folder")),
      remoteManifests: async (_, seen) => [{ url: (await seen("repository")).root, status: 200 }],
    });
    const { remoteManifests } = await look(["remoteManifests"], 0);
    expect(remoteManifests).toMatchObject({
      ok: false,
      trouble: { kind: "file", message: "/checkout: no such folder" },
    });
  });

  test("trouble is a value, is told in the journal, and hides nothing else", async () => {
    const { look, events } = over({
      readyz: () => Promise.reject(new SourceError("forbidden", "403 from /readyz")),
      repository: () => Promise.resolve(CHECKOUT),
    });
    expect(await look(["readyz", "repository"], 0)).toMatchObject({
      readyz: { ok: false, trouble: { kind: "forbidden", message: "403 from /readyz" } },
      repository: { ok: true, value: CHECKOUT },
    });
    expect(events).toContainEqual(
      expect.objectContaining({ source: "readyz", ok: false, trouble: "403 from /readyz" }),
    );
    expect(events).toContainEqual(expect.objectContaining({ source: "repository", ok: true }));
  });
});

describe("a collection", () => {
  test("is what the list held and the watch changed", async () => {
    const { look, collection } = over({}, [pod("a", "Pending"), pod("b", "Running")]);
    await look(["pods"], 0);
    const pods = collection("pods");
    expect(pods?.resourceVersion).toBe("7");
    pods?.apply("MODIFIED", pod("a", "Running", "8"));
    pods?.apply("ADDED", pod("c", "Pending", "9"));
    pods?.apply("DELETED", pod("b", "Running", "10"));
    const seen = await look(["pods"], FOREVER);
    expect(seen.pods?.ok && seen.pods.value.map(({ metadata, status }) => [metadata?.uid, status?.phase])).toEqual([
      ["a", "Running"],
      ["c", "Pending"],
    ]);
    expect(pods?.resourceVersion).toBe("10");
  });

  test("does not exist of a list that could not be read", async () => {
    const context = {
      api: {
        clock: serverClock(),
        snapshot: () => Promise.reject(new SourceError("forbidden", "pods is forbidden")),
      } as Partial<ApiClient>,
    } as SourceContext & { api: ApiClient };
    const { look, collection } = gatherer(context, {} as SourceTable, () => undefined);
    await look(["pods"], 0);
    expect(collection("pods")).toBeUndefined();
    expect(collection("nodes")).toBeUndefined();
  });
});
