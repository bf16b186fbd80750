import { isDeepStrictEqual } from "node:util";
import { groupOf } from "../server/resources/resources.ts";
import { uidOf } from "../worlds/builder.ts";
import type { KubernetesWorld, LabObject, World } from "../world.ts";

/**
 * Why an API server without controllers, kubelets and extension servers cannot hold what was made of a world;
 * `undefined` where it can. `before`: the same world without its faults; `version`: the server's own.
 */
export function whyLeftOut(before: World, world: World, version: string): string | undefined {
  return RULES.find(({ applies }) => applies(before.kubernetes, world.kubernetes, version))?.why;
}

interface Rule {
  why: string;
  applies(before: KubernetesWorld, world: KubernetesWorld, version: string): boolean;
}

/** In the order in which they are asked. What is no rule's is held: objects, their times and status, RBAC, identity. */
const RULES: readonly Rule[] = [
  {
    why: "the server itself misbehaves: a real one cannot be told to",
    applies: (_, { troubles }) => troubles.length > 0,
  },
  {
    why: "a server of another minor version than this one",
    applies: (_, world, version) => minorOf(world.version.gitVersion) !== minorOf(version),
  },
  {
    why: "what the server says of its own health: a real one says it as it is",
    applies: (before, { readyz }) => !isDeepStrictEqual(before.readyz, readyz) || readyz.some(({ ok }) => !ok),
  },
  {
    why: "a CustomResourceDefinition that is not served: whether it is the server decides, and writes down",
    applies: (_, { objects }) => objects.some((it) => it.kind === "CustomResourceDefinition" && !isServed(it)),
  },
  {
    why: "a namespace is gone that the server makes anew",
    applies: (_, { objects }) => {
      const names = new Set(objects.flatMap(({ kind, metadata }) => (kind === "Namespace" ? [metadata.name] : [])));
      return MADE_ANEW.some((name) => !names.has(name));
    },
  },
  {
    why: "only what pods answer is otherwise, and no pod runs: nothing of it is the server's",
    applies: (before, world) =>
      ANSWERED_BY_PODS.some((part) => !isDeepStrictEqual(before[part], world[part])) &&
      HELD.every((part) => isDeepStrictEqual(before[part], world[part])),
  },
];

const MADE_ANEW = ["default", "kube-system", "kube-public", "kube-node-lease"];
const ANSWERED_BY_PODS = ["proxies", "logs"] as const;
const HELD = ["objects", "rules", "user"] as const;

const minorOf = (gitVersion: string): string => gitVersion.split(".").slice(0, 2).join(".");

function isServed(definition: LabObject): boolean {
  const { metadata, status } = definition as LabObject & { metadata: { deletionTimestamp?: string }; status?: Status };
  const isTrue = (type: string): boolean =>
    status?.conditions?.some((it) => it.type === type && it.status === "True") === true;
  return metadata.deletionTimestamp === undefined && isTrue("NamesAccepted") && isTrue("Established");
}

interface Status {
  conditions?: { type?: string; status?: string }[];
}

/**
 * An APIService is held where what it stands for does not answer: there the server finds the same by itself. What an
 * extension server answers is held as custom resources, because none runs.
 */
export const isHeld = ({ kind, ...rest }: LabObject): boolean =>
  kind !== "APIService" ||
  (rest["status"] as Status | undefined)?.conditions?.some((it) => it.type === "Available" && it.status !== "True") ===
    true;

/** The definitions of those custom resources. */
export function definitionsFor({ kubernetes: { objects } }: World): LabObject[] {
  return objects.some(({ apiVersion }) => groupOf(apiVersion) === "metrics.k8s.io") ? [NODE_METRICS] : [];
}

const NAMES = { plural: "nodes", singular: "nodemetrics", kind: "NodeMetrics", listKind: "NodeMetricsList" };

const NODE_METRICS: LabObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "nodes.metrics.k8s.io",
    uid: uidOf("CustomResourceDefinition", undefined, "nodes.metrics.k8s.io"),
    annotations: { "api-approved.kubernetes.io": "unapproved, experimental-only" },
  },
  spec: {
    ...{ group: "metrics.k8s.io", scope: "Cluster", names: NAMES },
    conversion: { strategy: "None" },
    versions: [
      {
        ...{ name: "v1beta1", served: true, storage: true },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
  status: {
    acceptedNames: NAMES,
    storedVersions: ["v1beta1"],
    conditions: ["NamesAccepted", "Established"].map((type) => ({ type, status: "True", reason: "Held" })),
  },
};
