import { criterion, each } from "../criterion.ts";
import type { KubernetesObject } from "../../observations/objects.ts";

/** Names that the projects' own manifests give. */
const OTHERS =
  /^(kube-proxy|kube-flannel(-ds)?|flannel|calico-(node|typha|kube-controllers)|canal|weave-net|kindnet|antrea-(agent|controller)|aws-node|kube-router)(-|$)/;

export default criterion({
  id: "kubernetes/kube-proxy-is-absent",
  title: "Nothing runs kube-proxy or another CNI beside Cilium",
  fails: "kube-proxy or another CNI runs",
  why: "Two programs that write the same routes and services undo each other's work, now and then.",
  serves: ["S4"],
  needs: ["daemonSets", "pods"],
  restsOn: ["prerequisites/cluster-is-the-one-named"],
  advice:
    "kubectl -n kube-system get daemonsets; Talos leaves it out with cluster.proxy.disabled and cluster.network.cni.name",

  irrelevant: ({ cilium }) => {
    if (!cilium) return "the profile's CNI is not Cilium";
    return cilium.kubeProxyReplacement ? undefined : "the profile keeps kube-proxy";
  },

  examine({ daemonSets, pods }) {
    const running = pods.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
    const owned = new Set(daemonSets.map(({ metadata }) => metadata?.name));
    const loose = running.filter(({ metadata }) => !metadata?.ownerReferences?.some(({ name }) => owned.has(name)));
    const judge = (kind: string) => (object: KubernetesObject) =>
      OTHERS.test(object.metadata?.name ?? "")
        ? {
            subject: `${kind}/${object.metadata?.namespace}/${object.metadata?.name}`,
            expected: "nothing of that name",
            actual: "it is there",
            since: object.metadata?.creationTimestamp,
          }
        : undefined;
    const sets = each(daemonSets, judge("daemonset"));
    const single = each(loose, judge("pod"));
    return { examined: sets.examined + single.examined, findings: [...sets.findings, ...single.findings] };
  },
});
