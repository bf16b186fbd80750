import { get, isRecord, list, textAt, text } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
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
    const data = dataOf(kind, name, namespace, files, tree);
    if (!data) {
      if (get(item, "optional") !== true) missing.push(`${kind}/${name}`);
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

function written(kind: string, name: string, files: Files): unknown {
  const found = files.named(kind, name);
  // of several clusters' settings none is taken
  return found.length === 1 ? found[0]?.value : undefined;
}

const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
