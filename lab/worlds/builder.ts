import { createHash } from "node:crypto";
import type { Profile } from "../../clusters/profile.ts";
import type { KubernetesWorld, LabObject } from "../world.ts";
import { partOf } from "./addresses.ts";
import { schedule, type Schedule } from "./schedule.ts";

/** What a part of the healthy world builds on: the profile, the schedule, and the objects that are there so far. */
export interface Builder {
  profile: Profile;
  now: Date;
  times: Schedule;
  nodes: BuiltNode[];
  objects: LabObject[];
  pods: BuiltPod[];
  proxies: KubernetesWorld["proxies"];
  logs: KubernetesWorld["logs"];
  /** How long a second of the bootstrap takes, in seconds: below 1 where it is shown in haste. */
  pace: number;
  /** RFC 3339 in seconds, as the API writes it: so many seconds after the bootstrap began. */
  at(seconds: number): string;
  /** The same with its fraction, where a second holds several steps. */
  exactly?(seconds: number): string;
  /** RFC 3339 in seconds: so many seconds before now. */
  ago(seconds: number): string;
  add(object: LabObject): LabObject;
}

export interface BuiltNode {
  name: string;
  address: string;
  role: "control-plane" | "worker";
  index: number;
  podCidr: string;
  /** An address of its pod network, by number. */
  hostIp(n: number): string;
  nextIp(): string;
}

/** A pod, as far as other parts refer to it. */
export interface BuiltPod {
  name: string;
  namespace: string;
  uid: string;
  node: BuiltNode;
  ip: string;
  hostNetwork: boolean;
  labels: Record<string, string>;
  readyAt: number;
  /** Ran to its end: no endpoint, no managed network. */
  completed?: boolean;
}

export function builderOf(profile: Profile, now: Date, start: Date, pace = 1): Builder {
  const objects: LabObject[] = [];
  let revision = 0;
  return {
    profile,
    now,
    pace,
    times: schedule(profile),
    nodes: profile.nodes.map((node, index) => builtNode(profile, node, index)),
    objects,
    pods: [],
    proxies: {},
    logs: {},
    at: (seconds) => rfc3339(start.getTime() + seconds * 1000 * pace),
    ...(pace !== 1 && { exactly: (seconds) => new Date(start.getTime() + seconds * 1000 * pace).toISOString() }),
    ago: (seconds) => rfc3339(now.getTime() - seconds * 1000),
    add(object) {
      revision += 7;
      const { name, namespace, ...rest } = object.metadata;
      const metadata = {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        uid: uidOf(object.kind, namespace, name),
        resourceVersion: String(1000 + revision),
        ...withoutEmpty(rest),
      };
      const added = { ...object, metadata };
      objects.push(added);
      return added;
    },
  };
}

/** The API sends no labels where there are none, instead of an empty set of them. */
function withoutEmpty(metadata: Partial<LabObject["metadata"]>): Partial<LabObject["metadata"]> {
  const isEmpty = (value: object | undefined): boolean => value !== undefined && Object.keys(value).length === 0;
  const { labels, annotations, ...rest } = metadata;
  return {
    ...rest,
    ...(labels && !isEmpty(labels) && { labels }),
    ...(annotations && !isEmpty(annotations) && { annotations }),
  };
}

/** Pod networks of the nodes: the n-th /24 of the profile's pod network. */
function builtNode(profile: Profile, { name, address, role }: Profile["nodes"][number], index: number): BuiltNode {
  const { cidr, host } = partOf(profile.network?.pods[0] ?? profile.cilium?.routing?.cidr ?? "10.244.0.0/16", index);
  let last = 10;
  return { name, address, role, index, podCidr: cidr, hostIp: host, nextIp: () => host((last += 1)) };
}

export const rfc3339 = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const HASHES = new Map<string, string>();

/** The same hex digits for the same words, in every world. Remembered: a scenario builds the same names again. */
export function hash(...words: (string | undefined)[]): string {
  const text = words.join("/");
  const known = HASHES.get(text);
  if (known !== undefined) return known;
  const made = createHash("sha1").update(text).digest("hex");
  HASHES.set(text, made);
  return made;
}

export const numberOf = (below: number, ...words: string[]): number =>
  Number.parseInt(hash(...words).slice(0, 8), 16) % below;

export function uidOf(kind: string, namespace: string | undefined, name: string): string {
  const hex = hash(kind, namespace, name);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";
/** A name's random-looking end, with the alphabet that Kubernetes uses. */
export const suffix = (length: number, ...words: string[]): string =>
  Array.from(hash(...words))
    .slice(0, length)
    .map((digit, position) => LETTERS[(Number.parseInt(digit, 16) * 7 + position) % LETTERS.length])
    .join("");

/** A value that no file, message or report may ever hold: tests look for these. */
export const canary = (...words: string[]): string => `canary-${hash("canary", ...words).slice(0, 20)}-secret`;

export const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** One entry of `metadata.managedFields`. */
export function managed(
  manager: string,
  operation: "Apply" | "Update",
  time: string,
  apiVersion: string,
  subresource?: string,
): { manager: string; operation: string; apiVersion: string; time: string; fieldsType: string; fieldsV1: object } {
  const fields = subresource === undefined ? { "f:metadata": { "f:labels": {} }, "f:spec": {} } : { "f:status": {} };
  return {
    manager,
    operation,
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** A condition of the usual shape. */
export const condition = (
  type: string,
  status: string,
  reason: string,
  lastTransitionTime: string,
  message = "",
  observedGeneration?: number,
): object => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime,
  ...(observedGeneration === undefined ? {} : { observedGeneration }),
});

export const ownerReference = (
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  name: string,
): object => ({
  apiVersion,
  kind,
  name,
  uid: uidOf(kind, namespace, name),
  controller: true,
  blockOwnerDeletion: true,
});

/** A namespace, once. */
export function ensureNamespace(b: Builder, name: string, seconds: number): void {
  if (b.objects.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === name)) return;
  const pinned = name === "kube-system" ? b.profile.kubernetes.kubeSystemUid : undefined;
  const metadata = {
    name,
    creationTimestamp: b.at(seconds),
    labels: {
      "kubernetes.io/metadata.name": name,
      // whoever meets the lab through a kubeconfig is told what it is
      ...(name === "kube-system" && { "assay.lab/simulated": "true" }),
    },
    ...(pinned === undefined ? {} : { uid: pinned }),
  };
  b.add({
    apiVersion: "v1",
    kind: "Namespace",
    metadata,
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  });
}
