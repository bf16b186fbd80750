import type { Everything } from "./everything.ts";
import type { Followed } from "./followed.ts";
import type { KubernetesObject } from "./objects.ts";
import type { Trouble } from "./trouble.ts";

/** What the API server is asked for, beyond lists. */
export interface ApiObservations {
  identity: Identity;
  access: {
    /** Each list that the suites need, asked by SelfSubjectAccessReview or answered from SelfSubjectRulesReview. */
    questions: {
      verb: string;
      group: string;
      resource: string;
      namespace?: string;
      allowed: boolean;
      reason?: string;
      rows: string[];
    }[];
    /** `verb resource.group` for every write the identity is allowed. */
    mayWrite: string[];
  };
  readyz: { server: string; ok: boolean; checks: { name: string; ok: boolean }[] };
  serverVersion: { gitVersion: string; major: string; minor: string; platform?: string };
  /**
   * Helm's release Secrets, decoded for their metadata: all revisions' labels, details of the newest of each release.
   */
  helmReleases: HelmReleaseRecord[];
  /** The Secrets that Git sources refer to: names of keys only. `missing` where there is none. */
  sourceSecrets: { namespace: string; name: string; missing: boolean; keys: string[] }[];
  /** The Secrets of which ExternalSecrets and Certificates tell the keys: names of keys only. */
  madeSecrets: { namespace: string; name: string; missing: boolean; keys: string[] }[];
  /** Where a Secret of the profile's shared name exists (`secrets.shared`), metadata only. */
  sharedSecrets: { namespace: string; name: string }[];
  /** The ConfigMap `cilium-config`. `changedAt`: the newest time of its managed fields. */
  ciliumConfig: {
    data: Record<string, string>;
    changedAt?: string;
    changedBy?: string;
    /** Each field manager's last write, with the keys that it holds. */
    writes?: { by: string; at: string; keys: string[] }[];
  };
  /** CoreDNS pods, each asked through the API's pod proxy: /ready of port 8181, and its metrics. */
  coredns: {
    pod: string;
    namespace?: string;
    ready: boolean;
    /** `false`: the API's proxy did not get through, which says nothing of the pod. */
    reached?: boolean;
    detail: string;
    /** coredns_dns_responses_total by rcode */ responses: Record<string, number>;
    /** What the plugin forward did for names outside the cluster; left out where the metrics say nothing of it. */
    forwarded?: ForwardedAnswers;
  }[];
  /** Spegel pods, each asked through the API's pod proxy: /readyz of its registry port. */
  spegel: { pod: string; node: string; ready: boolean; reached?: boolean; detail: string }[];
  /** `metrics.k8s.io` by node. */
  nodeMetrics: { node: string; cpu: string; memory: string; timestamp: string; window: string }[];
  /** With --probes only: what a pod of ours resolved. */
  dnsProbe: { name: string; resolved: boolean; detail: string }[];
  /** Checks that had passed, judged again on fresh sources after the steady window. */
  steadiness: {
    windowMs: number;
    rows: { id: string; verdict: string; findings: string[] }[];
    /** Stretches in which the API server did not answer, or was not ready; `to` is left out where it still is so. */
    silences?: { from: string; to?: string; ms: number; why: string }[];
  };
  /** Custom resources of the kinds that `crds.dependents` names, metadata only. */
  dependents: { group: string; resource: string; objects: KubernetesObject[] }[];
  /** What runs here that the profile is silent about: for each part that it leaves out, its objects by kind. */
  unnamed: UnnamedKind[];
  /** Every kind that the API serves, listed once and cut down to what tells health. */
  everything: Everything;
  /** What `--follow` saw come about; `null`: nobody followed the bootstrap. */
  followed: Followed | null;
}

/** Who answers, part by part: one that could not be read keeps its trouble, and is no part of any identity. */
export interface Identity {
  server: string;
  /** What switched the verification of the server's certificate off, in words; left out where it is verified. */
  unverified?: string;
  /** Where commands are led by the kubeconfig, when `--endpoint` leads the API client elsewhere. */
  commandsAsk?: string;
  /** The chains of certificates that the server showed: SHA-256 in DER, hex, the server's own first. */
  chains: Part<readonly (readonly string[])[]>;
  /** `simulated`: the lab says so of itself; what it shows is no evidence. */
  kubeSystem: Part<{ uid: string; simulated?: true }>;
  /** Names of the nodes that joined. */
  nodes: Part<readonly string[]>;
  /** Who asks, from a SelfSubjectReview. */
  user: Part<{ username: string; groups: readonly string[] }>;
}

/** A part of an answer: what was read, or why it could not be. */
export type Part<Value> = { ok: true; value: Value } | { ok: false; trouble: Trouble };

/** A kind whose objects show that a part of the platform is there, of which the profile says nothing. */
export interface UnnamedKind {
  /** The profile's key for it: `cilium`, `platform.ceph`. */
  key: string;
  kind: string;
  objects: Part<number>;
  /** Counted since the pod's start. */
}

export interface ForwardedAnswers {
  /** NOERROR and NXDOMAIN: the upstream answered. */
  good: number;
  /** SERVFAIL, REFUSED and the like. */
  bad: number;
  /** coredns_forward_healthcheck_broken_total: how often no upstream was healthy, so that any was tried. */
  broken: number;
}

export interface HelmReleaseRecord {
  name: string;
  /** Where it is installed; of releases that the profile does not name, where its Secrets are. */
  namespace: string;
  /** Where its Secrets are, if that is elsewhere: a HelmRelease with a targetNamespace keeps them in its own. */
  storedIn?: string;
  revision: number;
  /** deployed, failed, superseded, pending-install, pending-upgrade, pending-rollback, uninstalling, uninstalled */
  status: string;
  /** From the Secret's labels and metadata: of every revision. Seconds. */
  createdAt: string;
  modifiedAt?: string;
  /** Field managers of the Secret: `Helm` (the CLI), `helm-controller`. */
  managers: string[];
  /** Decoded, of the newest revision of each release only. Nanoseconds, by the client's clock. */
  details?: {
    firstDeployed: string;
    lastDeployed: string;
    description: string;
    chart: string;
    chartVersion: string;
    appVersion: string;
    /** `kind/namespace/name` of what its manifest holds. */
    manifest: string[];
  };
  /** Of the newest deployed revision of each release, unless it was uninstalled since: what its manifest holds. */
  manifest?: {
    /** Where Helm put the objects that name no namespace. */
    namespace: string;
    objects: ReleasedObject[];
  };
  /** Why that could not be decoded. */
  undecoded?: string;
}

/** An object as a release's manifest names it. */
export interface ReleasedObject {
  /** "" where none is written. */
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}
