import type { Where } from "../../observations/checkout.ts";
import type { Repository } from "../model.ts";
import { usesOf } from "../references/uses.ts";
import { at, get, isRecord, isUnresolved, textAt, type Path } from "../yaml/documents.ts";

/** A Secret, ConfigMap or claim that the values of a release name. */
export interface Asked {
  /** `Secret web-secret`. */
  what: string;
  /** The namespace of the release. */
  place: string;
  by: string;
  where: Where;
  /** Flux itself looks for it: `valuesFrom`, the ServiceAccount that it applies with. */
  byFlux?: true;
}

/** What objects and the values of HelmReleases take from objects that others make. */
export const asksFor = (repository: Pick<Repository, "releases" | "tree">): Asked[] => [
  ...repository.releases.flatMap(({ namespace, name, object, release }) =>
    namedIn(get(object.value, "spec", "values"), []).flatMap(({ what, path }) => ({
      what,
      place: release.namespace,
      by: `HelmRelease ${namespace}/${name}`,
      where: at(object.document, ["spec", "values", ...path]),
    })),
  ),
  ...usesOf(repository)
    .filter(({ kind, namespace }) => OF_OTHERS.has(kind) && namespace !== undefined)
    .map(({ kind, name, namespace = "", by, where }) => ({
      what: `${kind} ${name}`,
      place: namespace,
      by,
      where,
      ...(/^(?:HelmRelease|Kustomization) /.test(by) && { byFlux: true as const }),
    })),
];

const OF_OTHERS = new Set(["Secret", "ConfigMap", "PersistentVolumeClaim", "ServiceAccount"]);

/** Keys of values that name such an object, by what they name; with `name` below where they hold a reference. */
const KEYS: readonly { key: RegExp; kind: string; isReference?: boolean }[] = [
  { key: /^secret(?:Key)?Ref$/, kind: "Secret", isReference: true },
  { key: /^configMap(?:Key)?Ref$/, kind: "ConfigMap", isReference: true },
  { key: /^existingClaim$/, kind: "PersistentVolumeClaim" },
  { key: /^existingSecret(?:Name)?$/, kind: "Secret" },
  { key: /^existingConfigMap(?:Name)?$/, kind: "ConfigMap" },
];

/** `persistence` of bjw-s' charts: `{ type: secret, name: web }`. */
const BY_TYPE: Record<string, string | undefined> = { secret: "Secret", configMap: "ConfigMap" };

function namedIn(value: unknown, path: Path): { what: string; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => namedIn(item, [...path, index]));
  if (!isRecord(value)) return [];
  const [type, own] = [BY_TYPE[textAt(value, "type") ?? ""], textAt(value, "name")];
  if (path.at(-2) === "persistence" && type !== undefined && own !== undefined && !isUnresolved(own))
    return [{ what: `${type} ${own}`, path: [...path, "name"] }];
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
