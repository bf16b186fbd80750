import { criterion } from "../criterion.ts";
import { eachNode, subjectOf, withoutTalos } from "../derive/talos-nodes.ts";

/** https://github.com/siderolabs/talos/blob/v1.12.0/internal/app/machined/pkg/controllers/k8s/kubeprism.go */
export default criterion({
  id: "talos/kube-prism-is-healthy",
  title: "KubePrism answers on every node",
  fails: "KubePrism does not answer",
  why: "Cilium without kube-proxy reaches the API through it: where it is silent, so is the node's network.",
  serves: ["S4"],
  needs: ["talosKubePrism"],
  restsOn: [
    "prerequisites/talos-api-is-reachable",
    "talos/control-plane-is-bootstrapped",
    "talos/services-are-healthy",
  ],
  advice: "talosctl -n <address> get kubeprismstatuses; talosctl -n <address> get kubeprismendpoints -o yaml",
  irrelevant: (profile) =>
    withoutTalos(profile) ?? (profile.talos?.kubePrism === false ? "the profile has KubePrism off" : undefined),

  examine: ({ talosKubePrism }, { profile }) =>
    eachNode(profile.nodes, talosKubePrism, (resources, node) => {
      const subject = subjectOf(node);
      const [status] = resources;
      // Where KubePrism is switched off there is no such resource, and talosctl prints nothing with exit 0.
      if (!status)
        return { findings: [{ subject, expected: "KubePrism healthy", actual: "KubePrism is not running" }] };
      const { healthy, host } = status.spec ?? {};
      if (healthy === true) return {};
      const actual = `${healthy === false ? "not healthy" : "not said"}${host ? ` at ${host}` : ""}`;
      return { findings: [{ subject, expected: "KubePrism healthy", actual, since: status.metadata.updated }] };
    }),
});
