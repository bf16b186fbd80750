import type { KubernetesObject } from "../../observations/objects.ts";
import type { Api, ListOptions, ResourceRef } from "./api.ts";
import { SourceError } from "../trouble.ts";
import { listBounds, MOST_BYTES_OF_A_PAGE, TooLong } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import { discover, type Discovery } from "./discovery.ts";
import type { Answer, Call, RequestLimits, Traffic } from "./attempt.ts";
import { requester, type Requester } from "./request.ts";
import type { ServerClock } from "./server-clock.ts";
import { monotonicMs } from "../wait/clock.ts";
import { watch, type WatchEnd, type WatchEvent } from "./watch.ts";

export interface ApiClient extends Api {
  /** A list, with the resourceVersion from which it can be watched. `keep` prunes each object as its page arrives. */
  snapshot(resource: ResourceRef, options: ListOptions, keep: Keep): Promise<Snapshot>;
  /** Follows a collection from a snapshot on; ends when the server ends it, at the latest after `windowMs`. */
  follow(
    resource: ResourceRef,
    options: ListOptions,
    resourceVersion: string,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
    windowMs?: number,
  ): Promise<WatchEnd>;
  readonly traffic: Traffic;
  readonly clock: ServerClock;
  /**
   * For the only code that writes to a cluster: `helpers/observe/api/probe.ts`, with --probes, and
   * `helpers/notify/cluster-report.ts`, with --report-to-cluster.
   */
  write(verb: "create" | "delete" | "apply", path: string, body?: object): Promise<void>;
  close(): Promise<void>;
}

export type Keep = (object: KubernetesObject) => KubernetesObject;

export interface Snapshot {
  items: KubernetesObject[];
  resourceVersion: string;
  /** The moment that it tells of, by the server's clock: that of its first page, which the others are held to. */
  at: Date;
}

const PAGE = 1000;
const REDISCOVER_MS = 2_000;
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

