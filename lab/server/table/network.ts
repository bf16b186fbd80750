import { ageOf } from "./age.ts";
import { joined, labelsInWords, NONE, orNone, printer, selectorInWords } from "./printer.ts";
import type { LabelSelector } from "./printer.ts";

interface LoadBalancer {
  loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] | null };
}

interface Service {
  spec?: {
    type?: string;
    clusterIP?: string;
    externalIPs?: string[];
    externalName?: string;
    selector?: Record<string, string> | null;
    ports?: { port: number; nodePort?: number; protocol?: string }[];
  };
  status?: LoadBalancer;
}

export const services = printer<Service>(
  "Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector*",
  ({ metadata, spec, status }, now) => [
    metadata.name,
    spec?.type ?? "ClusterIP",
    orNone(spec?.clusterIP),
    externalIpOf(spec, status),
    joined((spec?.ports ?? []).map(portInWords)) || NONE,
    ageOf(metadata.creationTimestamp, now),
    labelsInWords(spec?.selector),
  ],
);

function externalIpOf(spec: Service["spec"], status: LoadBalancer | undefined): string {
  if (spec?.type === "ExternalName") return spec.externalName ?? "";
  const own = spec?.externalIPs ?? [];
  if (spec?.type !== "LoadBalancer") return joined(own) || NONE;
  return joined([...ingressOf(status), ...own]) || "<pending>";
}

const ingressOf = (status: LoadBalancer | undefined): string[] =>
  (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || "");

const portInWords = ({ port, nodePort, protocol = "TCP" }: { port: number; nodePort?: number; protocol?: string }) =>
  `${port}${nodePort ? `:${nodePort}` : ""}/${protocol}`;

interface Endpoints {
  subsets?: { addresses?: { ip: string }[]; ports?: { port: number }[] }[] | null;
}

export const endpoints = printer<Endpoints>("Name|Endpoints|Age", ({ metadata, subsets }, now) => {
  const all = (subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
  );
  return [metadata.name, some(all), ageOf(metadata.creationTimestamp, now)];
});

/** Three of them, and how many more there are. */
function some(all: string[]): string {
  if (all.length === 0) return NONE;
  return all.length <= 3 ? joined(all) : `${joined(all.slice(0, 3))} + ${all.length - 3} more...`;
}

interface EndpointSlice {
  addressType?: string;
  endpoints?: { addresses?: string[] }[] | null;
  ports?: { port?: number | null }[] | null;
}

export const endpointSlices = printer<EndpointSlice>(
  "Name|AddressType|Ports|Endpoints|Age",
  ({ metadata, addressType, endpoints, ports }, now) => [
    metadata.name,
    addressType ?? "",
    slicePortsInWords(ports ?? []),
    someOrUnset((endpoints ?? []).flatMap(({ addresses = [] }) => addresses)),
    ageOf(metadata.creationTimestamp, now),
  ],
);

function slicePortsInWords(ports: { port?: number | null }[]): string {
  if (ports.length === 0) return "<unset>";
  const words = ports.map(({ port }) => (port ? String(port) : "*"));
  return words.length <= 3 ? joined(words) : `${joined(words.slice(0, 3))} + ${words.length - 3} more...`;
}

const someOrUnset = (all: string[]): string => (all.length === 0 ? "<unset>" : some(all));

interface Ingress {
  spec?: { ingressClassName?: string; tls?: object[] | null; rules?: { host?: string }[] | null };
  status?: LoadBalancer;
}

export const ingresses = printer<Ingress>("Name|Class|Hosts|Address|Ports|Age", ({ metadata, spec, status }, now) => [
  metadata.name,
  spec?.ingressClassName ?? NONE,
  joined((spec?.rules ?? []).flatMap(({ host }) => (host ? [host] : []))) || "*",
  joined(ingressOf(status)),
  spec?.tls?.length ? "80, 443" : "80",
  ageOf(metadata.creationTimestamp, now),
]);

export const ingressClasses = printer<{
  spec?: { controller?: string; parameters?: { apiGroup?: string; kind?: string; name?: string } };
}>("Name|Controller|Parameters|Age", ({ metadata, spec }, now) => {
  const { apiGroup, kind, name } = spec?.parameters ?? {};
  return [
    metadata.name,
    spec?.controller ?? "",
    kind ? `${kind}${apiGroup ? `.${apiGroup}` : ""}/${name}` : NONE,
    ageOf(metadata.creationTimestamp, now),
  ];
});

export const networkPolicies = printer<{ spec?: { podSelector?: LabelSelector } }>(
  "Name|Pod-Selector|Age",
  ({ metadata, spec }, now) => [
    metadata.name,
    selectorInWords(spec?.podSelector),
    ageOf(metadata.creationTimestamp, now),
  ],
);
