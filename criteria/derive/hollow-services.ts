import type { Finding } from "../criterion.ts";
import { readyEndpoints, type Slices } from "./endpoints.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { EndpointSlice, Service } from "../../observations/objects.ts";

/**
 * What a Service lacks of what every node routes by: an address, a port, and the endpoints that its selector found.
 * https://kubernetes.io/docs/reference/networking/virtual-ips/
 */
export function hollowServices(services: readonly Service[], slices: Slices): Finding[] {
  return services.flatMap((service): Finding[] => {
    // a name of another place is routed by nobody
    if (service.spec?.type === "ExternalName") return [];
    const subject = subjectOf("service", service);
    const { namespace = "", name = "" } = service.metadata ?? {};
    const its = slices.get(`${namespace}/${name}`) ?? [];
    const actual = lacking(service) ?? strayed(service, its) ?? withoutServer(service, its);
    return actual === undefined ? [] : [{ subject, expected: "an address, a port, and its own endpoints", actual }];
  });
}

function lacking({ spec }: Service): string | undefined {
  const { clusterIP, clusterIPs = [], ports = [] } = spec ?? {};
  if (!clusterIP) return "no clusterIP";
  if (clusterIPs[0] !== clusterIP)
    return `clusterIP is ${clusterIP}, clusterIPs is ${clusterIPs.join(", ") || "empty"}`;
  if (clusterIP !== "None" && ports.length === 0) return "no port";
  return ports.some(({ port }) => !port) ? "a port without a number" : undefined;
}

/** Slices that the endpoint controller wrote follow the selector and the ports of their Service. */
function strayed({ spec }: Service, slices: readonly EndpointSlice[]): string | undefined {
  // where no pod is matched, it writes a slice without endpoints and ports
  const written = slices.filter(
    ({ metadata, endpoints }) => metadata?.labels?.[MANAGED_BY] === CONTROLLER && (endpoints ?? []).length > 0,
  );
  if (written.length === 0) return undefined;
  if (Object.keys(spec?.selector ?? {}).length === 0) return "no selector, though its endpoints were found by one";
  for (const { name = "", port, targetPort = port } of spec?.ports ?? []) {
    if (typeof targetPort !== "number") continue;
    const known = written
      .flatMap(({ ports }) => ports ?? [])
      .flatMap((it) => ((it.name ?? "") === name ? [it.port] : []));
    if (known.length === 0) return `its endpoints have no port ${name || targetPort}`;
    if (!known.includes(targetPort)) return `its endpoints have port ${known[0]} where it leads to ${targetPort}`;
  }
  return undefined;
}

/** Every pod reaches the API server by this Service, whose endpoints the API server writes itself. */
function withoutServer({ metadata, spec }: Service, slices: readonly EndpointSlice[]): string | undefined {
  if (metadata?.namespace !== "default" || metadata.name !== "kubernetes") return undefined;
  const unanswered = (spec?.ports ?? []).find((port) => readyEndpoints(slices.filter(hasPorts), port).length === 0);
  return unanswered && `no endpoint of an API server for port ${unanswered.port}`;
}

const hasPorts = ({ ports }: EndpointSlice): boolean => (ports ?? []).length > 0;

/** https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#management */
const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const CONTROLLER = "endpointslice-controller.k8s.io";
