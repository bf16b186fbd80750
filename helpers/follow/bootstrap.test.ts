import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { now as labNow } from "../../lab/clock.ts";
import { serve, type ApiServer } from "../../lab/server/server.ts";
import type { LabObject, World } from "../../lab/world.ts";
import { healthyWorld } from "../../lab/worlds/healthy.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { followedOf } from "../../evidence/followed.ts";
import { sleep } from "../wait/clock.ts";
import { followBootstrap } from "./bootstrap.ts";
import { loadProfile } from "../call/profile.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "assay-follow-"));
const base = loadProfile("lab", root, ["lab"]).profile;
const healthy = healthyWorld(base, { now: labNow() });
const servers: ApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function served(world: World, port?: number): Promise<ApiServer> {
  const server = await serve(world, port === undefined ? {} : { port });
  servers.push(server);
  return server;
}

/** Follows what the kubeconfig leads to, whatever comes of it; `events` fills while it goes on. */
function following(endpoint: string, parts: { followForMs?: number; signal?: AbortSignal; kubeconfig?: string } = {}) {
  const events: RunEvent[] = [];
  const kubeconfig = parts.kubeconfig ?? path.join(folder, "kubeconfig");
  const profile = { ...base, kubernetes: { ...base.kubernetes, endpoint } };
  const ended = followBootstrap({
    profile,
    options: {
      ...{ cluster: "lab", suites: [], only: [], out: folder, patience: 1, probes: false, backend: "lab" },
      ...{ kubeconfig, endpoint, followForMs: parts.followForMs ?? 20_000 },
    },
    record: (event) => void events.push(event),
    signal: parts.signal ?? new AbortController().signal,
  });
  return { events, ended };
}

const said = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.event === "following" ? [`${event.state}: ${event.summary}`] : []));
const factsOf = (events: readonly RunEvent[], subject: string): unknown[] =>
  (followedOf(events)?.sightings ?? [])
    .filter((sighting) => sighting.subject === subject)
    .flatMap(({ changes, after }) => changes.map(({ fact, is }) => [fact, is, after !== undefined]));
const until = async (true_: () => boolean): Promise<void> => {
  for (let step = 0; step < 200 && !true_(); step += 1) await sleep(50);
  expect(true_()).toBe(true);
};
const withObjects = (objects: LabObject[], parts: Partial<World["kubernetes"]> = {}): World => ({
  ...healthy,
  kubernetes: { ...healthy.kubernetes, objects, ...parts },
});
const { objects } = healthy.kubernetes;
const node = objects.find(({ kind }) => kind === "Node") as LabObject;
const pod = objects.find(({ kind, metadata }) => kind === "Pod" && metadata.name.startsWith("kubeai")) as LabObject;
const unready = (object: LabObject, since: string): LabObject => ({
  ...object,
  status: {
    ...(object["status"] as object),
    conditions: [{ type: "Ready", status: "False", lastTransitionTime: since }],
  },
});

describe("waiting for the cluster", () => {
  test("no kubeconfig, then nobody who answers, then the cluster: all of it is not yet", async () => {
    const first = await served(healthy);
    const { port, url } = first;
    const written = first.kubeconfig();
    await first.close();
    servers.length = 0;
    const kubeconfig = path.join(folder, "late");
    const { events, ended } = following(url, { kubeconfig });
    await until(() => said(events).some((line) => line.includes("no such file")));
    writeFileSync(kubeconfig, written);
    await until(() => said(events).some((line) => line.includes("ECONNREFUSED")));
    // another CA than the kubeconfig's, as from the cluster before: not yet, either
    const again = await served(healthy, port);
    await sleep(1_500);
    writeFileSync(kubeconfig, again.kubeconfig());
    expect(await ended).toBe("milestone");
    expect(followedOf(events)).toMatchObject({ ended: "milestone" });
    expect(said(events).join("\n")).not.toMatch(/\n {4}at /);
  }, 30_000);

  test("a cluster that the profile does not name is refused at once", async () => {
    const server = await served(healthy);
    writeFileSync(path.join(folder, "kubeconfig"), server.kubeconfig());
    const strangers = withObjects(
      objects.map((object) =>
        object.kind === "Node"
          ? { ...object, metadata: { ...object.metadata, name: `x-${object.metadata.name}` } }
          : object,
      ),
    );
    server.setWorld(strangers);
    const { events, ended } = following(server.url);
    expect(await ended).toMatchObject({ refused: { verdict: "fail", findings: [{ subject: "cluster/nodes" }] } });
    expect(followedOf(events)?.sightings).toEqual([]);
  });

  test("everything forbidden until the deadline: nothing was seen, and nothing is said to be up", async () => {
    const server = await served(withObjects(objects, { troubles: [{ match: ".", how: "status", status: 403 }] }));
    writeFileSync(path.join(folder, "kubeconfig"), server.kubeconfig());
    const { events, ended } = following(server.url, { followForMs: 2_500 });
    expect(await ended).toBe("deadline");
    expect(followedOf(events)).toMatchObject({ ended: "deadline", sightings: [] });
    expect(said(events)[0]).toContain("403");
  });

  test("interrupted: told as such, at once", async () => {
    const stop = new AbortController();
    const { events, ended } = following("https://127.0.0.1:1", {
      kubeconfig: path.join(folder, "none"),
      signal: stop.signal,
    });
    await until(() => events.length > 0);
    stop.abort();
    expect(await ended).toBe("interrupted");
    expect(followedOf(events)?.ended).toBe("interrupted");
  });
});

