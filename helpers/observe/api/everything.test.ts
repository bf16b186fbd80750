import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Trouble } from "../../../observations/trouble.ts";
import type { Api, ListableKind, Served } from "../../kube/api.ts";
import { serverClock } from "../../kube/server-clock.ts";
import { SourceError } from "../../trouble.ts";
import type { Seen, SourceContext } from "../source.ts";
import { everything } from "./everything.ts";

const kind = (resource: string, group = "", name = "Thing"): ListableKind => ({
  ...{ group, version: "v1", resource, kind: name, namespaced: true },
});

/** The sweep over a server that lists these, and a run that has read those lists already. */
async function swept(
  served: Partial<Served>,
  lists: Record<string, object[] | Trouble>,
  held: Record<string, unknown> = {},
) {
  const asked: string[] = [];
  const api: Partial<Api> = {
    clock: serverClock(),
    served: () => Promise.resolve({ kinds: [], stale: [], versions: [], ...served }),
    list: (resource, { keep = (object: KubernetesObject) => object, ...options } = {}) => {
      asked.push(`${resource.resource}${options.metadataOnly ? " metadata" : ""}`);
      const found = lists[resource.resource] ?? [];
      if (!Array.isArray(found)) return Promise.reject(new SourceError(found.kind, found.message));
      return Promise.resolve(found.map((object) => keep(object)));
    },
  };
  const seen = Object.assign(() => Promise.reject(new Error("nothing is asked of other sources")), {
    lately: (key: string) => (key in held ? Promise.resolve(held[key]) : undefined),
  });
  const value = await everything({ api } as SourceContext, seen as unknown as Seen);
  return { value, asked };
}

describe("everything that the API serves", () => {
  test("each kind once, with its count and its moment", async () => {
    const { value, asked } = await swept(
      { kinds: [kind("widgets", "example.org", "Widget"), kind("secrets", "", "Secret")] },
      {
        widgets: [{ metadata: { name: "a" }, status: { phase: "Ready" } }],
        secrets: [{ metadata: { name: "s" }, data: { k: "v" } }],
      },
    );
    expect(asked).toEqual(["widgets", "secrets metadata"]);
    expect(value.kinds).toMatchObject([
      { resource: "widgets", count: 1 },
      { resource: "secrets", count: 1 },
    ]);
    expect(value.kinds.every(({ at }) => !Number.isNaN(Date.parse(at ?? "")))).toBe(true);
    expect(value.objects).toEqual([
      { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "a" }, status: { phase: "Ready" } },
      { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } },
    ]);
  });

  test("a list that the run holds whole is taken over, with its moment or its trouble", async () => {
    const pods = { ok: true, value: [{ metadata: { name: "p" } }], at: "2026-01-05T10:00:00Z", tookMs: 1 };
    const taken = await swept({ kinds: [kind("pods", "", "Pod")] }, {}, { pods });
    expect(taken.asked).toEqual([]);
    expect(taken.value).toMatchObject({
      kinds: [{ count: 1, at: "2026-01-05T10:00:00Z" }],
      objects: [{ metadata: { name: "p" } }],
    });
    const trouble: Trouble = { kind: "forbidden", message: "no" };
    const refused = await swept({ kinds: [kind("pods")] }, {}, { pods: { ok: false, trouble, at: "", tookMs: 1 } });
    expect(refused.value.kinds).toMatchObject([{ trouble }]);
    expect(refused.value.kinds[0]?.count).toBeUndefined();
  });

  test("a list of some is not taken for all: leases of nodes, Secrets of Helm", async () => {
    const some = { ok: true, value: [], at: "t", tookMs: 1 };
    const { asked } = await swept(
      { kinds: [kind("leases", "coordination.k8s.io"), kind("secrets")] },
      {},
      { nodeLeases: some, helmSecrets: some },
    );
    expect(asked).toEqual(["leases", "secrets metadata"]);
  });

  test("one that cannot be listed spoils no other; what is no state is left out", async () => {
    const { value, asked } = await swept(
      { kinds: [kind("widgets", "a"), kind("events"), kind("gadgets", "b")] },
      { widgets: { kind: "forbidden", message: "403" }, gadgets: [{}] },
    );
    expect(asked).toEqual(["widgets", "gadgets"]);
    expect(value.kinds).toMatchObject([
      { trouble: { kind: "forbidden" } },
      { leftOut: expect.any(String) as string },
      { count: 1 },
    ]);
  });

  test("a group whose server is gone is not asked for each of its kinds", async () => {
    const gone: Trouble = { kind: "server-error", message: "503" };
    const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    const { value, asked } = await swept(
      { kinds: names.map((name) => kind(name, "gone.example.org")) },
      Object.fromEntries(names.map((name) => [name, gone])),
    );
    expect(asked.length).toBeLessThan(names.length);
    expect(value.kinds.every(({ trouble }) => trouble?.message === "503")).toBe(true);
  });

  test("groups of which nobody tells what they hold", async () => {
    const service = { namespace: "x", name: "gone" };
    const apiservices = [
      { metadata: { name: "v1beta1.gone.example.org" }, spec: { service } },
      { metadata: { name: "v1.apps" }, spec: { service } },
      { metadata: { name: "v1beta1.external.metrics.k8s.io" }, spec: { service } },
      // the API server's own goes with its CRD
      { metadata: { name: "v1.widgets.example.org" }, spec: { group: "widgets.example.org" } },
    ];
    const { value } = await swept(
      {
        kinds: [kind("apiservices", "apiregistration.k8s.io", "APIService")],
        stale: ["late.example.org/v1", "metrics.k8s.io/v1beta1"],
        versions: ["apps/v1", "late.example.org/v1"],
      },
      { apiservices },
    );
    expect(value.undiscovered).toEqual([
      { groupVersion: "late.example.org/v1", why: "its server does not answer discovery" },
      { groupVersion: "gone.example.org/v1beta1", why: "an APIService names it, and discovery does not list it" },
    ]);
  });

  test("discovery that fails is trouble of the whole source", async () => {
    const api = { served: () => Promise.reject(new SourceError("unauthorized", "401")) } as unknown as Api;
    await expect(everything({ api } as SourceContext, undefined as unknown as Seen)).rejects.toThrow("401");
  });
});
