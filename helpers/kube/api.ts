import type { KubernetesObject } from "../../observations/objects.ts";

/** What is left of each object of a list as its page arrives; it may give another object than it was given. */
export type Keep = (object: KubernetesObject) => KubernetesObject;

/** A resource as the API addresses it; `version` is the served one that discovery prefers unless it is given. */
export interface ResourceRef {
  /** "" for the core group. */
  group: string;
  resource: string;
  version?: string;
}

export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** PartialObjectMetadata instead of whole objects: what may hold secrets or is large. */
  metadataOnly?: boolean;
}

/**
 * One cluster's API server, read-only, over few pooled connections. Every call retries 429, 5xx, resets and silence
 * inside its deadline and then throws LookError; 401, 403 and 404 are thrown at once.
 */
export interface Api {
  readonly server: string;
  readonly caFingerprint?: string;
  /** GET of any path, parsed as JSON. */
  get(path: string, options?: { accept?: string }): Promise<unknown>;
  /** GET of any path as text, whatever its status: for /readyz and the pod and service proxies. */
  text(path: string): Promise<{ status: number; body: string; contentType: string }>;
  /** Every page of a list, without managedFields unless `keep` says otherwise. An unserved resource throws LookError("not-served"). */
  list(resource: ResourceRef, options?: ListOptions, keep?: Keep): Promise<unknown[]>;
  /** What the API says that it serves, asked anew. */
  served(): Promise<Served>;
  /** The one POST that looks: an access review. */
  review(
    kind: "SelfSubjectAccessReview" | "SelfSubjectRulesReview" | "SelfSubjectReview",
    spec: object,
  ): Promise<unknown>;
}

/** What discovery tells. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
export interface Served {
  /** Every kind that can be listed, the core group's first. */
  kinds: ListableKind[];
  /** `group/version` whose own server does not answer: what they serve is not known, or known from before. */
  stale: string[];
  /** Every `group/version` but the core group's. */
  versions: string[];
}

/** A kind that can be listed, in the version that the server prefers. */
export interface ListableKind {
  group: string;
  version: string;
  resource: string;
  kind: string;
  namespaced: boolean;
}
