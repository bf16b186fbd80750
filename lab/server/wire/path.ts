/** What a request is about, read from its path and query as RequestInfo of k8s.io/apiserver reads it. */
export type Target = ResourceTarget | PathTarget;

export interface ResourceTarget {
  verb: string;
  group: string;
  version: string;
  namespace?: string;
  resource: string;
  name?: string;
  subresource?: string;
  /** Of a proxy: what lies behind it, with its leading slash. */
  rest: string;
  isWatch: boolean;
}

/** A path that is no resource: discovery, health, version. */
export interface PathTarget {
  verb: string;
  resource?: undefined;
}

export function targetOf(method: string, path: string, query: URLSearchParams): Target {
  const [root, ...parts] = path.split("/").filter(Boolean).map(decoded);
  const groupLength = root === "apis" ? 2 : 1;
  if ((root !== "api" && root !== "apis") || parts.length <= groupLength) return { verb: method.toLowerCase() };

  const group = root === "apis" ? (parts[0] ?? "") : "";
  const version = parts[groupLength - 1] ?? "";
  const { namespace, below } = scopeOf(parts.slice(groupLength));
  const [resource = "", named, subresource] = below;
  const isWatch = method === "GET" && named === undefined && isTrue(query.get("watch"));
  const selected = named === undefined ? nameSelectedBy(query) : undefined;
  const name = named ?? selected;
  return {
    verb: resource === "pods" && ENTERING.has(subresource ?? "") ? "create" : verbOf(method, named, isWatch),
    group,
    version,
    resource,
    isWatch,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    rest: subresource === "proxy" ? restOf(path, namespace !== undefined) : "",
  };
}

/** Whoever enters a container creates something, even where the WebSocket's handshake is a GET (KEP-4006). */
export const ENTERING = new Set(["exec", "attach", "portforward"]);

/** `namespaces/x/pods` is in a namespace; `namespaces/x` is the namespace, and counts as in itself. */
function scopeOf(parts: string[]): { namespace?: string; below: string[] } {
  if (parts[0] !== "namespaces" || parts[1] === undefined) return { below: parts };
  const own = parts[2] === undefined || parts[2] === "status" || parts[2] === "finalize";
  return { namespace: parts[1], below: own ? parts : parts.slice(2) };
}

function verbOf(method: string, name: string | undefined, isWatch: boolean): string {
  switch (method) {
    case "GET":
    case "HEAD":
      return name !== undefined ? "get" : isWatch ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      return method.toLowerCase();
  }
}

/** A list of one name counts as a request for it. */
function nameSelectedBy(query: URLSearchParams): string | undefined {
  const [, name] = /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "") ?? [];
  return name;
}

/** Undecoded: it is another server's path. Proxies are of the core group, in a namespace or of a node. */
function restOf(path: string, namespaced: boolean): string {
  const behind = path.split("/").slice(namespaced ? 8 : 6);
  return behind.length === 0 ? "" : `/${behind.join("/")}`;
}

export const isTrue = (value: string | null): boolean => value === "1" || value === "true" || value === "";

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a malformed escape names nothing that exists
  }
}
