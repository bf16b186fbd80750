/** What the cilium CLI says. */
export interface CiliumObservations {
  /** `cilium status -o json`, parsed. It exits 0 over errors, so its exit code says little. */
  ciliumStatus: CiliumStatus;
  ciliumConnectivity: {
    scope: "full" | "smoke";
    exit: number | undefined;
    killed: boolean;
    /** One a summary line: with concurrency there are several. */
    summaries: { namespace: string; run: number; failed: number; actions: number; skipped: number }[];
    failedTests: string[];
    /** How many tests it named when they began. It names each; fewer than were run: what it printed is not whole. */
    begun: number;
    error: string;
    transcript: string;
    /** What of the test is left in the cluster, in words; left out where all that it made was removed. */
    leftover?: string;
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

export interface CiliumStatus {
  exit: number | undefined;
  podState: Record<
    string,
    { desired: number; ready: number; available: number; unavailable: number; disabled: boolean }
  >;
  podsCount: { all: number; byCilium: number };
  /** By agent pod; `null`: the agent did not answer. */
  agents: Record<string, CiliumAgentStatus | null>;
  /** Of agents that did not answer, why: where that is known; `awayNode`, where it was not asked because its node is away. */
  silentBecause?: Record<string, { reason: string; awayNode?: string }>;
  errors: { component: string; pod: string; errors: string[]; warnings: string[]; disabled: boolean }[];
  collectionErrors: number;
  helmChartVersion?: string;
  transcript: string;
}

/** An agent's own `cilium status -o json`, as far as checks read it. */
export interface CiliumAgentStatus {
  cilium?: { state?: string; msg?: string };
  "kube-proxy-replacement"?: { mode?: string };
  "identity-range"?: { "min-identity"?: number; "max-identity"?: number };
  routing?: { "inter-host-routing-mode"?: string };
  /** `IPv4: 3/254 allocated from 10.244.0.0/24, `: how much of its pod range the agent has given away. */
  ipam?: { status?: string };
  kubernetes?: { state?: string; msg?: string };
  hubble?: { state?: string; msg?: string };
  "cluster-mesh"?: { clusters?: { name?: string; ready?: boolean; connected?: boolean; status?: string }[] | null };
  cluster?: { self?: string; ciliumHealth?: { state?: string; msg?: string } };
  controllers?: { name?: string; status?: { "consecutive-failure-count"?: number; "last-failure-msg"?: string } }[];
}
