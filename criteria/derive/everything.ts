import { kindOf } from "../../observations/by-nature.ts";
import type { Everything, ServedKind, ServedObject } from "../../observations/everything.ts";
import { groupOf, subjectOf } from "../../observations/kubernetes.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { Finding, Unseen } from "../criterion.ts";
import { groupsOf } from "../../observations/groups.ts";

/** What keeps a look at everything from being whole: kinds that could not be listed, groups that nobody told of. */
export function notSeen({ kinds, undiscovered }: Everything, { nodes }: Pick<Profile, "nodes">): Unseen[] {
  const troubled = kinds.filter(({ trouble }) => trouble !== undefined);
  const forbidden = troubled.filter(({ trouble }) => trouble?.kind === "forbidden");
  const others = troubled.filter(({ trouble }) => trouble?.kind !== "forbidden");
  return [
    ...refused(forbidden),
    ...others.map((kind) => ({ subject: resourceOf(kind), reason: kind.trouble?.message ?? "" })),
    ...undiscovered.map(({ groupVersion, why }) => ({
      subject: `apiservice/${groupVersion.split("/").toReversed().join(".")}`,
      reason: `${why}: what ${groupVersion} holds is not known`,
    })),
    ...hollow(kinds, nodes[0]?.name ?? ""),
  ];
}

/** An API that shows no node, no namespace and no pod has not shown what it has. */
const EVERYWHERE = ["nodes", "namespaces", "pods"];

function hollow(kinds: readonly ServedKind[], node: string): Unseen[] {
  const lacking = EVERYWHERE.filter(
    (name) => !kinds.some((kind) => kind.group === "" && kind.resource === name && kind.count !== 0),
  );
  if (lacking.length === 0) return [];
  // who looks for the nodes tells why there is none
  const subject = lacking.includes("nodes") ? `node/${node}` : `resource/${lacking[0]}`;
  return [{ subject, reason: `the API shows no ${lacking.join(", no ")}, and no cluster is without` }];
}

const REMEDY = "the ClusterRole assay-everything of docs/rbac.yaml lets it be listed";
/** A few are named as the check of access names them; of many one line is enough. */
const FEW = 3;

function refused(kinds: readonly ServedKind[]): Unseen[] {
  if (kinds.length <= FEW)
    return kinds.map((kind) => ({ subject: resourceOf(kind), reason: `may not be listed: ${REMEDY}` }));
  const names = kinds.map((kind) => resourceOf(kind).slice("resource/".length));
  return [{ subject: `${kinds.length} kinds`, reason: `may not be listed (${names.join(", ")}): ${REMEDY}` }];
}

const resourceOf = ({ group, resource }: ServedKind): string => `resource/${group ? `${resource}.${group}` : resource}`;

/** By an object: when its list was read. Other lists may have taken longer, and its age is none of theirs. */
export function momentsOf({ kinds }: Everything, otherwise: Date): (object: ServedObject) => Date {
  const read = new Map(
    kinds.flatMap(({ group, kind, at }) =>
      at === undefined ? [] : [[group ? `${kind}.${group}` : kind, new Date(at)]],
    ),
  );
  return (object) => read.get(kindOf(object)) ?? otherwise;
}

/** As findings name an object: by its kind alone where that says enough. */
export function servedSubject(object: ServedObject): string {
  const group = groupOf(object.apiVersion);
  const kind = object.kind.toLowerCase();
  return subjectOf(AMBIGUOUS.has(object.kind) && group.includes(".") ? `${kind}.${group}` : kind, object);
}

/** Kinds of several groups: of Kubernetes' own the plain word is theirs. */
const AMBIGUOUS = new Set(["Cluster", "Service", "Ingress", "Deployment", "Job", "Node", "Backup", "Policy"]);

/** Who made it, the nearest first: its controller, the release or Kustomization that applied it. */
export function makerOf({ metadata }: ServedObject): string | undefined {
  const { ownerReferences = [], labels = {}, annotations = {}, namespace = "" } = metadata;
  const owner = ownerReferences.find(({ controller }) => controller) ?? ownerReferences[0];
  if (owner) return [owner.kind?.toLowerCase(), namespace, owner.name].filter(Boolean).join("/");
  for (const [kind, prefix, of] of MAKERS) {
    const marks = of === "labels" ? labels : annotations;
    const name = marks[`${prefix}name`];
    if (name) return `${kind}/${marks[`${prefix}namespace`] ?? namespace}/${name}`;
  }
  return undefined;
}

const MAKERS = [
  ["helmrelease", "helm.toolkit.fluxcd.io/", "labels"],
  ["kustomization", "kustomize.toolkit.fluxcd.io/", "labels"],
  ["release", "meta.helm.sh/release-", "annotations"],
] as const;

/** What is wrong with one object, and what it has in common with others of which the same is wrong. */
export interface Trouble {
  object: ServedObject;
  /** The same for those that are one finding. */
  sort: string;
  expected: string;
  actual: string;
  since?: string | undefined;
}

/** One finding for what is of one kind, of one maker and of one sort: thirty objects with one cause are one trouble. */
export function grouped(troubles: readonly Trouble[]): Finding[] {
  const alike = groupsOf(troubles, ({ object, sort }) => JSON.stringify([kindOf(object), makerOf(object), sort]));
  return alike.map(([first, ...others]): Finding => {
    const { object, expected, actual, since } = first;
    const maker = makerOf(object);
    const more = others.length === 0 ? "" : `; the same of ${others.length} more: ${namesOf(others)}`;
    const by = maker === undefined ? "" : `; made by ${maker}`;
    return { subject: servedSubject(object), expected, actual: `${actual}${more}${by}`, ...(since && { since }) };
  });
}

const namesOf = (troubles: readonly Trouble[]): string => {
  const names = troubles.map(({ object: { metadata } }) =>
    [metadata.namespace, metadata.name].filter(Boolean).join("/"),
  );
  return names.length <= FEW ? names.join(", ") : `${names.slice(0, FEW).join(", ")}, …`;
};
