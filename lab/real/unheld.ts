import { isDeepStrictEqual } from "node:util";
import { groupOf } from "../server/resources.ts";
import { uidOf } from "../worlds/builder.ts";
import type { LabObject, World } from "../world.ts";

/**
 * Why an API server without controllers, kubelets and extension servers cannot hold what was made of a world;
 * `undefined` where it can. `before`: the same world without its faults.
 */
export function whyUnheld(before: World, world: World, version: string): string | undefined {
  return RULES.find(({ applies }) => applies(before, world, version))?.why;
}

interface Rule {
  why: string;
  applies(before: World, world: World, version: string): boolean;
}

/** In the order in which they are asked. */
export const RULES: readonly Rule[] = [
  {
    why: "the server itself misbehaves: a real one cannot be told to",
    applies: (_, { kubernetes }) => kubernetes.troubles.length > 0,
  },
  {
    why: "the server is of another minor version than this one",
    applies: (_, { kubernetes }, version) => minorOf(kubernetes.version.gitVersion) !== minorOf(version),
  },
  {
    why: "what the server says of itself: a real one says it as it is",
    applies: (before, world) =>
      differs(before, world, "readyz") || differs(before, world, "version") || world.kubernetes.readyz.some(({ ok }) => !ok),
  },
  {
    why: "what a pod answers: no pod runs",
    applies: (before, world) => differs(before, world, "proxies") || differs(before, world, "logs"),
  },
  {
    why: "what an extension server answers: none runs",
    applies: (before, world) => !sameOf(before, world, ({ kind }) => kind === "APIService"),
  },
  {
    why: "the status of a CustomResourceDefinition: the server writes it itself",
    applies: (before, world) => !isDeepStrictEqual(statuses(before, world), statuses(world, before)),
  },
  {
    why: "a namespace that the server makes anew when it is gone",
    applies: (_, world) => {
      const names = new Set(world.kubernetes.objects.flatMap((it) => (it.kind === "Namespace" ? [it.metadata.name] : [])));
      return ["default", "kube-system", "kube-public", "kube-node-lease"].some((name) => !names.has(name));
    },
  },
];

/** Everything but what is served by extension servers: their kinds are held as custom resources, see below. */
export const isHeld = ({ kind }: LabObject): boolean => kind !== "APIService";

/** Stands in for the extension servers: what they would answer is held as custom resources. */
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

const minorOf = (gitVersion: string): string => gitVersion.split(".").slice(0, 2).join(".");

const differs = (before: World, world: World, part: "readyz" | "version" | "proxies" | "logs"): boolean =>
  !isDeepStrictEqual(before.kubernetes[part], world.kubernetes[part]);

function sameOf(before: World, world: World, meant: (object: LabObject) => boolean): boolean {
  return isDeepStrictEqual(before.kubernetes.objects.filter(meant), world.kubernetes.objects.filter(meant));
}

/** Of the definitions that both worlds have. */
function statuses(world: World, other: World): unknown[] {
  const definitions = ({ kubernetes }: World) =>
    kubernetes.objects.filter(({ kind }) => kind === "CustomResourceDefinition");
  const names = new Set(definitions(other).map(({ metadata }) => metadata.name));
  return definitions(world).flatMap(({ metadata, status }) =>
    names.has(metadata.name) ? [[metadata.name, metadata["deletionTimestamp" as never], status]] : [],
  );
}
