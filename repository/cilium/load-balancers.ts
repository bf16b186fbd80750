import type { Where } from "../../observations/checkout.ts";
import { parseNetwork } from "../../clusters/notation/cidr.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import { at, get, isRecord, isUnresolved, list, record, textAt, type Path } from "../yaml/documents.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import { valueGap } from "../flux/tree.ts";
import type { FluxKustomization } from "../flux/kustomizations.ts";
import type { Repository } from "../model.ts";

/** Addresses that a pool hands out, both included. */
export interface Range {
  from: bigint;
  to: bigint;
  bits: number;
  written: string;
}

/** A CiliumLoadBalancerIPPool or a MetalLB IPAddressPool that Flux applies. */
export interface Pool {
  subject: string;
  name: string;
  where: Where;
  ranges: Range[];
  /** Blocks that only rendering, or the cluster, would tell. */
  unresolved: string[];
}

/** A static address that an object or a release asks for. */
export interface AddressRequest {
  subject: string;
  where: Where;
  /** The address as it is written. */
  address: string;
  /** Whether it is asked for by a field or annotation of Cilium, so that nobody else can give it. */
  byCilium: boolean;
  /** Services with the same key may share an address. */
  sharingKey?: string;
  /** Why the value may be another one. */
  uncertain?: string;
}

export const poolsOf = ({ tree }: Repository): Pool[] => tree.objects.flatMap(({ object }) => poolIn(object) ?? []);

/** The pool that an object is; `undefined` where it is none or is switched off. */
export function poolIn(object: BuiltObject): Pool | undefined {
  if (!isPool(object) || get(object.value, "spec", "disabled") === true) return undefined;
  const blocks = blocksOf(object);
  return {
    subject: subjectOf(object),
    name: object.name,
    where: at(object.document, ["spec"]),
    ranges: blocks.flatMap(({ range }) => range ?? []),
    unresolved: blocks.flatMap(({ range, written }) => (range ? [] : [written])),
  };
}

/** https://docs.cilium.io/en/stable/network/lb-ipam/ and https://metallb.io/apis/#ipaddresspool */
const isPool = ({ kind, apiVersion }: Pick<BuiltObject, "kind" | "apiVersion">): boolean =>
  (kind === "CiliumLoadBalancerIPPool" && groupOf(apiVersion) === "cilium.io") ||
  (kind === "IPAddressPool" && groupOf(apiVersion) === "metallb.io");

interface Block {
  written: string;
  range?: Range;
}

function blocksOf({ kind, value }: BuiltObject): Block[] {
  const spec = get(value, "spec");
  // v2alpha1 called them cidrs at first
  const blocks =
    kind === "IPAddressPool" ? list(get(spec, "addresses")) : list(get(spec, "blocks") ?? get(spec, "cidrs"));
  const inner = textAt(spec, "allowFirstLastIPs") === "No";
  return blocks.map((block) => {
    const [plain, cidr, start] = [
      typeof block === "string" ? block : undefined,
      textAt(block, "cidr"),
      textAt(block, "start"),
    ];
    const [first, last] = plain?.includes("-")
      ? plain.split("-").map((part) => part.trim())
      : [start, textAt(block, "stop")];
    const written = plain ?? cidr ?? `${start ?? ""}–${last ?? start ?? ""}`;
    const range = first === undefined ? ofNetwork(plain ?? cidr ?? "", inner) : ofEnds(first, last ?? first, written);
    return { written, ...(range && { range }) };
  });
}

function ofNetwork(cidr: string, inner: boolean): Range | undefined {
  const network = parseNetwork(cidr);
  if (!network) return undefined;
  const to = network.first + (1n << BigInt(network.bits - network.prefix)) - 1n;
  // some pools leave out the first and last address of a block; /31 and /32 have no others
  const rim = inner && network.bits - network.prefix > 1 ? 1n : 0n;
  return { from: network.first + rim, to: to - rim, bits: network.bits, written: cidr };
}

function ofEnds(start: string, stop: string, written: string): Range | undefined {
  const [from, to] = [parseNetwork(start), parseNetwork(stop)];
  return from && to && from.bits === to.bits ? { from: from.first, to: to.first, bits: from.bits, written } : undefined;
}

export const holds = (range: Range, address: string): boolean => {
  const one = parseNetwork(address);
  return one !== undefined && one.bits === range.bits && range.from <= one.first && one.first <= range.to;
};

