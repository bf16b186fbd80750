import { isDeepStrictEqual } from "node:util";
import { Agent, request, type Dispatcher } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { profiles } from "../../bin/profiles.ts";
import { sleep } from "../clock.ts";
import { edit, part, remove } from "../faults/objects.ts";
import { catalogueOf } from "../server/resources/catalogue.ts";
import type { Resource } from "../server/resources/resources.ts";
import { serve, type ApiServer } from "../server/server.ts";
import type { World } from "../world.ts";
import { healthyWorld } from "../worlds/healthy.ts";
import { playedOn, type Played } from "./played.ts";
import { startReal, whyNotReal, type RealServer } from "./server.ts";

/** The lab's server and a real one side by side: the same world, the same user, the same requests over HTTPS. */
const assets = process.env["KUBEBUILDER_ASSETS"];
const why = whyNotReal(assets);

const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
const POD = "/api/v1/namespaces/kube-system/pods";

describe.skipIf(why !== undefined)(`beside a real API server${why ? ` (skipped: ${why})` : ""}`, () => {
  let real: RealServer;
  let played: Played;
  let lab: ApiServer;
  let labClient: Dispatcher;
  let world: World;

  beforeAll(async () => {
    real = await startReal(assets ?? "", { cached: true });
    played = playedOn(real);
    world = healthyWorld(profiles("lab"), { now: new Date() });
    await played.enter(world);
    lab = await serve(world);
    const { certificate, key } = lab.clientCertificate();
    labClient = new Agent({ connect: { ca: lab.ca, cert: certificate, key } });
  }, 90_000);
  afterAll(async () => {
    await labClient.destroy();
    await lab.close();
    await real.stop();
  });

  const ask = async (of: "lab" | "real", path: string, accept = "application/json", method = "GET") => {
    const [url, dispatcher] = of === "lab" ? [lab.url, labClient] : [real.url, played.client()];
    const answer = await request(url + path, { method: method as "GET", dispatcher, headers: { accept } });
    const type = String(answer.headers["content-type"]);
    return { status: answer.statusCode, type, body: await answer.body.text() };
  };
  const both = async (path: string, accept?: string, method?: string) => {
    const [ofLab, ofReal] = await Promise.all([ask("lab", path, accept, method), ask("real", path, accept, method)]);
    return { ofLab, ofReal };
  };

  test("every field that the lab sends is one that the real server sends", async () => {
    const wrong = new Set<string>();
    for (const resource of listed(world)) {
      if (resource.kind === "APIService") continue; // the real server has its own
      const path = pathOf(resource);
      const { ofLab, ofReal } = await both(path);
      expect([path, ofReal.status]).toEqual([path, 200]);
      const sent = itemsByName(ofReal.body);
      for (const [name, item] of itemsByName(ofLab.body)) lacking(item, sent.get(name), resource.kind, wrong);
    }
    expect([...wrong]).toEqual([]);
  });

  test("tables have the same columns and cells", { timeout: 30_000 }, async () => {
    const different: string[] = [];
    for (const resource of listed(world)) {
      // the real server has its own, and an extension server's kinds are custom resources there
      if (resource.aggregated || resource.kind === "APIService") continue;
      const { ofLab, ofReal } = await both(pathOf(resource), TABLE);
      const [ours, theirs] = [tableOf(ofLab.body), tableOf(ofReal.body)];
      const path = pathOf(resource);
      // the lab has printers for what its worlds hold
      if (ours.rows.size > 0 && !isDeepStrictEqual(ours.columns, theirs.columns)) different.push(`${path}: columns`);
      for (const [name, cells] of ours.rows) {
        const others = theirs.rows.get(name) ?? [];
        const at = cells.findIndex((cell, index) => !isDeepStrictEqual(cell, others[index]));
        if (at >= 0)
          different.push(`${path} ${name} ${ours.columns[at]?.[0]}: ${JSON.stringify([cells[at], others[at]])}`);
      }
    }
    expect(different).toEqual([]);
  });

  test("discovery lists the same resources", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    for (const path of ["/api", "/apis"]) {
      const { ofLab, ofReal } = await both(path, accept);
      expect(ofLab.type).toBe(ofReal.type);
      const [ours, theirs] = [discoveryOf(ofLab.body), discoveryOf(ofReal.body)];
      expect([...ours.keys()].filter((name) => !name.startsWith("metrics.k8s.io"))).toEqual(
        [...theirs.keys()].filter((name) => !name.startsWith("metrics.k8s.io")),
      );
      for (const [name, resource] of ours)
        if (!name.startsWith("metrics.k8s.io")) expect(resource).toEqual(theirs.get(name));
    }
  });

  test.each([
    ["/api/v1/namespaces/kube-system/pods/nobody"],
    ["/api/v1/nothings"],
    ["/apis/nowhere.example.com/v1/things"],
    ["/apis/apps/v9/deployments"],
    ["/nothing"],
    ["/api/v1/pods?limit=x"],
    ["/api/v1/pods?labelSelector=a%20b%20c"],
    ["/api/v1/pods?labelSelector=a%20in%20b"],
    ["/api/v1/pods?fieldSelector=spec.nonsense%3Dx"],
    ["/api/v1/pods?resourceVersion=x"],
    ["/api/v1/pods?resourceVersion=99999999&resourceVersionMatch=Exact"],
    ["/api/v1/pods?resourceVersionMatch=Exact"],
    ["/api/v1/pods?sendInitialEvents=true"],
    ["/api/v1/pods?watch=true&resourceVersion=x"],
    ["/apis/cert-manager.io/v1/certificates?fieldSelector=spec.x%3Dy"],
    ["/apis/cert-manager.io/v1/certificates/x"],
    ["/apis/cert-manager.io/v1/namespaces/x/certificates/x"],
    ["/apis/cert-manager.io/v1/nothings"],
    ["/apis/cert-manager.io", "application/json"],
    [POD, "application/json", "POST"],
    [`${POD}/x`, "application/json", "DELETE"],
    [`${POD}/x`, "application/json", "PATCH"],
    ["/api/v1/nodes/lab-cp-01", METADATA],
    ["/api/v1/namespaces/kube-system", "application/json"],
    ["/metrics"],
    ["/debug/pprof/"],
    ["/healthz"],
    ["/livez"],
    ["/readyz"],
  ])("%s %s %s", async (path, accept?: string, method?: string) => {
    const { ofLab, ofReal } = await both(path, accept, method);
    expect({ ...ofLab, body: contentOf(ofLab.body) }).toEqual({ ...ofReal, body: contentOf(ofReal.body) });
  });

  // in words that only a server of protobuf has, or of Go
  test.each([
    ["/api/v1/pods", "application/xml", 406],
    ["/apis/cert-manager.io/v1/certificates", "application/xml", 406],
    ["/api/v1/pods?continue=nonsense", "application/json", 400],
    ["/api/v1/pods?limit=-1", "application/json", 200],
  ])("%s %s: %i of both", async (path, accept, status) => {
    const { ofLab, ofReal } = await both(path, accept);
    expect([ofLab.status, ofLab.type]).toEqual([status, ofReal.type]);
    expect(ofReal.status).toBe(status);
  });

  test("pages hold the same objects and count the same remainder", async () => {
    const pages = async (of: "lab" | "real", path: string) => {
      const seen: unknown[] = [];
      let token = "";
      do {
        const { status, body } = await ask(of, `${path}?limit=7${token && `&continue=${encodeURIComponent(token)}`}`);
        expect(status).toBe(200);
        const { items, metadata } = JSON.parse(body) as List;
        seen.push([items.map(({ metadata: { name } }) => name), metadata.remainingItemCount]);
        token = metadata.continue ?? "";
      } while (token !== "");
      return seen;
    };
    for (const path of ["/api/v1/pods", "/apis/cilium.io/v2/ciliumendpoints"]) {
      const ours = await pages("lab", path);
      expect(ours.length).toBeGreaterThan(3);
      expect(ours).toEqual(await pages("real", path));
    }
  });

  test("a page of a list that etcd no longer holds is gone", async () => {
    // events alone are not listed from the server's own snapshots
    const tokenOf = async (of: "lab" | "real"): Promise<string> =>
      encodeURIComponent((JSON.parse((await ask(of, "/api/v1/events?limit=7")).body) as List).metadata.continue ?? "");
    const [ours, theirs] = await Promise.all([tokenOf("lab"), tokenOf("real")]);
    const moved = remove("Node", "lab-cp-02")(world);
    await played.enter(moved);
    await real.compact();
    await played.enter(world);
    lab.setWorld({ ...world, kubernetes: { ...world.kubernetes, troubles: [{ match: "continue=", how: "gone" }] } });
    const [ofLab, ofReal] = await Promise.all([
      ask("lab", `/api/v1/events?limit=7&continue=${ours}`),
      ask("real", `/api/v1/events?limit=7&continue=${theirs}`),
    ]);
    lab.setWorld(world);
    const tokenless = (body: string): unknown => contentOf(body.replace(/"continue":"[^"]+"/, '"continue":"a token"'));
    expect(ofReal.status).toBe(410);
    expect({ ...ofLab, body: tokenless(ofLab.body) }).toEqual({ ...ofReal, body: tokenless(ofReal.body) });
  });

  test("watches tell the same, in a list's words and a table's", async () => {
    const told = async (of: "lab" | "real", accept: string, during: () => Promise<void>) => {
      const version = (JSON.parse((await ask(of, "/api/v1/nodes?limit=1")).body) as List).metadata.resourceVersion;
      const [url, dispatcher] = of === "lab" ? [lab.url, labClient] : [real.url, played.client()];
      const path = `${url}/api/v1/nodes?watch=true&resourceVersion=${version}&timeoutSeconds=2`;
      const answer = await request(path, { dispatcher, headers: { accept } });
      await during();
      const events = (await answer.body.text()).trim().split("\n");
      return { type: answer.headers["content-type"], events: events.map((line) => eventOf(line)) };
    };
    const changed = edit("Node", "lab-cp-01", (node) => {
      part(node, "metadata", "labels")["changed"] = "yes";
    })(world);
    const steps = [changed, remove("Node", "lab-cp-02")(changed), world];
    for (const accept of ["application/json", TABLE]) {
      const [ours, theirs] = await Promise.all([
        told("lab", accept, async () => {
          for (const step of steps) lab.setWorld(step);
          await sleep(10);
        }),
        told("real", accept, async () => {
          for (const step of steps) await played.enter(step);
        }),
      ]);
      expect(ours.events.length).toBeGreaterThan(3);
      expect(ours).toEqual(theirs);
    }
  });
});

