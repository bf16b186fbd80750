import type { Checkout } from "./checkout.ts";
import type { Followed } from "./followed.ts";
import type {
  CustomResource,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Event,
  KubernetesObject,
  Lease,
  MutatingWebhookConfiguration,
  Namespace,
  Node,
  PersistentVolumeClaim,
  Pod,
  Service,
  StatefulSet,
  StorageClass,
  ValidatingWebhookConfiguration,
} from "./objects.ts";

/** Everything a criterion may look at: one key a source, filled by `helpers/observe`. Secret values are in none. */
export interface Observations extends FileObservations, ApiObservations, KubeLists, CommandObservations {}

export type SourceKey = keyof Observations;

/** The outcome of looking at one source. */
export type SourceResult<Value> =
  | { ok: true; value: Value; at: string; tookMs: number }
  | { ok: false; trouble: Trouble; at: string; tookMs: number };

export type SourceResults = { [Key in SourceKey]?: SourceResult<Observations[Key]> };

/** Why a source could not be read. It is a value, so that only the rows that need the source suffer. */
export interface Trouble {
  kind: TroubleKind;
  /** One sentence for people, without secrets: what was asked, what came back. */
  message: string;
  /** The file under the run's folder that holds the transcript. */
  transcript?: string;
}

export type TroubleKind =
  | "not-looked" // nobody asked
  | "off" // the run was told not to look (connectivity off, probes off)
  | "file" // a local file is missing or cannot be read
  | "unauthorized" // 401
  | "forbidden" // 403
  | "not-served" // the API does not know the resource: its CRD is missing
  | "not-found" // 404 of one object
  | "throttled" // 429 until the deadline
  | "server-error" // 5xx until the deadline
  | "unreachable" // refused, reset, no route, TLS
  | "timeout" // silence until the deadline
  | "malformed" // an answer that is not what it should be
  | "command-missing"
  | "command-failed" // exit code other than 0
  | "command-killed" // by its deadline or a signal: never a success
  | "interrupted";

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface FileObservations {
  kubeconfig: KubeconfigFile;
  talosconfig: TalosconfigFile;
  sops: { keyFile: string; recipientsOfKey: string[]; rulesFile: string; recipientsOfRepository: string[] };
  /** The checkout of the GitOps repository; `repository/model.ts` makes sense of it. */
  repository: Checkout;
  /** What the URLs answered that the checkout's bootstrap applies: each is asked for once, by HEAD. */
  remoteManifests: RemoteAnswer[];
}

export interface RemoteAnswer {
  url: string;
  /** After redirects; left out where nothing answered. */
  status?: number;
  trouble?: string;
}

export interface Certificate {
  subject: string;
  organizations: string[];
  notBefore: string;
  notAfter: string;
}

export interface KubeconfigFile {
  path: string;
  contexts: string[];
  currentContext?: string;
  /** The context that this run uses, and what it names; `undefined` where the file lacks it. */
  context?: {
    name: string;
    server: string;
    namespace?: string;
    credential: "certificate" | "token" | "exec" | "basic" | "none";
  };
  certificate?: Certificate;
  /** Where the token is a JWT with an expiry. */
  tokenExpires?: string;
  /** SHA-256 of the cluster's CA in DER, hex. */
  caFingerprint?: string;
}

export interface TalosconfigFile {
  path: string;
  contexts: string[];
  context?: { name: string; endpoints: string[]; nodes: string[] };
  certificate?: Certificate;
}

// ── the API server, beyond lists ─────────────────────────────────────────────────────────────────────────────────────

