import { at, folderOf, get, textAt } from "../yaml/documents.ts";
import { isFluxKustomization } from "../flux/kustomizations.ts";
import { folderNamed } from "../kustomize/folder.ts";
import type { Repository } from "../model.ts";
import type { Said } from "./draft.ts";

/**
 * The path that Flux is handed, where only the cluster has the hand-over (`flux bootstrap` before its first commit,
 * `flux create`): the folder of the Kustomizations that stand in no folder that one of them builds. Nothing where these
 * are several, or the root, which holds everything; below `clusters/` a tenant's or a component's beside them does not count.
 */
export function unwrittenPath({ manifests, belongs }: Repository): Said[] {
  const all = manifests.filter((one) => isFluxKustomization(one) && belongs(one.document.file));
  const built = all.flatMap(({ document }) => folderNamed(textAt(get(document.value, "spec"), "path") ?? "") || []);
  const open = all.filter(({ document }) => !built.some((folder) => document.file.startsWith(`${folder}/`)));
  const ofClusters = open.filter(({ document }) => document.file.split("/").includes("clusters"));
  const top = ofClusters.length > 0 ? ofClusters : open;
  const [folder, ...others] = new Set(top.map(({ document }) => folderOf(document.file)));
  const [first] = top;
  if (!folder || !first || others.length > 0) return [];
  return [{ value: `./${folder}`, where: at(first.document) }];
}
