import type { KubernetesObject } from "../../observations/objects.ts";
import type { ServerClock } from "./server-clock.ts";

/** A resource as the API addresses it. Without `version` the one that the server prefers is used. */
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
  /** Reads PartialObjectMetadata instead of whole objects, where these may hold secrets or are large. */
  metadataOnly?: boolean;
  /** How many objects a page has at most: few of them, where each is large. */
  limit?: number;
  /** How long a page is tried in all, in milliseconds, where that is less than the limits of requests say. */
  mostMs?: number;
  /** What is left of each object as its page arrives; by default all of it without managedFields. */
  keep?(object: KubernetesObject): KubernetesObject;
}

/**
 * One cluster's API server, read-only, over few pooled connections. Every call retries 429, 5xx, resets and silence
 * until its deadline and then throws SourceError; 401, 403 and 404 are thrown at once.
 */
export interface Api {
  readonly server: string;
  /** This moment by the server's clock, as far as its answers told. */
  readonly clock: Pick<ServerClock, "now">;
  /** The chains of certificates that the server showed so far, its own certificate first: SHA-256 in DER, hex. */
  chains(): readonly (readonly string[])[];
  /** GET of any path, parsed as JSON. */
  get(path: string, options?: { accept?: string; mostMs?: number }): Promise<unknown>;
  /** GET of any path as text, whatever its status: for /readyz and the pod and service proxies. */
  text(path: string): Promise<{ status: number; body: string; contentType: string }>;
  /** Every page of a list, without managedFields. An unserved resource throws SourceError("not-served"). */
  list(resource: ResourceRef, options?: ListOptions): Promise<unknown[]>;
  /** What the API says that it serves, asked again where the last answer is older than some seconds. */
  served(): Promise<Served>;
  /** An access review: the only kind of POST that only reads. */
  review(
    kind: "SelfSubjectAccessReview" | "SelfSubjectRulesReview" | "SelfSubjectReview",
    spec: object,
    options?: { mostMs?: number },
  ): Promise<unknown>;
}

/** What discovery tells. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
export interface Served {
  /** Every kind that can be listed, the core group's first. */
  kinds: ListableKind[];
  /** `group/version` whose aggregated API server does not answer: what they serve is unknown or from before. */
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