export interface ApiObservations {
  identity: {
    server: string;
    caFingerprint?: string;
    kubeSystemUid: string;
    /** The lab says so of itself: what it shows is no evidence. */
    simulated?: true;
    /** From a SelfSubjectReview. */
    username: string;
    groups: string[];
  };
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
  /** Helm's release Secrets, decoded for their metadata: all revisions' labels, details of the newest of each release. */
  helmReleases: HelmReleaseRecord[];
  /** The Secrets that Git sources refer to: names of keys only. `missing` where there is none. */
  sourceSecrets: { namespace: string; name: string; missing: boolean; keys: string[] }[];
  /** Where a Secret of the profile's shared name exists (`secrets.shared`), metadata only. */
  sharedSecrets: { namespace: string; name: string }[];
  /** The ConfigMap `cilium-config`. `changedAt`: the newest time of its managed fields. */
  ciliumConfig: { data: Record<string, string>; changedAt?: string; changedBy?: string };
  /** CoreDNS pods, each asked through the API's pod proxy: /ready of port 8181, and its metrics. */
  coredns: {
    pod: string;
    ready: boolean;
    /** `false`: the API's proxy did not get through, which says nothing of the pod. */
    reached?: boolean;
    detail: string;
    /** coredns_dns_responses_total by rcode */ responses: Record<string, number>;
  }[];
  /** Spegel pods, each asked through the API's pod proxy: /readyz of its registry port. */
  spegel: { pod: string; node: string; ready: boolean; reached?: boolean; detail: string }[];
  /** `metrics.k8s.io` by node. */
  nodeMetrics: { node: string; cpu: string; memory: string; timestamp: string; window: string }[];
  /** With --probes only: what a pod of ours resolved. */
  dnsProbe: { name: string; resolved: boolean; detail: string }[];
  /** Rows that had passed, judged again on fresh sources after the steady window. */
  steadiness: { windowMs: number; rows: { id: string; verdict: string; findings: string[] }[] };
  /** Custom resources of the kinds that `crds.dependents` names, metadata only. */
  dependents: { group: string; resource: string; objects: KubernetesObject[] }[];
  /** What `--follow` saw come about; `null`: nobody followed the bootstrap. */
  followed: Followed | null;
}

export interface HelmReleaseRecord {
  name: string;
  namespace: string;
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
}