describe("watching the bootstrap", () => {
  test("what comes about is seen at once, and a readiness that is lost and comes back is seen to be", async () => {
    const without = objects.filter((object) => object !== node && object !== pod);
    const server = await served(withObjects(without));
    writeFileSync(path.join(folder, "kubeconfig"), server.kubeconfig());
    const { events, ended } = following(server.url);
    const subject = `pod/${pod.metadata.namespace}/${pod.metadata.name}`;
    await until(() => said(events).some((line) => line.startsWith("watching")));
    await sleep(700);
    const states = [
      [...without, pod],
      [...without, unready(pod, labNow().toISOString())],
      [...without, pod],
    ];
    for (const [step, state] of states.entries()) {
      server.setWorld(withObjects(state));
      await until(() => factsOf(events, subject).filter((it) => (it as unknown[])[0] === "Ready").length > step);
    }
    server.setWorld(healthy);
    expect(await ended).toBe("milestone");
    const over = events.flatMap((event) => (event.event === "phase-ended" ? [event.name] : []));
    expect(over.toSorted()).toEqual(["control-plane", "core", "crds", "flux", "machines", "workloads"]);
    expect(factsOf(events, subject).filter((it) => (it as unknown[])[0] === "Ready")).toEqual([
      ["Ready", true, true],
      ["Ready", false, true],
      ["Ready", true, true],
    ]);
    expect(factsOf(events, `node/${node.metadata.name}`)).toEqual([
      ["exists", true, true],
      ["Ready", true, true],
    ]);
    expect(server.requests.filter(({ path: asked }) => /secrets\/|configmaps/.test(asked))).toEqual([]);
  }, 30_000);

  test("pods that may not be read keep it from being over", async () => {
    const rules = [
      { verbs: ["get", "list", "watch"], groups: ["*"], resources: ["nodes", "namespaces", "secrets", "events"] },
      {
        verbs: ["get", "list", "watch"],
        groups: [
          "apiextensions.k8s.io",
          "kustomize.toolkit.fluxcd.io",
          "helm.toolkit.fluxcd.io",
          "source.toolkit.fluxcd.io",
        ],
        resources: ["*"],
      },
      { verbs: ["create"], groups: ["authentication.k8s.io"], resources: ["*"] },
    ];
    const server = await served(withObjects(objects, { rules }));
    writeFileSync(path.join(folder, "kubeconfig"), server.kubeconfig());
    const { events, ended } = following(server.url, { followForMs: 3_000 });
    expect(await ended).toBe("deadline");
    expect(said(events).join("\n")).toContain("pods is forbidden");
    expect(followedOf(events)).toMatchObject({ ended: "deadline" });
    expect(followedOf(events)?.sightings.filter(({ source }) => source === "pods")).toEqual([]);
  });

  test("no Secret's content is told", async () => {
    const server = await served(healthy);
    writeFileSync(path.join(folder, "kubeconfig"), server.kubeconfig());
    const { events, ended } = following(server.url);
    expect(await ended).toBe("milestone");
    const canaries = JSON.stringify(objects.filter(({ kind }) => kind === "Secret")).match(/[A-Za-z0-9+/]{60,}/g) ?? [];
    expect(canaries.length).toBeGreaterThan(5);
    const journal = JSON.stringify(events);
    expect(canaries.filter((canary) => journal.includes(canary))).toEqual([]);
  });
});
