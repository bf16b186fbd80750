import type { Dispatcher } from "undici";
import { elapsed, sleep } from "../clock.ts";
import { catalogueOf, type Catalogue } from "../server/resources/catalogue.ts";
import { clientRequestOf } from "../server/server.ts";
import { allowsEverything } from "../server/reviews/access.ts";
import { BUILT_IN } from "../server/resources/builtin.ts";
import { customGroups } from "../server/resources/extensions.ts";
import { groupOf, type Resource } from "../server/resources/resources.ts";
import type { LabObject, World } from "../world.ts";
import type { Write } from "./etcd.ts";
import { keyFor } from "./keys.ts";
import type { RealServer } from "./server.ts";
import { definitionsFor, isHeld } from "./left-out.ts";

/** Worlds, played one after another on a real API server: between two of them only what differs is written. */
export interface Played {
  /** Puts a world in place; back when the server serves it. */
  enter(world: World): Promise<void>;
  /** Who asks in the world that is in place. */
  client(): Dispatcher;
}

export function playedOn(server: RealServer): Played {
  const held = new Map<string, Held>();
  const clients = new Map<string, Dispatcher>();
  let current: World | undefined;
  let entering: Promise<void> = Promise.resolve();

  const clientOf = (world: World): Dispatcher => {
    const asked = clientRequestOf(world);
    // certificates live in real time, worlds in their own
    const { notBefore = "", notAfter = "" } = asked;
    const [from, until, at] = [notBefore, notAfter, world.now].map((time) => Date.parse(time)) as [
      number,
      number,
      number,
    ];
    const validity = at < from ? TO_COME : at >= until ? GONE : {};
    const who = { commonName: asked.commonName, organizations: asked.organizations ?? [], ...validity };
    const key = JSON.stringify(who);
    const known = clients.get(key) ?? server.clientOf(who);
    clients.set(key, known);
    return known;
  };

  const put = async (world: World): Promise<void> => {
    if (world === current) return;
    const catalogue = catalogueOf(world);
    const wanted = new Map<string, LabObject>();
    const objects = [...definitionsFor(world), ...rightsOf(world), ...world.kubernetes.objects.filter(isHeld)];
    const plurals = resourcesByKind(catalogue);
    for (const object of objects) {
      const resource = plurals.get(kindOf(object));
      // of a kind that nobody defines: it is not served, as in the lab
      if (resource) wanted.set(keyFor(resource, object), object);
    }
    const writes = changes(held, wanted);
    await server.write(writes);
    const changed = (place: string): boolean => writes.some(([key]) => key.startsWith(`/registry/${place}/`));
    if (changed("apiextensions.k8s.io")) await serves(server, objects);
    if (changed("clusterroles")) await grants(server, clientOf(world), markOf(world));
    current = world;
  };

  return {
    client: () => {
      if (!current) throw new Error("no world is in place");
      return clientOf(current);
    },
    // several requests may ask for the same change at once
    enter: (world) => {
      entering = entering.then(async () => put(world));
      return entering;
    },
  };
}

interface Held {
  object: LabObject;
  text: string;
}

/** What must be written so that exactly the wanted objects are held, of those that were ever put in place. */
function changes(held: Map<string, Held>, wanted: ReadonlyMap<string, LabObject>): Write[] {
  const writes: Write[] = [];
  for (const [key, object] of wanted) {
    const known = held.get(key);
    if (known?.object === object) continue;
    const text = JSON.stringify(object);
    held.set(key, { object, text });
    if (known?.text !== text) writes.push([key, text]);
  }
  for (const key of held.keys()) {
    if (wanted.has(key)) continue;
    held.delete(key);
    writes.push([key, undefined]);
  }
  // what defines a kind comes before what is of it
  return writes.sort(([a], [b]) => Number(isDefinition(b)) - Number(isDefinition(a)));
}

const isDefinition = (key: string): boolean => key.startsWith("/registry/apiextensions.k8s.io/");

const kindOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }): string => `${groupOf(apiVersion)}/${kind}`;

function resourcesByKind({ groups }: Catalogue): ReadonlyMap<string, Resource> {
  const resources = groups.flatMap(({ versions }) => versions.flatMap((version) => version.resources));
  // `events` are of two groups, kept once
  return new Map<string, Resource>(resources.toReversed().map((it) => [`${it.group}/${it.kind}`, it]));
}

