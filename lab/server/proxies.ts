import type { KubernetesWorld, LabObject } from "../world.ts";
import type { ResourceTarget } from "./wire/path.ts";
import { failure, notFound } from "./wire/status.ts";
import type { WholeAnswer } from "./wire/status.ts";
import { keyOf } from "./lists/store.ts";
import type { Store } from "./lists/store.ts";

/** `pods/{[scheme:]name[:port]}/proxy/…` and the same of services: answers from the world, or what the API says without. */
export function answerProxy(
  { resource, namespace = "", name = "", rest }: ResourceTarget,
  search: string,
  { proxies }: Pick<KubernetesWorld, "proxies">,
  store: Store,
): WholeAnswer {
  const own = `${namespace}/${resource}/${withoutScheme(name)}/proxy${rest}`;
  const recorded = byPath(proxies);
  const answer = recorded.get(normal(`${own}${search}`)) ?? recorded.get(normal(own));
  if (answer) {
    const { status, body, contentType = "text/plain; charset=utf-8" } = answer;
    return { status, headers: { "content-type": contentType }, body };
  }
  const [bare = "", port = ""] = withoutScheme(name).split(":");
  const object = store.get(resource === "pods" ? "/Pod" : "/Service", keyOf(namespace, bare));
  if (object === undefined) return notFound(resource, "", bare);
  return resource === "pods" ? unreachablePod(object.object, port) : unreachableService(object.object, bare, port);
}

/** Made once a world: a cluster has as many of them as nodes, and each is asked. */
function byPath(proxies: Proxies): ReadonlyMap<string, Proxies[string]> {
  const known = made.get(proxies);
  if (known) return known;
  const paths = new Map(Object.entries(proxies).map(([path, answer]) => [normal(path), answer]));
  made.set(proxies, paths);
  return paths;
}

type Proxies = KubernetesWorld["proxies"];
const made = new WeakMap<Proxies, ReadonlyMap<string, Proxies[string]>>();

const withoutScheme = (name: string): string => name.replace(/^https?:/, "").replace(/:$/, "");

/** Without scheme and without the slash at its end. */
function normal(path: string): string {
  const [pathname = "", search] = path.split("?", 2);
  const [namespace = "", resource = "", name = "", ...rest] = pathname.replace(/^\/+|\/+$/g, "").split("/");
  const known = [namespace, resource, withoutScheme(decodeURIComponent(name)), ...rest].join("/");
  return search ? `${known}?${search}` : known;
}

function unreachablePod(pod: LabObject, port: string): WholeAnswer {
  const { podIP } = (pod["status"] ?? {}) as { podIP?: string };
  if (!podIP) return failure(400, "BadRequest", "address not allowed");
  return unavailable(`error trying to reach service: dial tcp ${podIP}:${port || "80"}: connect: connection refused`);
}

function unreachableService(service: LabObject, name: string, port: string): WholeAnswer {
  const { ports = [] } = (service["spec"] ?? {}) as { ports?: { name?: string; port?: number }[] };
  const known = port === "" || ports.some((it) => it.name === port || String(it.port) === port);
  return unavailable(
    known ? `no endpoints available for service "${name}"` : `no service port ${port} found for service "${name}"`,
  );
}

const unavailable = (message: string): WholeAnswer => failure(503, "ServiceUnavailable", message);
