import { groupsOf } from "../../observations/groups.ts";
import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { makes } from "../flux/asked-for.ts";
import { isUnresolved } from "../yaml/documents.ts";
import { isNear } from "./near.ts";
import { usesOf, type Use } from "./uses.ts";
import { escaped } from "../yaml/expressions.ts";

export interface MissingObjects {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
  /** References that were looked at. */
  examined: number;
}

/**
 * Objects that others name and nothing defines, each told once. Kinds that only a repository writes are an error where
 * it defines others of the kind; what charts and operators make too is a warning, and only where a name like it is there.
 * `hidden` says why objects may be there that are not seen.
 */
export function missingObjects(repository: Repository, hidden: string | undefined): MissingObjects {
  const uses = usesOf(repository).filter(({ kind }) => KINDS[kind] !== undefined);
  const result: MissingObjects = { findings: [], notices: [], examined: uses.length };
  const defined = definedIn(repository);
  const isDefined = definitionsBy(defined);
  const subjectOf = ({ kind, namespace, name }: Use): string =>
    `${kind.toLowerCase()}/${namespace === undefined ? "" : `${namespace}/`}${name}`;
  const missing = groupsOf(
    uses.filter((use) => !BUILT_IN.test(`${use.kind}/${use.name}`) && !isDefined(use)),
    subjectOf,
  );
  const written = missing.length > 0 ? writtenNames(repository, uses) : () => false;
  for (const asking of missing) {
    const [first, ...more] = asking;
    const subject = subjectOf(first);
    const world = KINDS[first.kind];
    if (!world) continue;
    const wide = wideOf(first, defined);
    if (!wide && written(first.name)) continue;
    const others = (defined.get(first.kind) ?? []).filter(({ namespace }) => isReachable(namespace, first));
    const near = others.filter(({ name }) => isNear(name, first.name));
    const isHere = world.made === "here";
    const isCertain =
      isHere && (wide !== undefined || others.length > 0) && hidden === undefined && !areIssued(asking, repository);
    const isLikely = world.made === "by its chart" && others.length > 0 && !isOfChart(first.name, repository);
    if (!isHere && !isLikely && near.length === 0) continue;
    const known = [...new Set((near.length > 0 ? near : others).map(nameOf))].slice(0, 3);
    const shown = wide ?? (known.length === 0 ? "none of its kind" : known.join(", "));
    const found: RepositoryFinding = {
      subject,
      expected: `a ${first.kind} ${first.name}${first.namespace === undefined ? "" : ` in namespace ${first.namespace}`}`,
      actual: `nothing defines it; there is ${shown}; ${first.by} asks for it${more.length === 0 ? "" : `, and ${more.length} more`}`,
      where: first.where,
      because: world.because,
      mend: `Correct the name, or define the ${first.kind}.`,
    };
    if (isCertain) result.findings.push(found);
    else result.notices.push({ ...found, severity: "warning" });
  }
  return result;
}

/** What has the name for the whole cluster, where one of a namespace is asked for: a reference without its kind. */
const wideOf = ({ kind, name }: Use, defined: ReadonlyMap<string, Defined[]>): string | undefined =>
  (defined.get(`Cluster${kind}`) ?? []).some((one) => one.name === name) ? `a Cluster${kind} of that name` : undefined;

/**
 * Whether only annotations ask, and a Certificate of the namespace may write the same Secrets: cert-manager leaves it
 * alone. https://cert-manager.io/docs/usage/gateway/
 */
const areIssued = (asking: readonly Use[], { tree }: Repository): boolean =>
  asking.every(
    ({ path, namespace }) =>
      path[0] === "metadata" &&
      tree.objects.some(({ object }) => object.kind === "Certificate" && object.namespace === namespace),
  );

interface World {
  /**
   * `here`: charts and operators make none; `by its chart`: a chart makes it under a name like its own; `anywhere`: charts
   * and operators make many.
   */
  made: "here" | "by its chart" | "anywhere";
  because: string;
}

const NO_POD = "The pod that asks for it does not start.";
const NO_VOLUME = "The claim stays Pending, and the pod with it.";

