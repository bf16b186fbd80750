import { conditionOf } from "../../../observations/conditions.ts";
import { subjectOf } from "../../../observations/kubernetes.ts";
import { podState, workloadsOf, type PodCause } from "../../../observations/pods.ts";
import type { KubernetesObject, Pod } from "../../../observations/objects.ts";
import { addressed, kindOf, nameOf, subject, type Edge, type Seen } from "./edge.ts";
import { CNI, objectsIn } from "./words.ts";

/** Nodes, pods and their workloads, and what leads to them. `workloadOf` says whose a pod is. */
export function edgesOfWorkloads(seen: Seen, workloadOf: (pod: Pod) => string): Edge[] {
  const nodes = seen.nodes ?? [];
  const lost = new Set(nodes.filter((node) => conditionOf(node, "Ready")?.status !== "True").map(nameOf));
  return [
    ...nodes.flatMap((node): Edge[] => {
      // the kubelet's words: https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet.go (updateRuntimeUp)
      const waitsForNetwork = /network (plugin )?(is )?not ready/i.test(conditionOf(node, "Ready")?.message ?? "");
      return waitsForNetwork && lost.has(nameOf(node)) ? [[subjectOf("node", node), CNI]] : [];
    }),
    ...workloadsOf(seen.pods ?? []).flatMap((pod) =>
      [...causesOfPod(pod, lost), ...nodeThatIsNot(pod, nodes)].map((cause): Edge => [workloadOf(pod), cause]),
    ),
    ...workloadsIn(seen).flatMap(([it, object]): Edge[] => {
      const release = helmReleaseOf(object);
      return release === undefined ? [] : [[it, release]];
    }),
    ...edgesOfServices(seen, workloadOf),
  ];
}

export const workloadsIn = (seen: Seen): [subject: string, object: KubernetesObject][] => [
  ...addressed<KubernetesObject>("deployment", seen.deployments),
  ...addressed<KubernetesObject>("daemonset", seen.daemonSets),
  ...addressed<KubernetesObject>("statefulset", seen.statefulSets),
];

/** Who made an object. */
export const ownersOf = ({ metadata }: KubernetesObject): string[] =>
  (metadata?.ownerReferences ?? []).map(({ apiVersion = "", kind = "", name = "" }) =>
    subject(kindOf(kind, apiVersion.split("/")[0] ?? ""), metadata?.namespace, name),
  );

/** Of one that is not ready its node where that is lost, what its containers say that they miss, and its claims. */
function causesOfPod(pod: Pod, lost: ReadonlySet<string>): string[] {
  const { metadata, spec, status } = pod;
  if (conditionOf(pod, "Ready")?.status === "True") return [];
  const said = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].flatMap(
    ({ state }) => state?.waiting?.message ?? [],
  );
  const claims = (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  return [
    ...(spec?.nodeName && lost.has(spec.nodeName) && !SAYS_WHY.has(podState(pod).cause)
      ? [`node/${spec.nodeName}`]
      : []),
    ...said.flatMap((message) => objectsIn(message, metadata?.namespace)),
    ...claims.map((name) => `persistentvolumeclaim/${metadata?.namespace}/${name}`),
  ];
}

/** The node that a pod is said to run on, where no node of this name has joined. */
function nodeThatIsNot({ spec }: Pod, nodes: readonly KubernetesObject[]): string[] {
  const name = spec?.nodeName;
  return name && nodes.length > 0 && !nodes.some((node) => nameOf(node) === name) ? [`node/${name}`] : [];
}

/** What a pod waits for with a reason of its own, whatever its node says. */
const SAYS_WHY: ReadonlySet<PodCause> = new Set(["image-pull", "crash-loop", "config-error", "init-failing"]);

/** Helm writes it: https://helm.sh/docs/chart_best_practices/labels/ and the ownership check of `helm install`. */
function helmReleaseOf({ metadata }: KubernetesObject): string | undefined {
  const { "meta.helm.sh/release-name": name, "meta.helm.sh/release-namespace": namespace } =
    metadata?.annotations ?? {};
  return name && namespace ? `release/${namespace}/${name}` : undefined;
}

function edgesOfServices(seen: Seen, workloadOf: (pod: Pod) => string): Edge[] {
  const owners = new Map((seen.pods ?? []).map((pod) => [subjectOf("pod", pod), workloadOf(pod)]));
  return (seen.endpointSlices ?? []).flatMap(({ metadata, endpoints }): Edge[] => {
    const service = `service/${metadata?.namespace}/${metadata?.labels?.["kubernetes.io/service-name"]}`;
    // nothing is left that it led to: charts give the Deployment and its Service one name
    if ((endpoints ?? []).length === 0) return [[service, service.replace("service/", "deployment/")]];
    return (endpoints ?? []).flatMap(({ targetRef }): Edge[] => {
      const owner = owners.get(`pod/${targetRef?.namespace}/${targetRef?.name}`);
      return owner === undefined ? [] : [[service, owner]];
    });
  });
}
