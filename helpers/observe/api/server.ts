import { cut } from "../../../observations/kubernetes.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";

/** `/readyz?verbose`: a line for each of the server's own checks, `[+]etcd ok` or `[-]etcd failed: reason withheld`. */
export const readyz: Source<"readyz"> = async ({ api }) => {
  const { status, body } = await api.text("/readyz?verbose");
  if (status !== 200 && status !== 500) {
    const kind = status === 401 ? "unauthorized" : status === 403 ? "forbidden" : "server-error";
    throw new SourceError(kind, `GET /readyz answered ${status}: ${cut(body, 200)}`);
  }
  // both answers end with a verdict; one without it was cut off
  if (!/^(readyz check (passed|failed)|ok)$/m.test(body.trim().split("\n").at(-1) ?? ""))
    throw new SourceError("malformed", `GET /readyz answered ${status} without an end: ${body.slice(-100)}`);
  const checks = [...body.matchAll(/^\[([+-])\](\S+) (.*)$/gm)].map(([, sign, name = ""]) => ({
    name,
    ok: sign === "+",
  }));
  return { server: api.server, ok: status === 200 && /^(readyz check passed|ok)$/m.test(body.trim()), checks };
};

export const serverVersion: Source<"serverVersion"> = async ({ api }) => {
  const version = (await api.get("/version")) as {
    gitVersion?: string;
    major?: string;
    minor?: string;
    platform?: string;
  };
  if (!version.gitVersion) throw new SourceError("malformed", "GET /version names no version");
  const { gitVersion, major = "", minor = "", platform } = version;
  return { gitVersion, major, minor, ...(platform !== undefined && { platform }) };
};

interface NodeMetrics {
  metadata?: { name?: string };
  timestamp?: string;
  window?: string;
  usage?: { cpu?: string; memory?: string };
}

/** What `kubectl top nodes` shows. Where the API does not serve this group, there are no metrics. */
export const nodeMetrics: Source<"nodeMetrics"> = async ({ api }) => {
  const items = (await api.list({ group: "metrics.k8s.io", resource: "nodes" }).catch((error: unknown) => {
    if (error instanceof SourceError && error.trouble.kind === "not-served") return [];
    throw error;
  })) as NodeMetrics[];
  return items.map(({ metadata, timestamp = "", window = "", usage }) => ({
    node: metadata?.name ?? "",
    cpu: usage?.cpu ?? "",
    memory: usage?.memory ?? "",
    timestamp,
    window,
  }));
};

/** The objects of the kinds in `crds.dependents`, metadata only. */
export const dependents: Source<"dependents"> = async ({ api, profile }) =>
  Promise.all(
    profile.crds.dependents.map(async ({ group, resource, namespaces }) => {
      const objects = (await api.list({ group, resource }, { metadataOnly: true })) as {
        metadata?: { namespace?: string };
      }[];
      const counted = namespaces
        ? objects.filter(({ metadata }) => namespaces.includes(metadata?.namespace ?? ""))
        : objects;
      return { group, resource, objects: counted };
    }),
  );
