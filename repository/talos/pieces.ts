import type { Where } from "../../observations/checkout.ts";
import type { YamlDocument } from "../../observations/checkout.ts";
import { at, get, isRecord, isUnresolved, list, record, textAt, texts, type Path } from "../yaml/documents.ts";
import { isAside, type Files } from "../yaml/files.ts";

/** A piece of Talos configuration, however the repository writes it. */
export interface TalosPiece {
  /**
   * `talhelper`: a talconfig.yaml · `topf`: a topf.yaml, with its parts beside it · `omni`: the Cluster of an Omni cluster
   * template, which gives machines their configuration by ids that no repository knows · `machine`: a machine configuration or a patch to one (`machine:`, `cluster:`),
   * alone or as the first document of several · `document`: one of the newer kinds (`kind: BondConfig`) · `patch`: YAML
   * that stands as a string in another piece.
   */
  kind: "talhelper" | "topf" | "omni" | "machine" | "document" | "patch";
  document: YamlDocument;
  /** Where in the document it stands: [] but for patches. */
  path: Path;
  value: Record<string, unknown>;
  where: Where;
}

/** The Talos configuration of a checkout, found by content; templates (minijinja, topf) with what they say plainly. */
export function talosOf(files: Files): TalosPiece[] {
  return files.all.flatMap((file): TalosPiece[] => {
    // what a talenv.yaml holds are variables, whatever their names
    if (!file.yaml || isAside(file.path) || /(?:^|\/)talenv\.ya?ml(?:\.\w+)?$/.test(file.path)) return [];
    const near = /talos|machineconfig|controlplane|control-plane|worker/i.test(file.path);
    return file.documents.flatMap((document): TalosPiece[] => {
      const kind = kindOf(document.value, near);
      if (kind === undefined) return [];
      const piece: TalosPiece = { kind, document, path: [], value: record(document.value), where: at(document) };
      return [piece, ...patchesIn(piece, files)];
    });
  });
}

function kindOf(value: unknown, near: boolean): TalosPiece["kind"] | undefined {
  if (!isRecord(value)) return undefined;
  if ("clusterName" in value && Array.isArray(value["nodes"]) && "endpoint" in value) return "talhelper";
  // https://pkg.go.dev/github.com/postfinance/topf
  if ("clusterEndpoint" in value && Array.isArray(value["nodes"])) return "topf";
  // https://docs.siderolabs.com/omni/reference/cluster-templates
  if (value["kind"] === "Cluster" && !("apiVersion" in value) && textAt(value, "talos", "version") !== undefined)
    return "omni";
  if (textAt(value, "apiVersion") === "v1alpha1" && textAt(value, "kind") !== undefined) return "document";
  const isPiece =
    (isRecord(value["machine"]) || isRecord(value["cluster"])) && !("apiVersion" in value) && !("releases" in value);
  return isPiece && (near || value["version"] === "v1alpha1") ? "machine" : undefined;
}

/** talhelper's patches: strings of YAML, of all nodes, of a role, and of a node. */
function patchesIn(piece: TalosPiece, files: Files): TalosPiece[] {
  if (piece.kind !== "talhelper") return [];
  const { document, value } = piece;
  const places: Path[] = [["patches"], ["controlPlane", "patches"], ["worker", "patches"]];
  const nodes = list(value["nodes"]).map((_, index): Path => ["nodes", index, "patches"]);
  return [...places, ...nodes].flatMap((path) =>
    list(get(value, ...path)).flatMap((item, index): TalosPiece[] => {
      const contents = typeof item === "string" ? files.inner(item) : undefined;
      return (contents ?? []).flatMap((content) =>
        isRecord(content)
          ? [{ kind: "patch", document, path: [...path, index], value: content, where: at(document, [...path, index]) }]
          : [],
      );
    }),
  );
}

/** A value that some piece gives, with its place; `text` is missing where a template gives it. */
export interface TalosValue {
  text?: string;
  where: Where;
}

/** Every value that the pieces give under any of these paths: one for each item of a list. */
export const talosValues = (pieces: readonly TalosPiece[], ...paths: Path[]): TalosValue[] =>
  pieces.flatMap(({ value, document, path: above }) =>
    paths.flatMap((path) =>
      texts(get(value, ...path)).map((text) => ({
        where: at(document, [...above, ...path]),
        ...(!isUnresolved(text) && { text }),
      })),
    ),
  );