interface List {
  metadata: { continue?: string; resourceVersion?: string; remainingItemCount?: number };
  items: { metadata: { name: string; namespace?: string } }[];
}

const listed = (world: World): Resource[] =>
  catalogueOf(world)
    .groups.flatMap(({ versions }) => versions.flatMap(({ resources }) => resources))
    .filter(({ verbs, aggregated, plural }) => verbs.includes("list") && !(aggregated && plural === "pods"));

const pathOf = ({ group, version, plural }: Resource): string =>
  group ? `/apis/${group}/${version}/${plural}` : `/api/${version}/${plural}`;

const itemsByName = (body: string): Map<string, unknown> =>
  new Map((JSON.parse(body) as List).items.map((it) => [`${it.metadata.namespace}/${it.metadata.name}`, it]));

/** What stands in the one and not in the other; defaults that a real server adds are no matter. */
function lacking(ours: unknown, theirs: unknown, at: string, found: Set<string>): void {
  if (/\.(resourceVersion|managedFields)$/.test(at)) return;
  if (Array.isArray(ours) && Array.isArray(theirs) && ours.length === theirs.length) {
    ours.forEach((it, index) => lacking(it, theirs[index], `${at}[]`, found));
  } else if (isObject(ours) && isObject(theirs)) {
    for (const [key, value] of Object.entries(ours)) lacking(value, theirs[key], `${at}.${key}`, found);
  } else if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
    found.add(`${at}: ${JSON.stringify(ours)?.slice(0, 80)}, not ${JSON.stringify(theirs)?.slice(0, 80)}`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function tableOf(body: string) {
  const { columnDefinitions, rows } = JSON.parse(body) as {
    columnDefinitions: { name: string; type: string; format: string; priority: number }[];
    rows: { cells: unknown[]; object: { metadata: { name: string; namespace?: string } } }[] | null;
  };
  return {
    columns: columnDefinitions.map((it) => [it.name, it.type, it.format, it.priority]),
    rows: new Map(
      (rows ?? []).map(({ cells, object: { metadata } }) => [
        `${metadata.namespace}/${metadata.name}`,
        cells.map(withoutAge),
      ]),
    ),
  };
}

/** Ages move while one asks. */
const withoutAge = (cell: unknown): unknown =>
  typeof cell === "string" ? cell.replace(/\b(\d+[dhms])+( ago)?\b/g, "<age>") : cell;

function discoveryOf(body: string) {
  const { items } = JSON.parse(body) as {
    items: { metadata: { name?: string }; versions: { version: string; resources: { resource: string }[] }[] }[];
  };
  return new Map(
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.map((resource) => [`${metadata.name}/${version}/${resource.resource}`, resource] as const),
      ),
    ),
  );
}

/** As a value, without what is each server's own. */
function contentOf(body: string): unknown {
  if (!body.startsWith("{")) return body.trim();
  const own = /^(resourceVersion|managedFields|storageVersionHash)$/;
  const common = body.replace(/(Too large resource version: \d+, current: )\d+/, "$1n");
  return JSON.parse(common, (key, value: unknown) => (own.test(key) ? undefined : value));
}

function eventOf(line: string): unknown {
  const { type, object } = JSON.parse(line) as { type: string; object: Record<string, unknown> };
  if (object["kind"] !== "Table") {
    const { name, labels } = object["metadata"] as { name?: string; labels?: unknown };
    return [type, object["kind"], object["apiVersion"], name, labels];
  }
  // later events carry null
  const columns = object["columnDefinitions"] ?? [];
  const table = tableOf(JSON.stringify({ ...object, columnDefinitions: columns }));
  return [type, "Table", table.columns, [...table.rows]];
}
