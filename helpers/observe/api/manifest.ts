import { parseDocument } from "yaml";
import type { ReleasedObject } from "../../../observations/api.ts";

/**
 * The objects of a rendered manifest, by name. Read by lines, because whole manifests are megabytes of which names are
 * kept; a document that is written otherwise than templates are (JSON, one line) is parsed. Helm keeps hooks apart from
 * the manifest, and objects without a name (List, generateName) are nobody's to look for.
 */
export const objectsIn = (manifest: string): ReleasedObject[] =>
  manifest.split(/^---.*$/m).flatMap((document) => byLines(document) ?? byParser(document));

function byLines(document: string): ReleasedObject[] | undefined {
  const top = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*["']?([^\\s"'#]+)["']?[ \\t]*(?:#.*)?$`, "m").exec(document)?.[1];
  const metadata = /^metadata:[ \t]*(?:#.*)?\r?\n((?:[ \t]+.*(?:\n|$)|[ \t]*(?:#.*)?\r?\n)*)/m.exec(document)?.[1];
  const kind = top("kind");
  const indent = /^([ \t]+)[^\s#]/m.exec(metadata ?? "")?.[1];
  if (!kind || metadata === undefined || indent === undefined) return undefined;
  const field = (key: string): string | undefined =>
    new RegExp(`^${indent}${key}:[ \\t]*["']?([^\\s"'#]+)`, "m").exec(metadata)?.[1];
  const name = field("name");
  if (!name) return undefined;
  const namespace = field("namespace");
  return [{ apiVersion: top("apiVersion") ?? "", kind, ...(namespace && { namespace }), name }];
}

interface Written {
  apiVersion?: unknown;
  kind?: unknown;
  metadata?: { name?: unknown; namespace?: unknown } | null;
}

function byParser(document: string): ReleasedObject[] {
  // most documents that hold no object are comments: of templates that rendered nothing
  if (!/^[^#\s]/m.test(document)) return [];
  const written = parseDocument(document, { logLevel: "silent" }).toJS() as Written | null;
  const { apiVersion, kind, metadata } = written ?? {};
  if (typeof kind !== "string" || typeof metadata?.name !== "string") return [];
  const { name, namespace } = metadata;
  const version = typeof apiVersion === "string" ? apiVersion : "";
  return [{ apiVersion: version, kind, ...(typeof namespace === "string" && namespace && { namespace }), name }];
}
