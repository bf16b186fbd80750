import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";
import { at, get, isRecord, list, textAt, type Path } from "../yaml/documents.ts";
import { mutatorsOf } from "./admission.ts";
import { makes } from "./asked-for.ts";
import type { FluxKustomization } from "./kustomizations.ts";

/** What is wrong with where a Kustomization takes its values from. */
export interface SourceFaults {
  findings: RepositoryFinding[];
  notices: RepositoryNotice[];
}

/**
 * Secrets and ConfigMaps of substituteFrom, which Flux reads in the Kustomization's own namespace before it applies
 * anything: one that an operator makes only of what the Kustomization itself brings never comes (a plain one may be
 * applied by the bootstrap), and one in another namespace is not read.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function sourceFaults(one: FluxKustomization, { tree, files }: Repository): SourceFaults {
  const result: SourceFaults = { findings: [], notices: [] };
  if (!one.object) return result;
  for (const [index, item] of list(get(one.object.value, "spec", "postBuild", "substituteFrom")).entries()) {
    const [kind, name] = [textAt(item, "kind") ?? "ConfigMap", textAt(item, "name")];
    if (name === undefined || get(item, "optional") === true) continue;
    const makers = tree.objects.filter(({ object }) => makes(object).includes(`${kind} ${name}`));
    const built = new Set(makers.map(({ object }) => object.document));
    // what stands aside of Flux may be applied by the bootstrap
    if (makers.length === 0 || files.named(kind, name).some((document) => !built.has(document))) continue;
    const told = {
      subject: `kustomization/${one.namespace || "-"}/${one.name}`,
      expected: `${kind} ${one.namespace}/${name} before it, which it substitutes from`,
      where: at(one.object.document, ["spec", "postBuild", "substituteFrom", index]),
      because: "Flux reads it before it applies anything of this Kustomization, and stops where it is not there.",
    };
    const near = makers.filter(({ object }) => [one.namespace, undefined].includes(object.namespace));
    if (near.length === 0 && makers.every(({ object }) => !isSpread(object.value))) {
      const places = [...new Set(makers.map(({ object }) => object.namespace ?? ""))].slice(0, 3).join(", ");
      result.notices.push({
        ...told,
        severity: "warning",
        actual: `it is made in ${places} only`,
        mend: `Make it in ${one.namespace} too, or say optional: true.`,
      });
    } else if (near.length > 0 && near.every(({ owner, object }) => object.kind !== kind && isWithin(owner, one)))
      result.findings.push({
        ...told,
        actual: `only ${near[0]?.object.kind} ${near[0]?.object.name} makes it, which it applies itself`,
        mend: "Let another Kustomization bring it, and depend on that one.",
      });
  }
  return result;
}

const isWithin = (owner: FluxKustomization, one: FluxKustomization): boolean =>
  owner === one || (owner.parent !== undefined && isWithin(owner.parent, one));

/** Copied into other namespaces by what its annotations speak to (reflector, replicator). */
const isSpread = (value: unknown): boolean => /reflect|replicat|\bsync\b/i.test(JSON.stringify(get(value, "metadata")));

/**
 * `${NAME}` in a Kustomization without postBuild stands in the cluster as it is written. Only names that another
 * Kustomization has a value for are told, once for each Kustomization; in a text of several lines it may be a shell's.
 */
export function unsubstituted(repository: Repository): RepositoryNotice[] {
  const { tree } = repository;
  if (mutatorsOf(repository).length > 0) return [];
  const names = new Set(
    tree.kustomizations.flatMap(({ variables }) => [...variables.known.keys(), ...variables.hidden]),
  );
  return tree.kustomizations.flatMap((one): RepositoryNotice[] => {
    if (!one.object || get(one.object.value, "spec", "postBuild") !== undefined) return [];
    const found = writtenIn(one, names);
    const [first] = found;
    if (!first) return [];
    const more = new Set(found.map(({ name }) => name)).size - 1;
    return [
      {
        severity: "warning",
        subject: `kustomization/${one.namespace || "-"}/${one.name}`,
        expected: "a postBuild, with which Flux substitutes variables",
        actual: `it has none, and ${first.by} says \${${first.name}}${more > 0 ? `, and ${more} more` : ""}`,
        where: first.where,
        because: "Without spec.postBuild Flux substitutes nothing: the cluster gets the expression as it is written.",
        mend: "Add the postBuild that other Kustomizations have, or write the value.",
      },
    ];
  });
}

type Written = { name: string; by: string; where: ReturnType<typeof at> };

function writtenIn({ build }: FluxKustomization, names: ReadonlySet<string>): Written[] {
  return build.objects.flatMap(({ value, kind, name: own, document }) => {
    // a Kustomization's own variables are another level's
    if (kind === "Kustomization" || kind === "CustomResourceDefinition") return [];
    return within(value, []).flatMap(({ name, path }) =>
      names.has(name) ? [{ name, by: `${kind} ${own}`, where: at(document, path) }] : [],
    );
  });
}

function within(value: unknown, path: Path): { name: string; path: Path }[] {
  if (typeof value === "string")
    return value.includes("${") && !value.includes("\n")
      ? [...value.matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)(?::?[-=][^{}]*)?\}/g)].map(([, name = ""]) => ({ name, path }))
      : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => within(item, [...path, index]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => within(item, [...path, key])) : [];
}

/**
 * Kustomizations that hold files which SOPS encrypted, without spec.decryption, which kustomize-controller demands unless
 * its flag --sops-age-secret gives a key for all: https://fluxcd.io/flux/components/kustomize/kustomizations/#decryption
 */
export function undecrypted({ tree, files }: Pick<Repository, "tree" | "files">): RepositoryFinding[] {
  if (files.all.some(({ text }) => text?.includes("--sops-age-secret"))) return [];
  return tree.kustomizations.flatMap((one): RepositoryFinding[] => {
    if (!one.object || textAt(one.object.value, "spec", "decryption", "provider") !== undefined) return [];
    const [first, ...more] = one.build.objects.filter(({ value }) => isRecord(value["sops"]));
    if (!first) return [];
    return [
      {
        subject: `kustomization/${one.namespace || "-"}/${one.name}`,
        expected: "spec.decryption, as it holds what SOPS encrypted",
        actual: `it has none, and ${first.kind} ${first.name} is encrypted${more.length > 0 ? `, and ${more.length} more` : ""}`,
        where: at(first.document),
        because: "Flux stops: the Secret is SOPS encrypted, configuring decryption is required.",
        mend: "Add spec.decryption: { provider: sops, secretRef: { name: … } }.",
      },
    ];
  });
}
