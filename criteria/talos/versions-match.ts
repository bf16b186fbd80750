import { criterion, each, together, type Finding } from "../criterion.ts";
import { sameVersion } from "../../clusters/notation/version.ts";
import { named } from "../../observations/kubernetes.ts";
import type { Node } from "../../observations/objects.ts";
import { eachNode, subjectOf, withoutTalos, type ProfileNode } from "../derive/talos-nodes.ts";

export default criterion({
  id: "talos/versions-match",
  title: "Talos and Kubernetes run in the profile's versions on every node",
  fails: "Wrong Talos or Kubernetes version on a node",
  why: "A machine that was left behind by an upgrade behaves differently from what was tested.",
  serves: ["S4"],
  needs: ["talosVersions", "nodes"],
  restsOn: ["prerequisites/talos-api-is-reachable", "kubernetes/every-expected-node-is-ready"],
  advice:
    "talosctl -n <address> version; kubectl get nodes -o wide; upgrade with the installer image of the machine config",
  irrelevant: (profile) =>
    withoutTalos(profile) ??
    (profile.talos?.version || profile.kubernetes.version
      ? undefined
      : "the profile names no version of Talos or Kubernetes"),

  examine({ talosVersions, nodes }, { profile }) {
    const { talos, kubernetes } = profile;
    const machines = talos?.version
      ? [
          eachNode(profile.nodes, talosVersions, ({ tag }, node) => {
            const subject = subjectOf(node);
            if (!tag) return { unseen: [{ subject, reason: "does not say its Talos version" }] };
            if (sameVersion(tag, talos.version)) return {};
            return { findings: [{ subject, expected: `Talos ${talos.version}`, actual: tag, hopeless: true }] };
          }),
        ]
      : [];
    const wanted = kubernetes.version;
    const kubelets = wanted ? [each(profile.nodes, (node) => wrongKubelet(node, nodes, wanted))] : [];
    return together(...machines, ...kubelets);
  },
});

/** A node that is not registered has no kubelet version: that is a finding, because the profile says that it runs one. */
function wrongKubelet(node: ProfileNode, nodes: readonly Node[], wanted: string): Finding | undefined {
  const subject = subjectOf(node);
  const expected = `kubelet ${wanted}`;
  const registered = nodes.find(named(node.name));
  if (!registered) return { subject, expected, actual: "no registered Node" };
  const version = registered.status?.nodeInfo?.kubeletVersion;
  if (!version) return { subject, expected, actual: "a Node that does not say its kubelet's version" };
  return fits(version, wanted) ? undefined : { subject, expected, actual: version, hopeless: true };
}

/** The profile may leave the patch out: `v1.35` accepts any. */
function fits(version: string, wanted: string): boolean {
  const [major, minor, patch] = wanted.replace(/^v/, "").split(".");
  if (patch !== undefined) return sameVersion(version, wanted);
  return version.replace(/^v/, "").startsWith(`${major}.${minor}.`);
}
