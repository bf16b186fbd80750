import { productOf, shapeOf } from "../../schemas/fields.ts";
import { shapeOfVersion } from "../../schemas/openapi.ts";
import type { ObjectShape, Shape } from "../../schemas/shape.ts";
import type { OpenProfile } from "../../clusters/profile.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { Repository } from "../model.ts";
import { get, inText, list, textAt } from "../yaml/documents.ts";
import { isSince, releasesOf, type Release } from "./releases.ts";

/** The fields of a kind, as far as they are known, and how far that holds. */
export interface KnownKind {
  /** One for each CRD that says it; what fits one of them fits. */
  shapes: readonly ObjectShape[];
  /** Where they are known from: a file, or a product and its release. */
  by: string;
  /**
   * `whole`: what is not there does not exist in this cluster. `older`: the cluster's release is newer than the data.
   * `other`: which release it gets is not known, or it is another where fields may have gone.
   */
  holds: "whole" | "older" | "other";
}

export type KnownKinds = (apiVersion: string, kind: string) => KnownKind | undefined;

/** From the CRDs that the checkout holds; for other kinds from the fields of the products' own types. */
export function knownKinds(repository: Repository, profile: OpenProfile): KnownKinds {
  let crds: Map<string, { shapes: Shape[]; by: string }> | undefined;
  const told = new Map<string, KnownKind | undefined>();
  return (apiVersion, kind) => {
    const key = `${apiVersion} ${kind}`;
    crds ??= crdsOf(repository);
    if (!told.has(key)) {
      const own = crds.get(key);
      told.set(key, own ? written(own) : ofProduct(apiVersion, kind, repository, profile));
    }
    return told.get(key);
  };
}

function crdsOf({ files }: Repository): Map<string, { shapes: Shape[]; by: string }> {
  const found = new Map<string, { shapes: Shape[]; by: string }>();
  const metadata = shapeOf("v1", "ConfigMap")?.fields.get("metadata") ?? "any";
  for (const { documents } of files.all)
    for (const { value, file } of documents) {
      if (get(value, "kind") !== "CustomResourceDefinition") continue;
      const spec = get(value, "spec");
      for (const version of list(get(spec, "versions"))) {
        const group = textAt(spec, "group") ?? "";
        const key = `${group}/${textAt(version, "name") ?? ""} ${textAt(spec, "names", "kind") ?? ""}`;
        const one = found.get(key) ?? { shapes: [], by: inText({ file, line: 1, column: 1 }) };
        one.shapes.push(shapeOfVersion(get(version, "schema", "openAPIV3Schema"), metadata));
        found.set(key, one);
      }
    }
  return found;
}

/** A CRD that says nothing of its fields lets everything pass. */
function written({ shapes, by }: { shapes: Shape[]; by: string }): KnownKind | undefined {
  const objects = shapes.flatMap((shape) => (typeof shape === "object" && shape.is === "object" ? [shape] : []));
  return objects.length < shapes.length ? undefined : { shapes: objects, by, holds: "whole" };
}

function ofProduct(
  apiVersion: string,
  kind: string,
  repository: Repository,
  profile: OpenProfile,
): KnownKind | undefined {
  const shape = shapeOf(apiVersion, kind);
  const group = groupOf(apiVersion);
  const product = productOf(group);
  if (!shape || !product) return undefined;
  const releases = releasesOf(group, product.name, repository, profile);
  return {
    shapes: [shape],
    by: `${product.name} ${product.release.join(".")}`,
    holds: holding(product, releases, !/(?:alpha|beta)\d+$/.test(apiVersion)),
  };
}

/** Whose stable versions never lost a field: from one release to the next they only gain some. */
const KEEPS_FIELDS = ["kubernetes", "flux", "flux-operator", "cert-manager", "gateway-api"];

/** Of which the release matters little: a cluster that nobody asks for its version has one that the data knows. */
const KNOWN_ANYHOW = ["kubernetes", "flux"];

function holding(
  { name, release }: { name: string; release: Release },
  releases: readonly Release[] | undefined,
  isStable: boolean,
): KnownKind["holds"] {
  if (!releases) return KNOWN_ANYHOW.includes(name) ? "whole" : "other";
  if (releases.some((one) => !isSince(release, one))) return "older";
  const isSame = releases.every((one) => one[0] === release[0] && one[1] === release[1]);
  return isSame || (isStable && KEEPS_FIELDS.includes(name)) ? "whole" : "other";
}
