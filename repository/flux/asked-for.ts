import type { RepositoryNotice } from "../finding.ts";
import type { Where } from "../../observations/checkout.ts";
import type { Repository } from "../model.ts";
import { at, get, inText, isRecord, isUnresolved, textAt, type Path } from "../yaml/documents.ts";

/** A Secret, ConfigMap or claim that the values of a release name. */
export interface Asked {
  /** `Secret web-secret`. */
  what: string;
  /** The namespace of the release. */
  place: string;
  by: string;
  where: Where;
}

/** What the values of HelmReleases take from objects that others make. */
export const asksFor = ({ releases }: Pick<Repository, "releases">): Asked[] =>
  releases.flatMap(({ namespace, name, object, release }) =>
    namedIn(get(object.value, "spec", "values"), []).flatMap(({ what, path }) => ({
      what,
      place: release.namespace,
      by: `HelmRelease ${namespace}/${name}`,
      where: at(object.document, ["spec", "values", ...path]),
    })),
  );

/** Keys of values that name such an object, by what they name; with `name` below where they hold a reference. */
const KEYS: readonly { key: RegExp; kind: string; isReference?: boolean }[] = [
  { key: /^secret(?:Key)?Ref$/, kind: "Secret", isReference: true },
  { key: /^configMap(?:Key)?Ref$/, kind: "ConfigMap", isReference: true },
  { key: /^existingClaim$/, kind: "PersistentVolumeClaim" },
];

function namedIn(value: unknown, path: Path): { what: string; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => namedIn(item, [...path, index]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = [...path, key];
    const found = KEYS.find((one) => one.key.test(key));
    const name = found && (found.isReference ? textAt(item, "name") : typeof item === "string" ? item : undefined);
    if (!found || name === undefined || name === "" || isUnresolved(name) || get(item, "optional") === true)
      return namedIn(item, inner);
    return [{ what: `${found.kind} ${name}`, path: inner }];
  });
}

/** What a manifest makes that others ask for: itself, and the Secret that an operator writes for it. */
export function makes({ kind, name, value }: { kind: string; name: string; value: unknown }): string[] {
  const own = `${kind} ${name}`;
  if (kind === "ExternalSecret") return [own, `Secret ${textAt(value, "spec", "target", "name") ?? name}`];
  if (kind === "SealedSecret") return [own, `Secret ${name}`];
  if (kind === "Certificate") return [own, `Secret ${textAt(value, "spec", "secretName") ?? name}`];
  return [own];
}

/**
 * Claims that releases ask for and nothing makes: no manifest has the name, and no chart of the namespace is called so.
 * Operators make claims too, so it is information. Secrets are left out: databases, identity providers and others write
 * them under names of their own.
 */
export function nobodyMakes(repository: Repository): RepositoryNotice[] {
  const { tree, files, releases } = repository;
  const made = new Set(tree.objects.flatMap(({ object }) => makes(object)));
  const seen = new Set<string>();
  return asksFor(repository).flatMap(({ what, place, by, where }): RepositoryNotice[] => {
    const [kind = "", name = ""] = what.split(" ");
    if (kind !== "PersistentVolumeClaim" || made.has(what) || seen.has(`${place} ${what}`)) return [];
    seen.add(`${place} ${what}`);
    // charts name what they make after their release
    const byChart = releases.some(
      ({ release, name: own, namespace }) =>
        release.namespace === place && `HelmRelease ${namespace}/${own}` !== by && name.startsWith(release.name),
    );
    const isOpen = tree.objects.some(({ object }) => object.kind === kind && isUnresolved(object.name));
    if (byChart || isOpen || files.named(kind, name).length > 0) return [];
    return [
      {
        severity: "information",
        subject: `${kind.toLowerCase()}/${place}/${name}`,
        expected: `something that makes ${what}`,
        actual: `${by} asks for it (${inText(where)}), and nothing that is seen here makes it`,
        where,
        because: "Unless a chart or an operator makes it, the pod waits for it for ever.",
        mend: "Correct the name, or add what makes it.",
      },
    ];
  });
}
