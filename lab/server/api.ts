import { elapsed } from "../clock.ts";
import type { World } from "../world.ts";
import { refusal } from "./reviews/access.ts";
import { discovery, index, isBuiltIn, unavailable, versionInfo } from "./resources/discovery.ts";
import { health } from "./health.ts";
import { getObject, listObjects } from "./lists/lists.ts";
import type { Reading } from "./lists/lists.ts";
import { answerLog } from "./logs.ts";
import { ENTERING, targetOf } from "./wire/path.ts";
import type { ResourceTarget, Target } from "./wire/path.ts";
import { answerProxy } from "./proxies.ts";
import { catalogueOf } from "./resources/catalogue.ts";
import type { Resource } from "./resources/resources.ts";
import { answerReview, REVIEWS } from "./reviews/reviews.ts";
import { badRequest, failure, notFound, pageNotFound, readOnly, unknownResource } from "./wire/status.ts";
import type { Answer } from "./wire/status.ts";
import { createStore } from "./lists/store.ts";
import type { Change } from "./lists/store.ts";
import { watchObjects } from "./lists/watch.ts";
import type { Watcher } from "./lists/watch.ts";

/** The API of a world without a network: what the server says to a request, as a value. */
export interface Api {
  readonly world: World;
  answer(request: ApiRequest): Answer;
  /** The objects that differ get new resource versions, and who watches them hears of it. */
  setWorld(world: World): Change[];
}

export interface ApiRequest {
  method: string;
  /** Path and query. */
  url: string;
  accept?: string;
  body?: Buffer;
  /** Default true. */
  authenticated?: boolean;
  /** Who the client wants to be taken for. */
  impersonates?: string;
}

export interface ApiOptions {
  /** `host:port`, as discovery names it. */
  address?: () => string;
  /** Milliseconds since any moment: a world's `now` goes on from when it was set. */
  elapsed?: () => number;
}

export function createApi(first: World, options: ApiOptions = {}): Api {
  const clock = options.elapsed ?? elapsed;
  const store = createStore(first.kubernetes.objects);
  const watchers = new Set<Watcher>();
  let world = first;
  let catalogue = catalogueOf(world);
  let since = clock();
  const now = () => Date.parse(world.now) + (clock() - since);

  const answer = (request: ApiRequest): Answer => {
    const { kubernetes } = world;
    const { method, url, accept } = request;
    const [path = "/", search = ""] = url.split(/\?(.*)/s);
    const query = new URLSearchParams(search);
    if (request.authenticated === false) return failure(401, "Unauthorized", "Unauthorized");
    const target = targetOf(method, path, query);
    const refused = impersonation(request, world) ?? refusal(kubernetes, target, path);
    if (refused) return refused;
    if (target.resource === undefined) return answerPath(target, path, query, accept);
    return answerResource(target, { query, accept, search, body: request.body ?? Buffer.alloc(0) });
  };

  const answerPath = (target: Target, path: string, query: URLSearchParams, accept: string | undefined): Answer => {
    if (target.verb !== "get" && target.verb !== "head") return readOnly();
    if (path === "/version" || path === "/version/") return versionInfo(world.kubernetes);
    if (path === "/") return index(catalogue);
    const address = options.address?.() ?? "127.0.0.1";
    return health(path, query, world.kubernetes) ?? discovery(path, accept, catalogue, address) ?? pageNotFound();
  };

  const answerResource = (
    target: ResourceTarget,
    {
      query,
      accept,
      search,
      body,
    }: { query: URLSearchParams; accept?: string | undefined; search: string; body: Buffer },
  ): Answer => {
    const group = catalogue.groups.find(({ name }) => name === target.group);
    if (group === undefined) return pageNotFound();
    if (group.versions.find(({ version }) => version === target.version)?.stale) return unavailable();
    const resource = catalogue.resource(target.group, target.version, target.resource);
    if (resource === undefined || misplaced(resource, target)) {
      return isBuiltIn(group) ? unknownResource() : pageNotFound();
    }
    const review = REVIEWS[`${target.group}/${target.resource}`];
    if (review && target.verb === "create") {
      return answerReview(review, body, world.kubernetes, new Date(now()).toISOString().replace(/\.\d+/, ""));
    }
    const reading: Reading = { store, resource, target, query, accept, now: now() };
    if (target.subresource !== undefined) return answerSubresource(reading, search);
    if (target.verb !== "get" && target.verb !== "list" && target.verb !== "watch") return readOnly();
    if (!resource.verbs.includes(target.verb)) {
      return resource.namespaced && target.namespace === undefined ? unknownResource() : notAllowed();
    }
    if (target.verb === "get") return getObject(reading);
    return target.verb === "list"
      ? listObjects(reading)
      : watchObjects(reading, { add: (it) => watchers.add(it), remove: (it) => watchers.delete(it) });
  };

  const answerSubresource = (reading: Reading, search: string): Answer => {
    const { resource, target, query } = reading;
    const { subresource = "", name = "" } = target;
    const exists = () => "metadata" in (store.get("/Pod", `${target.namespace}/${name}`)?.object ?? {});
    if (resource.group === "" && resource.plural === "pods" && ENTERING.has(subresource)) {
      return exists() ? badRequest("the lab has no container to enter") : notFound("pods", "", name);
    }
    if (target.verb !== "get") return readOnly();
    const served = resource.subresources.some((it) => it.name === subresource);
    if (!served) return resource.custom ? notFound(resource.plural, resource.group, name) : unknownResource();
    if (subresource === "status") return getObject(reading);
    if (subresource === "log") return answerLog(target, query, world.kubernetes, store);
    if (subresource === "proxy" && resource.namespaced) {
      return answerProxy(target, search ? `?${search}` : "", world.kubernetes, store);
    }
    return unknownResource();
  };

  const setWorld = (next: World): Change[] => {
    if (next === world) return [];
    world = next;
    since = clock();
    const changes = store.set(next.kubernetes.objects);
    if (changes.some(({ kind }) => SERVING.test(kind))) {
      catalogue = catalogueOf(next);
      for (const watcher of watchers) {
        const { group, version, plural } = watcher.resource;
        if (catalogue.resource(group, version, plural) === undefined) watcher.end();
      }
    }
    const at = now();
    for (const change of changes) {
      for (const watcher of watchers) if (watcher.kind === change.kind) watcher.onChange(change, at);
    }
    return changes;
  };

  return {
    get world() {
      return world;
    },
    answer,
    setWorld,
  };
}

/** Changes of these kinds change what is served. */
const SERVING =
  /^(apiextensions\.k8s\.io\/CustomResourceDefinition|apiregistration\.k8s\.io\/APIService|metrics\.k8s\.io\/)/;

/** Cluster-wide names under a namespace, and names in no namespace of kinds that live in one. */
function misplaced({ namespaced, plural, group }: Resource, target: ResourceTarget): boolean {
  if (namespaced) return target.verb === "get" && target.namespace === undefined;
  return target.namespace !== undefined && !(plural === "namespaces" && group === "");
}

const notAllowed = (): Answer =>
  failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});

/** Nobody is anybody else here, whatever the rules say: a world knows the rules of one user only. */
function impersonation({ impersonates }: ApiRequest, { kubernetes: { user } }: World): Answer | undefined {
  if (impersonates === undefined || impersonates === user.username) return undefined;
  return failure(
    403,
    "Forbidden",
    `users "${impersonates}" is forbidden: User "${user.username}" cannot impersonate resource "users" in API group "" at the cluster scope`,
    { name: impersonates, kind: "users" },
  );
}
