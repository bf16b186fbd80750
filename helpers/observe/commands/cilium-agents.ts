import type { CiliumAgentStatus, CiliumStatus } from "../../../observations/cilium.ts";
import { awayNodes } from "../../../observations/node-silence.ts";
import { named } from "../../../observations/kubernetes.ts";
import type { Observations } from "../../../observations/observations.ts";
import type { DaemonSet, Deployment, Pod } from "../../../observations/objects.ts";
import { troubleOf } from "../../trouble.ts";
import { LISTS } from "../api/lists.ts";
import { limited } from "../../wait/turnstile.ts";
import type { Seen, SourceContext } from "../source.ts";
import { answered, kubeFlags } from "./asked.ts";

const DEADLINE_MS = 10_000;
const AT_ONCE = 4;

/**
 * What `cilium status` tells, where it would wait for an agent that cannot answer: each agent is asked by itself with
 * `kubectl exec`, those on nodes that are away are not asked, and what the CLI counts is counted in the API.
 */
export async function agentByAgent(
  context: SourceContext,
  seen: Seen,
  away: ReadonlySet<string>,
): Promise<CiliumStatus> {
  const [pods, daemonSets, deployments, endpoints] = await Promise.all([
    seen("pods"),
    seen("daemonSets"),
    seen("deployments"),
    seen("ciliumEndpoints"),
  ]);
  const namespace = context.profile.cilium?.namespace ?? "kube-system";
  const agents = pods.filter(
    ({ metadata }) => metadata?.namespace === namespace && metadata.labels?.["k8s-app"] === "cilium",
  );
  const turn = limited(AT_ONCE);
  const told = await Promise.all(agents.map((agent) => turn(() => askAgent(context, agent, away))));
  const inNetwork = pods.filter(
    ({ spec, status }) => !spec?.hostNetwork && ["Running", "Pending"].includes(status?.phase ?? ""),
  );
  return {
    exit: 0,
    podState: podStates(namespace, daemonSets, deployments),
    podsCount: {
      all: inNetwork.length,
      byCilium: inNetwork.filter(({ metadata }) => endpoints.some(named(metadata?.name ?? "", metadata?.namespace)))
        .length,
    },
    agents: Object.fromEntries(told.map(({ pod, status }) => [pod, status])),
    silentBecause: Object.fromEntries(told.flatMap(({ pod, why }) => (why === undefined ? [] : [[pod, why]]))),
    errors: [],
    collectionErrors: 0,
    transcript: told.find(({ transcript }) => transcript !== undefined)?.transcript ?? "",
  };
}

/**
 * Nodes whose kubelets do not answer: nothing in their pods can be asked. As of now: a list of leases that is a minute
 * old would show every node as silent. None where that cannot be read.
 */
export async function nodesAway({ profile, api }: SourceContext, seen: Seen): Promise<ReadonlySet<string>> {
  const now = api.clock.now();
  try {
    const [nodes, leases] = await Promise.all([lately("nodes"), lately("nodeLeases")]);
    return awayNodes(nodes, leases, { tolerated: profile.kubernetes.nodeSilence, now });
  } catch {
    return new Set();
  }

  async function lately<Key extends "nodes" | "nodeLeases">(key: Key): Promise<Observations[Key]> {
    const look = await seen.lately(key);
    return look?.ok ? look.value : ((await api.list(LISTS[key], LISTS[key])) as Observations[Key]);
  }
}

interface Told {
  pod: string;
  status: CiliumAgentStatus | null;
  why?: NonNullable<CiliumStatus["silentBecause"]>[string];
  transcript?: string;
}

async function askAgent(context: SourceContext, agent: Pod, away: ReadonlySet<string>): Promise<Told> {
  const pod = agent.metadata?.name ?? "";
  const node = agent.spec?.nodeName ?? "";
  if (away.has(node))
    return { pod, status: null, why: { reason: `was not asked: its node ${node} does not answer`, awayNode: node } };
  const namespace = agent.metadata?.namespace ?? "";
  const exec = ["kubectl", "exec", "-n", namespace, pod, "-c", "cilium-agent", ...kubeFlags(context)] as const;
  try {
    const { stdout, transcript } = await answered(
      context,
      [...exec, "--", "cilium-dbg", "status", "-o", "json"],
      DEADLINE_MS,
    );
    return { pod, status: JSON.parse(stdout) as CiliumAgentStatus, transcript };
  } catch (error) {
    const { message, transcript } = troubleOf(error);
    return {
      pod,
      status: null,
      why: { reason: `does not answer: ${message}` },
      ...(transcript !== undefined && { transcript }),
    };
  }
}

function podStates(
  namespace: string,
  daemonSets: readonly DaemonSet[],
  deployments: readonly Deployment[],
): CiliumStatus["podState"] {
  const ofDaemonSets = ["cilium", "cilium-envoy"].flatMap((name) => {
    const status = daemonSets.find(named(name, namespace))?.status;
    if (!status) return [];
    const { desiredNumberScheduled: desired = 0, numberReady: ready = 0 } = status;
    const { numberAvailable: available = 0, numberUnavailable: unavailable = 0 } = status;
    return [[name, { desired, ready, available, unavailable, disabled: false }] as const];
  });
  const ofDeployments = ["cilium-operator", "hubble-relay"].flatMap((name) => {
    const found = deployments.find(named(name, namespace));
    if (!found) return [];
    const { readyReplicas: ready = 0, availableReplicas: available = 0 } = found.status ?? {};
    const { unavailableReplicas: unavailable = 0 } = found.status ?? {};
    return [[name, { desired: found.spec?.replicas ?? 1, ready, available, unavailable, disabled: false }] as const];
  });
  return Object.fromEntries([...ofDaemonSets, ...ofDeployments]);
}
