import type { KubernetesObject } from "../observations/objects.ts";

/**
 * A cluster at one moment, as plain values. A world with time is a function of the moment (`WorldAt`); a fault is a
 * function from world to world. Nothing here knows the harness: it is met over HTTPS and on PATH.
 */
export interface World {
  /** The moment, RFC 3339. Every time in the world is relative to its builder's `now`. */
  now: string;
  kubernetes: KubernetesWorld;
  talos: TalosWorld;
  /** Answers of the other stand-in commands, by command line. */
  commands: CommandWorld;
  /** What `openssl`, kubeconfig and talosconfig would show: the lab writes these files from it. */
  files: FilesWorld;
  /** The status that each URL of other hosts answers which the bootstrap fetches; any other is nobody's. */
  elsewhere?: Record<string, number>;
}

/** A Kubernetes object with any content. */
export type LabObject = KubernetesObject & {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
} & Record<string, unknown>;

export interface KubernetesWorld {
  version: { major: string; minor: string; gitVersion: string };
  /** Every object that the API holds, of any kind; a kind without a CRD or built-in resource is not served. */
  objects: LabObject[];
  /** Names of the checks that /readyz?verbose lists, and whether they are ok. */
  readyz: { name: string; ok: boolean }[];
  /** Who is asking, as a SelfSubjectReview says it. */
  user: { username: string; groups: string[] };
  /** RBAC of that user; `*` matches anything. Default of the healthy world: get, list, watch of everything. */
  rules: { verbs: string[]; groups: string[]; resources: string[] }[];
  /** Answers of the pod and service proxies, by path below /api/v1/namespaces: `kube-system/pods/coredns-1:8181/proxy/ready`. */
  proxies: Record<string, { status: number; body: string; contentType?: string }>;
  /** What a pod of ours would resolve; left out where none is made: it is asked for with --probes only. */
  probed?: { name: string; resolved: boolean; detail: string }[];
  /** Logs by `namespace/pod/container`. */
  logs: Record<string, string>;
  /**
   * The certificates that the server shows, its own first: SHA-256 in DER, hex. Default: {@link LAB_CHAIN}. For worlds
   * that are met in the same process; over HTTPS they are what the lab made when it started.
   */
  chain?: readonly string[];
  /** How the server itself misbehaves, first match wins. */
  troubles: ApiTrouble[];
}

/** The lab's server, and the CA that signed it. */
export const LAB_CHAIN = ["5e".repeat(32), "ca".repeat(32)] as const;

export interface ApiTrouble {
  /** Method and path with query, as a regular expression source. */
  match: string;
  /** `status`: answers it, after `delayMs` where given; `reset`: destroys the socket (after `afterBytes`); `silence`: never answers; `slow`: delays; `truncate`: half a body, then a clean end; `gone`: 410 for continue tokens and watches; `drip`: the body comes in small pieces over `delayMs`; `chaos`: any of these by chance, see `chance`. */
  how: "status" | "reset" | "silence" | "slow" | "truncate" | "gone" | "watch-dies" | "drip" | "chaos";
  /** Of chaos: which share of requests it befalls, and the seed that decides all of it: the same again for the same requests. */
  chance?: { seed: number; share: number };
  status?: number;
  retryAfterSeconds?: number;
  delayMs?: number;
  /** Of a reset: how much of the body is sent before it; default 0, not even a status. */
  afterBytes?: number;
  /** Only the first N matching requests; default all. */
  times?: number;
  /** From this many milliseconds after the server's start; default 0. */
  fromMs?: number;
}

export interface TalosWorld {
  version: string;
  nodes: TalosNode[];
}

export interface TalosNode {
  name: string;
  address: string;
  role: "control-plane" | "worker";
  version: string;
  /** What the machine runs on; metal where it is left out. */
  mode?: "container";
  /** `refuse`: connection refused; `silence`: never answers. */
  trouble?: "refuse" | "silence";
  /** By the plural that `talosctl get` takes: machinestatus, services, links, … Specs as the real talosctl prints them. */
  resources: Record<
    string,
    { id: string; namespace: string; type: string; owner?: string; created: string; updated: string; spec: unknown }[]
  >;
  etcd?: {
    members: { id: string; hostname: string; peerUrls: string[]; clientUrls: string[]; learner: boolean }[];
    status: {
      member: string;
      dbSize: string;
      inUse: string;
      leader: string;
      raftIndex: number;
      raftTerm: number;
      raftApplied: number;
      learner: boolean;
      errors: string;
    };
    alarms: { member: string; alarm: string }[];
  };
  /** What `talosctl health -n <this node>` prints, check by check. */
  health?: {
    checks: { description: string; state: string }[];
    exit: number;
    error?: string;
    /** never ends by itself */ hangs?: boolean;
  };
}

/** One answer of a stand-in command. */
export interface CommandAnswer {
  stdout?: string;
  stderr?: string;
  exit: number;
  /** Before it answers. */
  delayMs?: number;
  /** Never answers, and ignores SIGTERM. */
  hangs?: boolean;
}

export interface CommandWorld {
  /** `null`: not installed. */
  flux: Record<string, CommandAnswer> | null;
  cilium: Record<string, CommandAnswer> | null;
  op: Record<string, CommandAnswer> | null;
  kubectl: Record<string, CommandAnswer> | null;
  helm: Record<string, CommandAnswer> | null;
  /** `false`: not installed; its answers come from TalosWorld. Overrides by command line, for its misbehaviours. */
  talosctl: { installed: boolean; overrides: Record<string, CommandAnswer> };
}

export interface FilesWorld {
  kubeconfig: {
    contexts: string[];
    context: string;
    clientCertificate: { notBefore: string; notAfter: string };
    /** A credential plugin instead of the certificate, as words of a shell, and what is said of it. */
    plugin?: { script: string; said: string };
    /** Whether it takes any certificate of the server. */
    insecure?: true;
  };
  talosconfig: {
    context: string;
    endpoints: string[];
    nodes: string[];
    clientCertificate: { notBefore: string; notAfter: string };
    /** Those of its client certificate; os:admin where left out. */
    roles?: string[];
  };
  ageKey: boolean;
  /** `false`: nobody names a checkout, by no --repo. */
  checkout?: false;
  /** The checkout that `--repo` leads to, but for its SOPS rules: path → text. */
  repository: Record<string, string>;
  /** Recipients that the repository's .sops.yaml names besides the lab's own key; `ownKeyListed: false` leaves that out. */
  sops: { ownKeyListed: boolean };
}

/** A world that moves: the same function for virtual time in-process and for real time over the wire. */
export type WorldAt = (at: Date) => World;