// ── lists, raw ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Lists as the API has them. `managedFields` are dropped, but for the workloads, whose entries stay without fieldsV1. */
export interface KubeLists {
  nodes: Node[];
  nodeLeases: Lease[];
  namespaces: Namespace[];
  pods: Pod[];
  deployments: Deployment[];
  daemonSets: DaemonSet[];
  statefulSets: StatefulSet[];
  services: Service[];
  endpointSlices: EndpointSlice[];
  persistentVolumeClaims: PersistentVolumeClaim[];
  storageClasses: StorageClass[];
  validatingWebhooks: ValidatingWebhookConfiguration[];
  mutatingWebhooks: MutatingWebhookConfiguration[];
  customResourceDefinitions: CustomResourceDefinition[];
  /** Hints, never evidence: they expire. Image pulls for the timeline. */
  events: Event[];
  /** Helm's release Secrets, metadata only: for `--follow`, which watches their labels. */
  helmSecrets: KubernetesObject[];
  ciliumNodes: CustomResource[];
  ciliumEndpoints: CustomResource[];
  ciliumLoadBalancerIPPools: CustomResource[];
  ciliumBGPClusterConfigs: CustomResource[];
  ciliumBGPNodeConfigs: CustomResource[];
  fluxInstances: CustomResource[];
  gitRepositories: CustomResource[];
  ociRepositories: CustomResource[];
  helmRepositories: CustomResource[];
  helmCharts: CustomResource[];
  buckets: CustomResource[];
  kustomizations: CustomResource[];
  helmReleaseResources: CustomResource[];
  clusterSecretStores: CustomResource[];
  secretStores: CustomResource[];
  externalSecrets: CustomResource[];
  cephClusters: CustomResource[];
  postgresClusters: CustomResource[];
  vmSingles: CustomResource[];
  vmClusters: CustomResource[];
  vmAgents: CustomResource[];
  vmAlerts: CustomResource[];
  vmAlertmanagers: CustomResource[];
  prometheuses: CustomResource[];
  alertmanagers: CustomResource[];
  certificates: CustomResource[];
  issuers: CustomResource[];
  clusterIssuers: CustomResource[];
  gateways: CustomResource[];
  gatewayClasses: CustomResource[];
  httpRoutes: CustomResource[];
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * One answer a node, asked one at a time: over several nodes talosctl prints rows in order of arrival, turns a failing
 * node into a warning with exit 0, and names no node in its errors (facts/talosctl-captures.md).
 */
export type PerNode<Value> = {
  node: string;
  address: string;
  look: { ok: true; value: Value } | { ok: false; trouble: Trouble };
}[];

/** A Talos resource as `talosctl get -o json` prints it. */
export interface TalosResource<Spec> {
  metadata: {
    namespace: string;
    type: string;
    id: string | number | boolean;
    version: number;
    phase: string;
    created: string;
    updated: string;
  };
  node: string;
  spec: Spec;
}

export interface CommandObservations {
  tools: { name: string; version?: string; path?: string; trouble?: Trouble }[];
  onePassword: { signedIn: boolean; detail: string };
  talosVersions: PerNode<{ tag: string }>;
  talosMachineStatuses: PerNode<
    TalosResource<{
      stage?: string;
      status?: { ready?: boolean; unmetConditions?: { name: string; reason: string }[] | null };
    }>[]
  >;
  talosServices: PerNode<TalosResource<{ running?: boolean; healthy?: boolean; unknown?: boolean }>[]>;
  talosLinks: PerNode<TalosResource<TalosLink>[]>;
  talosTimeStatuses: PerNode<TalosResource<{ synced?: boolean; syncDisabled?: boolean; epoch?: number }>[]>;
  talosDiagnostics: PerNode<TalosResource<{ message?: string; details?: string[] | null }>[]>;
  talosKubePrism: PerNode<TalosResource<{ host?: string; healthy?: boolean }>[]>;
  /** Of control-plane nodes only, as are the next two. */
  etcdMembers: PerNode<{ id: string; hostname: string; peerUrls: string[]; learner: boolean }[]>;
  etcdStatuses: PerNode<{
    member: string;
    leader: string;
    raftTerm: string;
    learner: boolean;
    errors: string;
    dbSize: string;
  }>;
  etcdAlarms: PerNode<{ member: string; alarm: string }[]>;
  talosHealth: {
    node: string;
    exit: number | undefined;
    killed: boolean;
    /** In order: the check's description and its last state (`OK`, `SKIP`, `...` or the error's text). */
    checks: { description: string; state: string }[];
    /** Addresses of the line `discovered nodes: […]`: the nodes that it looked at; left out where it printed none. */
    discovered?: string[];
    error: string;
    transcript: string;
  };
  fluxCheck: {
    exit: number | undefined;
    killed: boolean;
    controllers: { name: string; ready: boolean; detail: string; image?: string }[];
    crds: string[];
    passedLine: boolean;
    failures: string[];
    transcript: string;
  };
  /** `cilium status -o json`, parsed; its exit code says little (facts/cli.md B.1). */
  ciliumStatus: CiliumStatus;
  ciliumConnectivity: {
    scope: "full" | "smoke";
    exit: number | undefined;
    killed: boolean;
    /** One a summary line: with concurrency there are several. */
    summaries: { namespace: string; run: number; failed: number; actions: number; skipped: number }[];
    failedTests: string[];
    error: string;
    transcript: string;
  };
  /** `cilium clustermesh status -o json`, parsed. */
  clusterMesh: {
    clusters: Record<string, { configured?: number; connected?: number }>;
    total: number;
    notReady: number;
    errors: string[];
    transcript: string;
  };
}

export interface TalosLink {
  index?: number;
  kind?: string;
  type?: string;
  slaveKind?: string;
  masterIndex?: number;
  mtu?: number;
  operationalState?: string;
  linkState?: boolean;
  bondMaster?: { mode?: string; lacpRate?: string; xmitHashPolicy?: string };
}

export interface CiliumStatus {
  exit: number | undefined;
  podState: Record<
    string,
    { desired: number; ready: number; available: number; unavailable: number; disabled: boolean }
  >;
  podsCount: { all: number; byCilium: number };
  /** By agent pod; `null`: the agent did not answer. */
  agents: Record<string, CiliumAgentStatus | null>;
  errors: { component: string; pod: string; errors: string[]; warnings: string[]; disabled: boolean }[];
  collectionErrors: number;
  helmChartVersion?: string;
  transcript: string;
}

/** An agent's own `cilium status -o json`, as far as rows read it. */
export interface CiliumAgentStatus {
  cilium?: { state?: string; msg?: string };
  "kube-proxy-replacement"?: { mode?: string };
  kubernetes?: { state?: string };
  hubble?: { state?: string };
  "cluster-mesh"?: { clusters?: { name?: string; ready?: boolean; connected?: boolean; status?: string }[] };
  cluster?: { self?: string; ciliumHealth?: { state?: string; msg?: string } };
  controllers?: { name?: string; status?: { "consecutive-failure-count"?: number; "last-failure-msg"?: string } }[];
}
