import { subjectOf } from "../../../observations/kubernetes.ts";
import type { Pod } from "../../../observations/objects.ts";
import { ownerOf } from "../../../observations/pods.ts";
import { kindOf } from "./edge.ts";
import { CNI, DNS } from "./words.ts";

/** Whose a pod is: its workload, the machine of a static pod, the resource that an operator made it for. */
export function workloadOf(pod: Pod): string {
  const owner = ownerOf(pod);
  const [kind, , name] = owner.split("/");
  if (kind === "node") return `node/${name}`;
  if (kind !== "cluster") return owner;
  const group = pod.metadata?.ownerReferences?.[0]?.apiVersion?.split("/")[0] ?? "";
  return owner.replace(kind, kindOf("Cluster", group));
}

/** The object that a subject speaks of. Commands name things in ways of their own, and so do findings made of them. */
export function namesIn(pods: readonly Pod[], nodes: readonly string[]): (subject: string) => string {
  const workloads = new Map(pods.map((pod) => [subjectOf("pod", pod), workloadOf(pod)]));
  // as workloads/every-pod-runs names owners
  const owners = new Map(pods.map((pod) => [ownerOf(pod), workloadOf(pod)]));
  return (subject) => {
    const [kind = "", first = "", second, ...more] = subject.split("/");
    switch (kind) {
      case "container":
      case "pod": {
        const pod = second === undefined ? `pod/kube-system/${first}` : `pod/${first}/${second}`;
        return workloads.get(pod) ?? staticPodOf(pod, nodes) ?? subject;
      }
      case "agent":
        return workloads.get(`pod/kube-system/${first}`) ?? CNI;
      case "component":
        return `${/^cilium(?:-envoy)?$/.test(first) ? "daemonset" : "deployment"}/kube-system/${first}`;
      case "controller":
        return `deployment/flux-system/${first}`;
      case "crd":
        return `customresourcedefinition/${first}`;
      case "name":
        return DNS;
      case "cluster":
        return subject === "cluster/pods" ? CNI : (owners.get(subject) ?? subject);
      case "daemonset":
      case "deployment":
      case "statefulset":
        // one of its containers
        return more.length > 0 ? [kind, first, second].join("/") : subject;
      default:
        return owners.get(subject) ?? subject;
    }
  };
}

/** A static pod that is not there is still its machine's: the kubelet appends the node's name. */
function staticPodOf(pod: string, nodes: readonly string[]): string | undefined {
  const node = nodes.find((name) => pod.startsWith("pod/kube-system/kube-") && pod.endsWith(`-${name}`));
  return node === undefined ? undefined : `node/${node}`;
}