interface Page {
  apiVersion?: string;
  kind?: string;
  metadata?: { continue?: string; resourceVersion?: string };
  items?: KubernetesObject[] | null;
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export function apiClient(
  connection: Connection,
  options: {
    signal: AbortSignal;
    limits: RequestLimits;
    onRetry(request: string, trouble: string, attempt: number): void;
  },
): ApiClient {
  const requests = requester(connection, options);
  const discovery = remembered(requests);
  const pathOf = async (resource: ResourceRef, { namespace }: ListOptions): Promise<string> => {
    if (resource.group === "") return corePath(resource, namespace);
    let path = (await discovery.known()).pathOf(resource, namespace);
    // in a bootstrap new CRDs appear during the run
    if (path === undefined && discovery.isOld()) path = (await discovery.anew()).pathOf(resource, namespace);
    if (path === undefined)
      throw new SourceError("not-served", `the API does not serve ${resource.resource}.${resource.group}`);
    return path;
  };
  const snapshot: ApiClient["snapshot"] = async (resource, options, keep) =>
    listPages(requests, await pathOf(resource, options), options, keep);

  return {
    server: connection.server,
    chains: connection.chains,
    traffic: requests.traffic,
    clock: requests.clock,
    get: async (path, options = {}) => (await requests.request({ verb: "get", path, json: true, ...options })).json,
    text: async (path) => requests.request({ verb: "get", path, accept: "*/*", answers: (status) => status !== 429 }),
    list: async (resource, options = {}) =>
      (await snapshot(resource, options, options.keep ?? withoutManagedFields)).items,
    served: async () => {
      const named = discovery.isOld() ? discovery.anew() : discovery.known();
      const [core, { kinds, stale, versions }] = await Promise.all([discover(requests, "/api"), named]);
      return { kinds: [...core.kinds, ...kinds], stale, versions };
    },
    review: async (kind, spec, options = {}) => {
      const group = kind === "SelfSubjectReview" ? "authentication.k8s.io" : "authorization.k8s.io";
      const path = `/apis/${group}/v1/${kind.toLowerCase()}s`;
      const body = { apiVersion: `${group}/v1`, kind, spec };
      return (await requests.request({ verb: "review", path, body, json: true, ...options })).json;
    },
    snapshot,
    follow: async (resource, options, resourceVersion, onEvent, signal, windowMs) => {
      const path = withSelectors(await pathOf(resource, options), options);
      return watch(requests, path, resourceVersion, onEvent, signal, {
        ...(windowMs !== undefined && { windowMs }),
        // no fallback to whole objects: a Secret's content must not be fetched by accident
        ...(options.metadataOnly && { accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" }),
      });
    },
    write: async (verb, path, body) => {
      await requests.request({
        verb,
        path,
        ...(body && { body }),
        answers: (status) => status === 202 || (verb === "delete" && status === 404),
      });
    },
    close: async () => {
      requests.close();
      await connection.close();
    },
  };
}

/** Discovery, cached; asked again when it may have changed. */
function remembered(requests: Requester): {
  known(): Promise<Discovery>;
  anew(): Promise<Discovery>;
  isOld(): boolean;
} {
  let discovery: Promise<Discovery> | undefined;
  let askedMs = 0;
  const anew = (): Promise<Discovery> => {
    askedMs = monotonicMs();
    return (discovery = discover(requests).catch((error: unknown) => {
      // a failure is not cached
      discovery = undefined;
      throw error;
    }));
  };
  return { known: () => discovery ?? anew(), anew, isOld: () => monotonicMs() - askedMs > REDISCOVER_MS };
}

/** All pages of a list. If the continue token has expired (410), the list starts again, once. */
async function listPages(
  requests: Requester,
  path: string,
  options: ListOptions,
  keep: Keep,
  again = true,
): Promise<Snapshot> {
  const items: KubernetesObject[] = [];
  let token = "";
  let resourceVersion = "";
  let at: Date | undefined;
  const bounded = listBounds(`GET ${path}`);
  const pages = pagesOf(requests, path, options);
  do {
    const answer = await pages(token);
    if (answer.status === 410) {
      if (again) return listPages(requests, path, options, keep, false);
      throw new SourceError("malformed", `GET ${path}: its continue token expired twice`);
    }
    const page = answer.json as Page;
    // an answer without items is not an empty list
    if (!page.metadata || !("items" in page)) throw new SourceError("malformed", `GET ${path} answered no list`);
    for (const item of page.items ?? []) items.push(keep(item));
    at ??= answer.at;
    token = page.metadata.continue ?? "";
    resourceVersion = page.metadata.resourceVersion ?? "";
    bounded({ token, objects: items.length });
  } while (token !== "");
  return { items, resourceVersion, at: at ?? requests.clock.now() };
}

/**
 * Reads a page of a list after another. A page that is too long is asked for again with fewer objects, and so are those
 * after it: a continue token holds for any limit.
 */
function pagesOf(requests: Requester, path: string, options: ListOptions): (token: string) => Promise<Answer> {
  let limit = options.limit ?? PAGE;
  const base = withSelectors(path, options);
  const page = async (token: string): Promise<Answer> => {
    const query = new URLSearchParams({ limit: String(limit), ...(token && { continue: token }) });
    const call: Call = {
      verb: "list",
      path: `${base}${base.includes("?") ? "&" : "?"}${query.toString()}`,
      ...(options.metadataOnly && { accept: METADATA_ONLY }),
      ...(options.mostMs !== undefined && { mostMs: options.mostMs }),
      ...(limit > 1 && { mostBytes: MOST_BYTES_OF_A_PAGE }),
      json: true,
      answers: (status) => status === 410 && token !== "",
    };
    try {
      return await requests.request(call);
    } catch (error) {
      if (!(error instanceof TooLong) || limit === 1) throw error;
      limit = Math.max(1, Math.floor(limit / 4));
      return page(token);
    }
  };
  return page;
}

function withSelectors(path: string, { labelSelector, fieldSelector }: ListOptions): string {
  const query = new URLSearchParams({
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
  });
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

const corePath = ({ resource }: ResourceRef, namespace?: string): string =>
  namespace === undefined ? `/api/v1/${resource}` : `/api/v1/namespaces/${namespace}/${resource}`;

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  if (object.metadata) delete object.metadata.managedFields;
  return object;
}
