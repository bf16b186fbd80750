import type * as k8s from "@kubernetes/client-node";

/**
 * A Kubernetes object as the API sent it: raw JSON. Times are RFC 3339 strings with the precision they came with, and
 * any field may be missing, because no deserialiser stands between the cluster and the evidence.
 */
export type Raw<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Raw<Item>[]
    : T extends object
      ? { [Key in keyof T]?: Raw<T[Key]> }
      : T;

export type ObjectMeta = Raw<k8s.V1ObjectMeta>;
export type Node = Raw<k8s.V1Node>;
export type Lease = Raw<k8s.V1Lease>;
export type Namespace = Raw<k8s.V1Namespace>;
export type Pod = Raw<k8s.V1Pod>;
export type Deployment = Raw<k8s.V1Deployment>;
export type DaemonSet = Raw<k8s.V1DaemonSet>;
export type StatefulSet = Raw<k8s.V1StatefulSet>;
export type Job = Raw<k8s.V1Job>;
export type Service = Raw<k8s.V1Service>;
export type EndpointSlice = Raw<k8s.V1EndpointSlice>;
export type PersistentVolumeClaim = Raw<k8s.V1PersistentVolumeClaim>;
export type StorageClass = Raw<k8s.V1StorageClass>;
export type ValidatingWebhookConfiguration = Raw<k8s.V1ValidatingWebhookConfiguration>;
export type MutatingWebhookConfiguration = Raw<k8s.V1MutatingWebhookConfiguration>;
/** Its `spec.versions[].schema` is dropped at the door: megabytes that no check reads. */
export type CustomResourceDefinition = Raw<k8s.V1CustomResourceDefinition>;
export type Event = Raw<k8s.CoreV1Event>;
/** Its `spec.request` is dropped at the door. */
export type CertificateSigningRequest = Raw<k8s.V1CertificateSigningRequest>;
export type APIService = Raw<k8s.V1APIService>;
export type NetworkPolicy = Raw<k8s.V1NetworkPolicy>;
export type PodDisruptionBudget = Raw<k8s.V1PodDisruptionBudget>;

/** A condition as most kinds carry it. */
export interface Condition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  /** Deployments alone. */
  lastUpdateTime?: string;
  observedGeneration?: number;
}

/** A custom resource, whose spec and status each check reads as far as its kind's documentation goes. */
export interface CustomResource<Spec = object, Status = object> {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
  spec?: Spec;
  status?: Status & { conditions?: Condition[]; observedGeneration?: number };
}

/** What every object has in common. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}