/** The world's rules as RBAC: one role, bound to whoever asks. The path that it names leads nowhere and marks it. */
function rightsOf(world: World): LabObject[] {
  const { rules, user } = world.kubernetes;
  const group = "rbac.authorization.k8s.io";
  return [
    {
      ...{ apiVersion: `${group}/v1`, kind: "ClusterRole", metadata: { name: ROLE } },
      rules: [
        ...rules.map(({ verbs, groups, resources }) => ({ verbs, apiGroups: groups, resources })),
        { verbs: ["get"], nonResourceURLs: [markOf(world)] },
        ...(rules.some(allowsEverything) ? [{ verbs: ["*"], nonResourceURLs: ["*"] }] : []),
      ],
    },
    {
      ...{ apiVersion: `${group}/v1`, kind: "ClusterRoleBinding", metadata: { name: ROLE } },
      roleRef: { apiGroup: group, kind: "ClusterRole", name: ROLE },
      subjects: [{ apiGroup: group, kind: "User", name: user.username }],
    },
  ];
}

const ROLE = "assay-lab";
const marks = new Map<string, string>();

/** The same rules for the same user have the same mark. */
function markOf({ kubernetes: { rules, user } }: World): string {
  const key = JSON.stringify([rules, user]);
  const known = marks.get(key) ?? `/assay-lab/${marks.size}`;
  marks.set(key, known);
  return known;
}

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Until discovery lists the kinds of these definitions, and no others of its own accord. */
async function serves(server: RealServer, definitions: readonly LabObject[]): Promise<void> {
  const wanted = new Set(
    customGroups(definitions).flatMap(({ name, versions }) =>
      versions.flatMap(({ version, resources }) => resources.map(({ plural }) => `${name}/${version}/${plural}`)),
    ),
  );
  await until("its custom resources are served", async (lookedMs) => {
    const { body } = await server.ask("GET", "/apis", { accept: AGGREGATED });
    const served = (JSON.parse(body) as DiscoveryList).items.flatMap(({ metadata, versions = [] }) =>
      versions.flatMap(({ version, resources = [] }) =>
        isBuiltIn(metadata.name) ? [] : resources.map(({ resource }) => `${metadata.name}/${version}/${resource}`),
      ),
    );
    const missing = [...wanted].filter((it) => !served.includes(it));
    const besides = served.filter((it) => !wanted.has(it));
    if (missing.length + besides.length === 0) return undefined;
    if (lookedMs > SOON_MS) await nudge(server, [...missing, ...besides]);
    return `without ${missing.join()}, besides ${besides.join()}`;
  });
  // a definition that is new is met with 429 at first: its storage starts with the first request
  await until("its custom resources can be listed", async () => {
    const answers = await Promise.all([...wanted].map(async (path) => server.ask("GET", `/apis/${path}?limit=1`)));
    return answers.find(({ status }) => status === 429)?.body;
  });
}

/**
 * What the aggregator read of a group just before it changed it reads again after a minute only, or when the group's
 * APIService changes (kube-aggregator, handler_discovery.go): then it does so at once.
 */
async function nudge(server: RealServer, resources: readonly string[]): Promise<void> {
  const body = { metadata: { annotations: { "assay.lab/nudged": String(elapsed()) } } };
  const services = new Set(resources.map((it) => it.split("/")).map(([group, version]) => `${version}.${group}`));
  for (const name of services)
    await server.ask("PATCH", `/apis/apiregistration.k8s.io/v1/apiservices/${name}`, { body });
  await sleep(200);
}

const isBuiltIn = (group: string): boolean => Object.keys(BUILT_IN).some((name) => groupOf(name) === group);

interface DiscoveryList {
  items: { metadata: { name: string }; versions?: { version: string; resources?: { resource: string }[] }[] }[];
}

/** Until the authorizer has seen the role. Who has no valid certificate is told nothing, and needs no role. */
async function grants(server: RealServer, dispatcher: Dispatcher, mark: string): Promise<void> {
  const body = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectRulesReview",
    spec: { namespace: "default" },
  };
  await until("its rules are in force", async () => {
    const path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    const answer = await server.ask("POST", path, { body, dispatcher });
    return answer.status === 401 || answer.body.includes(`"${mark}"`) ? undefined : answer.body;
  });
}

/** `lacks`: what is not so yet. */
async function until(what: string, lacks: (lookedMs: number) => Promise<string | undefined>): Promise<void> {
  const started = elapsed();
  const looked = (): number => elapsed() - started;
  for (let still = await lacks(0); still !== undefined; still = await lacks(looked())) {
    if (looked() > PATIENCE_MS) {
      throw new Error(`the real API server was given a world, and not so that ${what}: ${still.slice(0, 500)}`);
    }
    await sleep(20);
  }
}

const PATIENCE_MS = 90_000;
const SOON_MS = 2_000;
const TO_COME = { notBefore: "2098-01-01T00:00:00Z" };
const GONE = { notAfter: "2021-01-01T00:00:00Z" };
