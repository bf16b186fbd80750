import type { Finding } from "../criterion.ts";
import { findFlux, fluxSubject, type Addressed, type FluxLists, type FluxObject } from "./flux.ts";

/** The artifact's revision that a source serves; an empty one is none. */
export const servedRevision = (source: FluxObject | undefined): string | undefined =>
  source?.status?.artifact?.revision || undefined;

/** A URL as it may be told: what stands before the host of an https URL, and any password, are nobody's to read. */
export const withoutCredentials = (url: string): string =>
  url.replace(/^(https?:\/\/)[^/@]*@/, "$1…@").replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, "$1:…@");

export type SourceLookup = "missing" | "unknown-kind" | Addressed;

/** What a Kustomization's `sourceRef` points to. ExternalArtifacts are not among what is looked at. */
export function sourceOf(kustomization: FluxObject, lists: SourceLists): SourceLookup {
  const { kind, name = "", namespace = kustomization.metadata?.namespace ?? "" } = kustomization.spec?.sourceRef ?? {};
  const objects = sourcesOfKind(kind, lists);
  if (objects === undefined) return "unknown-kind";
  const object = findFlux(objects, name, namespace);
  return object ? { kind: kind as SourceKind, object } : "missing";
}

export type SourceLists = Pick<FluxLists, "gitRepositories" | "ociRepositories" | "buckets">;
type SourceKind = "GitRepository" | "OCIRepository" | "Bucket";

/**
 * Whether a Kustomization applied what its source serves. Its own Ready=True does not tell: a dependency cycle anywhere
 * under the same source keeps new revisions from every Kustomization of it, the root included (seen, kustomize-controller
 * 1.7.3), and `lastAppliedRevision` of a dead source stays where it was.
 */
export function notConverged(kustomization: FluxObject, served: string | undefined): Finding | undefined {
  const { lastAppliedRevision: applied, lastAttemptedRevision: attempted } = kustomization.status ?? {};
  const subject = fluxSubject({ kind: "Kustomization", object: kustomization });
  if (served === undefined) return { subject, expected: "a source that serves a revision", actual: "none is served" };
  if (applied === served && attempted === served) return undefined;
  return {
    subject,
    expected: `applied revision ${served}, which its source serves`,
    actual:
      applied === attempted
        ? `applied ${applied ?? "nothing"}`
        : `applied ${applied ?? "nothing"}, attempted ${attempted ?? "nothing"}`,
  };
}

const sourcesOfKind = (kind: string | undefined, lists: SourceLists): readonly FluxObject[] | undefined =>
  new Map([
    ["GitRepository", lists.gitRepositories],
    ["OCIRepository", lists.ociRepositories],
    ["Bucket", lists.buckets],
  ]).get(kind ?? "");