/** Every static address that this cluster's objects and releases ask for, once for each object and address. */
export function requestsOf({ tree, releases, helmfiles }: Repository): AddressRequest[] {
  const found = new Map<string, AddressRequest>();
  const add = (request: AddressRequest): void => {
    const id = `${request.subject} ${request.address}`;
    if (!found.has(id)) found.set(id, request);
  };
  for (const { object, owner } of tree.objects) {
    const release = releases.find((one) => one.object === object);
    const above: Path = release ? ["spec", "values"] : [];
    if (OPAQUE.has(object.kind)) continue;
    for (const asked of askedIn(release ? release.values.known : object.value, object)) {
      const path = [...above, ...asked.path];
      const uncertain = standIn(get(object.document.value, ...path), owner) ?? gapOf(owner, object.kind);
      for (const address of addressesIn(asked.text))
        add({
          subject: subjectOf(object),
          where: at(object.document, path),
          address,
          byCilium: asked.byCilium,
          ...(asked.sharingKey !== undefined && { sharingKey: asked.sharingKey }),
          ...(uncertain !== undefined && { uncertain }),
        });
    }
  }
  for (const release of helmfiles.filter(({ crdsOnly }) => !crdsOnly).flatMap((state) => state.releases)) {
    const { name, namespace, where } = release;
    // where Flux adopts the release, the HelmRelease's values hold
    if (releases.some((one) => one.release.name === name && one.release.namespace === namespace)) continue;
    for (const { text, byCilium, sharingKey } of askedIn(release.values.known))
      for (const address of addressesIn(text))
        add({
          subject: `release/${namespace}/${name}`,
          where,
          address,
          byCilium,
          ...(sharingKey !== undefined && { sharingKey }),
        });
  }
  return [...found.values()];
}

/** Kinds whose contents ask for nothing by themselves. */
const OPAQUE = new Set(["ConfigMap", "Secret", "CustomResourceDefinition", "Kustomization", "ResourceSet"]);

const subjectOf = ({ kind, namespace, name }: BuiltObject): string =>
  `${kind.toLowerCase()}/${namespace === undefined ? "" : `${namespace}/`}${name}`;

const addressesIn = (text: string): string[] =>
  isUnresolved(text)
    ? [text]
    : text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean);

/** The default in `${X:=127.0.0.1}`, which counts only where all sources of the substitution are known. */
function standIn(raw: unknown, { variables }: FluxKustomization): string | undefined {
  const hasOne = typeof raw === "string" && /\$\{\w+:?[-=]/.test(raw);
  return hasOne && variables.missing.length > 0
    ? `${variables.missing.join(", ")} may replace the value that stands there`
    : undefined;
}

function gapOf(owner: FluxKustomization, kind: string): string | undefined {
  const gap = valueGap(owner, kind);
  return gap && `${gap.where.file}:${gap.where.line}: ${gap.reason}`;
}

interface Asked {
  path: Path;
  text: string;
  byCilium: boolean;
  sharingKey?: string;
}

const CILIUM = ["lbipam.cilium.io/ips", "io.cilium/lb-ipam-ips"];
const METALLB = ["metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs"];
const SHARING = [
  "lbipam.cilium.io/sharing-key",
  "io.cilium/lb-ipam-sharing-key",
  "metallb.io/allow-shared-ip",
  "metallb.universe.tf/allow-shared-ip",
];

/** Annotations, `loadBalancerIP` and the addresses of Cilium's Gateways, except in what is switched off. */
function* askedIn(value: unknown, object?: BuiltObject): Generator<Asked> {
  const isGateway = object?.kind === "Gateway" && /cilium/.test(textAt(object.value, "spec", "gatewayClassName") ?? "");
  if (isGateway)
    for (const [index, item] of list(get(value, "spec", "addresses")).entries()) {
      const text = textAt(item, "value");
      const path = ["spec", "addresses", index, "value"];
      if (text !== undefined && (textAt(item, "type") ?? "IPAddress") === "IPAddress")
        yield { path, text, byCilium: true };
    }
  const found: Asked[] = [];
  inside(value, [], found);
  yield* found;
}

/** Collects into `found`. `path` is one list for the whole walk, copied where something is found. */
function inside(value: unknown, path: (string | number)[], found: Asked[]): void {
  const step = (key: string | number, item: unknown): void => {
    if (typeof item !== "object" || item === null) return;
    path.push(key);
    inside(item, path, found);
    path.pop();
  };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) step(index, item);
  if (!isRecord(value) || isOff(value)) return;
  for (const [key, item] of Object.entries(value)) {
    // in Cilium's chart this is no Service: each Gateway has its own
    if (key === "gatewayAPI") continue;
    const isRequest = CILIUM.includes(key) || METALLB.includes(key) || key === "loadBalancerIP";
    if (!isRequest) step(key, item);
    else if (typeof item === "string" && item !== "") {
      const annotations = key === "loadBalancerIP" ? record(value["annotations"]) : value;
      const sharingKey = SHARING.map((name) => textAt(annotations, name)).find((text) => text !== undefined);
      found.push({
        path: [...path, key],
        text: item,
        byCilium: CILIUM.includes(key),
        ...(sharingKey !== undefined && { sharingKey }),
      });
    }
  }
}

/** Whether these values belong to a disabled part of the chart, or to a Service that is no LoadBalancer. */
const isOff = (value: Record<string, unknown>): boolean =>
  value["enabled"] === false ||
  value["useAPIServer"] === false ||
  ["ClusterIP", "NodePort", "ExternalName"].includes(textAt(value, "type") ?? "");
