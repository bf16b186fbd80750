import { ago, statusOf, type Json } from "../faults/objects.ts";
import type { LabObject, World } from "../world.ts";

/** A change of one object, made in place on a copy. */
export interface ObjectChange {
  at: string;
  change: string;
  apply(object: LabObject, world: World): void;
}

/** Another name, a deletion that hangs, a generation that nobody looked at; and what a few kinds could show besides. */
export function metadataChanges(object: LabObject): ObjectChange[] {
  const { generation } = object.metadata as { generation?: number };
  return [
    { at: "object", change: "renamed", apply: ({ metadata }) => void (metadata.name = `${metadata.name}-x`) },
    {
      at: "metadata.deletionTimestamp",
      change: "set an hour ago",
      apply: ({ metadata }, world) =>
        void Object.assign(metadata, { deletionTimestamp: ago(world, 3600), finalizers: ["example.org/x"] }),
    },
    ...(generation !== undefined && saysGeneration(object)
      ? [
          {
            at: "metadata.generation",
            change: "one more",
            apply: ({ metadata }: LabObject) => void Object.assign(metadata, { generation: generation + 1 }),
          },
        ]
      : []),
    ...(OWN[object.kind] ?? []),
  ];
}

/** Of any other object nobody can tell whether its controller has seen the newest spec. */
function saysGeneration(object: LabObject): boolean {
  const { observedGeneration, conditions } = (object["status"] ?? {}) as { observedGeneration?: number } & Json;
  const all = Array.isArray(conditions) ? (conditions as Json[]) : [];
  return observedGeneration !== undefined || all.some((it) => it["observedGeneration"] !== undefined);
}

/** What only one kind can show, in several places at once. */
const OWN: Record<string, ObjectChange[] | undefined> = {
  CustomResourceDefinition: [
    {
      at: "spec.versions",
      change: "none served",
      apply: (crd) => {
        for (const version of (crd["spec"] as { versions: Json[] }).versions) version["served"] = false;
      },
    },
  ],
  Deployment: [{ at: "spec.replicas", change: "scaled to 0", apply: scaledToNone }],
  StatefulSet: [{ at: "spec.replicas", change: "scaled to 0", apply: scaledToNone }],
  Kustomization: [{ at: "spec.suspend", change: "set", apply: suspended }],
  HelmRelease: [{ at: "spec.suspend", change: "set", apply: suspended }],
  GitRepository: [{ at: "spec.suspend", change: "set", apply: suspended }],
  Node: [
    {
      at: "spec.unschedulable",
      change: "set",
      apply: ({ spec }) => void Object.assign(spec as Json, { unschedulable: true }),
    },
  ],
};

function suspended({ spec }: LabObject): void {
  Object.assign(spec as Json, { suspend: true });
}

/** As the controller leaves it: of no replica all are there. */
function scaledToNone(object: LabObject): void {
  Object.assign(object["spec"] as Json, { replicas: 0 });
  const status = statusOf(object);
  for (const key of Object.keys(status)) if (/[rR]eplicas$/.test(key)) status[key] = 0;
}