const KINDS: Record<string, World | undefined> = {
  Issuer: { made: "here", because: "The certificate is never issued, and what mounts its Secret does not start." },
  ClusterIssuer: {
    made: "here",
    because: "The certificate is never issued, and what mounts its Secret does not start.",
  },
  Gateway: { made: "here", because: "The route belongs to no Gateway: its hosts answer nowhere." },
  NetworkAttachmentDefinition: {
    made: "here",
    because: "Multus finds no such network: the pod never gets its sandbox.",
  },
  Provider: { made: "here", because: "The alert is never sent." },
  Password: { made: "here", because: "external-secrets never makes the Secret, and what reads it does not start." },
  UUID: { made: "here", because: "external-secrets never makes the Secret, and what reads it does not start." },
  GatewayClass: { made: "by its chart", because: "No controller takes the Gateway: it never gets an address." },
  IngressClass: { made: "by its chart", because: "No controller takes the Ingress: its hosts answer nowhere." },
  StorageClass: { made: "by its chart", because: NO_VOLUME },
  VolumeSnapshotClass: { made: "by its chart", because: "No snapshot is ever made: the backup fails." },
  PriorityClass: { made: "by its chart", because: "The pods are refused: no PriorityClass with this name was found." },
  ServiceAccount: { made: "anywhere", because: "Nothing runs as it: the pods, or what Flux applies, are refused." },
  ConfigMap: { made: "anywhere", because: NO_POD },
  Secret: { made: "anywhere", because: NO_POD },
  PersistentVolumeClaim: { made: "anywhere", because: NO_POD },
  Service: { made: "anywhere", because: "The route has nowhere to send its requests." },
  Deployment: { made: "anywhere", because: "It scales nothing." },
  StatefulSet: { made: "anywhere", because: "It scales nothing." },
};

/** What every cluster has. */
const BUILT_IN =
  /^(?:PriorityClass\/system-(?:cluster|node)-critical|ServiceAccount\/default|ConfigMap\/kube-root-ca\.crt)$/;

interface Defined {
  name: string;
  namespace?: string | undefined;
}

const nameOf = ({ name, namespace }: Defined): string => (namespace === undefined ? name : `${namespace}/${name}`);

/** What stands in the checkout, built or not, by its kind; an operator's Secrets by what they are made from. */
function definedIn({ tree, manifests }: Repository): Map<string, Defined[]> {
  const defined = new Map<string, Defined[]>();
  const add = (kind: string, name: string, namespace: string | undefined): void => {
    const known = defined.get(kind);
    if (known) known.push({ name, namespace });
    else defined.set(kind, [{ name, namespace }]);
  };
  for (const { object } of tree.objects)
    for (const [kind, name] of makes(object).map((one) => one.split(" ") as [string, string]))
      add(kind, name, object.namespace);
  for (const one of manifests) add(one.kind, one.name, one.namespace);
  return defined;
}

const isReachable = (namespace: string | undefined, use: Use): boolean =>
  use.kind === "Gateway" || use.namespace === undefined || namespace === undefined || namespace === use.namespace;

/** Whether what a reference means is defined, or may be: by its name, or by one that nothing here resolves. */
function definitionsBy(defined: ReadonlyMap<string, readonly Defined[]>): (use: Use) => boolean {
  const byName = new Map<string, Defined[]>();
  for (const [kind, all] of defined)
    for (const one of all) {
      const key = `${kind}/${isUnresolved(one.name) ? "" : one.name}`;
      const known = byName.get(key);
      if (known) known.push(one);
      else byName.set(key, [one]);
    }
  const isIn = ({ namespace }: Defined, use: Use): boolean =>
    use.namespace === undefined || namespace === undefined || isUnresolved(namespace) || namespace === use.namespace;
  return (use) =>
    [use.name, ""].some((name) => byName.get(`${use.kind}/${name}`)?.some((one) => isIn(one, use)) ?? false);
}

/** Whether a release is called like it, or its chart: it may make it. */
const isOfChart = (name: string, { releases, helmfiles }: Repository): boolean => {
  const words = new Set(
    [
      ...releases.map(({ name: own, chart }) => `${own}/${chart?.text ?? ""}`),
      ...helmfiles.flatMap((state) => state.releases.map((one) => `${one.name}/${one.chart?.text ?? ""}`)),
    ].flatMap((one) => one.toLowerCase().split(/[^a-z0-9]+/)),
  );
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => word.length > 2 && words.has(word));
};

/**
 * Whether a name stands anywhere in the checkout but where an object is asked for: values of a chart, a script, a
 * template may make it.
 */
function writtenNames({ files, belongs }: Repository, uses: readonly Use[]): (name: string) => boolean {
  const asked = new Map<string, number>();
  const seen = new Set<string>();
  for (const { name, document, path } of uses) {
    const key = `${document.file}#${document.index}/${path.join("/")}`;
    if (!seen.has(key)) asked.set(name, (asked.get(name) ?? 0) + 1);
    seen.add(key);
  }
  return (name) => {
    const word = new RegExp(String.raw`(?<![\w.-])${escaped(name)}(?![\w-])`, "g");
    let count = 0;
    for (const { path, text = "" } of files.all)
      if (!path.endsWith(".md") && belongs(path) && text.includes(name)) count += [...text.matchAll(word)].length;
    return count > (asked.get(name) ?? 0);
  };
}
