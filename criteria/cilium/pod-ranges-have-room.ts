import { criterion, each, type Finding } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { isFull, podRanges, type PodRange } from "../derive/pod-ranges.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { CustomResource, Pod } from "../../observations/objects.ts";
import { conditionOf } from "../../observations/conditions.ts";
import type { Profile } from "../../clusters/profile.ts";

/** Above this share a node is told of before it is full. */
const NEARLY = 0.95;

export default criterion({
  id: "cilium/pod-ranges-have-room",
  title: "Every node has addresses left for its pods",
  fails: "A node has no address left for pods",
  why: "On a node whose range is used up no new pod starts: the kubelet says ContainerCreating for good.",
  serves: ["T7"],
  needs: ["ciliumNodes", "ciliumEndpoints"],
  wants: ["ciliumStatus", "pods"],
  restsOn: ["kubernetes/every-expected-node-is-ready"],
  advice:
    "kubectl -n kube-system exec ds/cilium -c cilium-agent -- cilium-dbg status --all-addresses; " +
    "kubectl get ciliumnodes -o yaml; kubectl get events -A --field-selector reason=FailedCreatePodSandBox",

  irrelevant: withoutCilium,

  examine({ ciliumNodes, ciliumEndpoints, ciliumStatus, pods }, { profile }) {
    const ranges = podRanges(ciliumNodes, ciliumEndpoints, ciliumStatus);
    const known = new Set(ranges.map(({ node }) => node));
    const refused = [...ciliumNodes.flatMap(withoutRange), ...withoutCiliumNode(ciliumNodes, pods ?? [], profile)];
    const unknown = ciliumNodes.filter(
      (node) => !known.has(node.metadata?.name ?? "") && withoutRange(node).length === 0,
    );
    const examination = each(ranges, full);
    return {
      // agents that no CiliumNode knows prove nothing
      examined: ciliumNodes.length === 0 ? 0 : examination.examined + refused.length,
      findings: [...refused, ...examination.findings],
      unseen: unknown.map(({ metadata }) => ({
        subject: `node/${metadata?.name}`,
        reason: "neither its agent nor its CiliumNode tells a range of pod addresses",
      })),
      remarks: ranges.filter((range) => !isFull(range) && range.used / range.size > NEARLY).map(inWords),
    };
  },
});

function full(range: PodRange): Finding | undefined {
  if (!isFull(range)) return undefined;
  return { subject: `node/${range.node}`, expected: "pod addresses left", actual: inWords(range) };
}

const inWords = ({ node, used, size, of, by }: PodRange): string =>
  `${used} of ${size} addresses${of && ` of ${of}`} are given away on ${node}, ` +
  (by === "agent" ? "as its agent says" : "by the count of its endpoints");

/** An agent makes the CiliumNode of its node when it starts: without it no other node sends anything to its pods. */
function withoutCiliumNode(
  ciliumNodes: readonly CustomResource[],
  pods: readonly Pod[],
  { cilium }: Profile,
): Finding[] {
  const known = new Set(ciliumNodes.map(({ metadata }) => metadata?.name));
  return pods.flatMap(({ metadata, spec, status }) => {
    const isAgent = metadata?.namespace === cilium?.namespace && metadata?.labels?.["k8s-app"] === "cilium";
    const isReady = conditionOf({ status }, "Ready")?.status === "True";
    if (!isAgent || !isReady || known.size === 0 || known.has(spec?.nodeName)) return [];
    return [{ subject: `node/${spec?.nodeName}`, expected: "a CiliumNode", actual: "none, though its agent is ready" }];
  });
}

interface IpamStatus {
  ipam?: { "operator-status"?: { error?: string } | null } | null;
}

/** The operator deals the ranges out of the cluster's pool, and says so where it cannot. */
function withoutRange({ metadata, status }: CustomResource): Finding[] {
  const error = (status as IpamStatus | undefined)?.ipam?.["operator-status"]?.error;
  if (!error) return [];
  return [{ subject: `node/${metadata?.name}`, expected: "a range of pod addresses", actual: cut(error) }];
}
