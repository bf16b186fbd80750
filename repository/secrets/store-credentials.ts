import type { RepositoryNotice } from "../finding.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import type { Repository } from "../model.ts";
import { makes } from "../flux/asked-for.ts";
import { at, get, isRecord, isUnresolved, textAt, type Path } from "../yaml/documents.ts";
import { escaped } from "../yaml/expressions.ts";

/**
 * Stores whose credentials only an ExternalSecret makes that reads from this very store: neither is ever ready, unless
 * the bootstrap makes the Secret first. What it makes is looked for by name in all files; kubectl by hand is not seen, so
 * it is a warning.
 */
export function storesThatFeedThemselves({ tree, files }: Repository): RepositoryNotice[] {
  const isEso = ({ apiVersion }: BuiltObject): boolean => groupOf(apiVersion) === "external-secrets.io";
  const objects = tree.objects.map(({ object }) => object);
  return objects.flatMap((store): RepositoryNotice[] => {
    if (!isEso(store) || !/^(?:Cluster)?SecretStore$/.test(store.kind)) return [];
    return secretsOf(get(store.value, "spec", "provider"), ["spec", "provider"]).flatMap(({ name, path }) => {
      const makers = objects.filter((one) => makes(one).includes(`Secret ${name}`));
      const isOwn = (one: BuiltObject): boolean =>
        one.kind === "ExternalSecret" && textAt(one.value, "spec", "secretStoreRef", "name") === store.name;
      if (makers.length === 0 || !makers.every(isOwn)) return [];
      const built = new Set([store, ...makers].map(({ document }) => document.file));
      const word = new RegExp(String.raw`(?<![\w-])${escaped(name)}(?![\w-])`);
      const isMadeBefore = ({ path: file, text = "" }: (typeof files.all)[number]): boolean =>
        !built.has(file) && word.test(text) && /kind:\s*["']?Secret\b|create\s+secret\b|kubectl/.test(text);
      if (files.all.some(isMadeBefore)) return [];
      return [
        {
          severity: "warning" as const,
          subject: `${store.kind.toLowerCase()}/${store.namespace === undefined ? "" : `${store.namespace}/`}${store.name}`,
          expected: `something that makes Secret ${name} before it`,
          actual: `only ExternalSecret ${makers[0]?.name} makes it, out of this very store`,
          where: at(store.document, path),
          because: "The store has no credentials until it is read, and cannot be read without them.",
          mend: `Let the bootstrap make Secret ${name}, or name the one that it makes.`,
        },
      ];
    });
  });
}

/** `…SecretRef: { name, key }` at any depth of a provider. */
function secretsOf(value: unknown, path: Path): { name: string; path: Path }[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const name = textAt(item, "name");
    const own =
      /secretref|accesstoken|secretaccesskey|accesskeyid/i.test(key) && name !== undefined && !isUnresolved(name)
        ? [{ name, path: [...path, key] }]
        : [];
    return [...own, ...secretsOf(item, [...path, key])].filter(
      (one, index, all) => all.findIndex((other) => other.name === one.name) === index,
    );
  });
}
