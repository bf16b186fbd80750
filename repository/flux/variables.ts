import { get, isRecord, list, textAt, text } from "../yaml/documents.ts";
import { manifestOf, type Files } from "../yaml/files.ts";
import type { FluxKustomization, FluxTree } from "./kustomizations.ts";
import type { Variables } from "./substitution.ts";

/** What a Kustomization substitutes with: later sources override earlier ones, and `substitute` overrides all. */
export function variablesOf({ object, namespace }: FluxKustomization, files: Files, tree: FluxTree): Variables {
  const known = new Map<string, string>();
  const hidden = new Set<string>();
  const missing: string[] = [];
  const postBuild = get(object?.value, "spec", "postBuild");
  for (const item of list(get(postBuild, "substituteFrom"))) {
    const kind = textAt(item, "kind") ?? "ConfigMap";
    const name = textAt(item, "name") ?? "";
    // an operator writes more keys into it than its manifest has, or all of them
    if (kind === "Secret" && isMade(name, files)) missing.push(`${kind}/${name}`);
    const data = dataOf(kind, name, namespace, files, tree);
    if (!data) {
      if (get(item, "optional") !== true && !missing.includes(`${kind}/${name}`)) missing.push(`${kind}/${name}`);
      continue;
    }
    for (const [key, value] of Object.entries(data)) {
      const plain = text(value) ?? "";
      if (kind === "Secret" || plain.startsWith("ENC[")) {
        hidden.add(key);
        known.delete(key);
      } else {
        known.set(key, plain);
        hidden.delete(key);
      }
    }
  }
  for (const [key, value] of Object.entries(get(postBuild, "substitute") ?? {})) {
    known.set(key, text(value) ?? "");
    hidden.delete(key);
  }
  return { known, hidden, missing };
}

/** The data of what substituteFrom names: what the tree applies first, else a manifest of this name in the checkout. */
function dataOf(kind: string, name: string, namespace: string, files: Files, tree: FluxTree): object | undefined {
  const applied = tree.objects.find(
    ({ object }) => object.kind === kind && object.name === name && [namespace, undefined].includes(object.namespace),
  );
  const value = applied?.object.value ?? written(kind, name, files);
  if (!isRecord(value)) return undefined;
  return { ...asRecord(value["data"]), ...asRecord(value["stringData"]) };
}

/**
 * Whether an ExternalSecret of the checkout makes a Secret of this name, or a ClusterExternalSecret in every namespace:
 * https://external-secrets.io/latest/api/externalsecret/
 */
const isMade = (name: string, files: Files): boolean =>
  files.documents.some((document) => {
    const { value } = document;
    const manifest = manifestOf(document);
    if (manifest?.kind === "ExternalSecret") return (textAt(value, "spec", "target", "name") ?? manifest.name) === name;
    if (manifest?.kind !== "ClusterExternalSecret") return false;
    const own = textAt(value, "spec", "externalSecretName") ?? manifest.name;
    return (textAt(value, "spec", "externalSecretSpec", "target", "name") ?? own) === name;
  });

function written(kind: string, name: string, files: Files): unknown {
  const found = files.named(kind, name);
  // of several clusters' settings none is taken
  return found.length === 1 ? found[0]?.value : undefined;
}

const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
