import { criterion, each, type Finding } from "../criterion.ts";
import { agentsOf, withoutCilium } from "../derive/cilium.ts";

/** https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/ */
export default criterion({
  id: "cilium/kube-proxy-is-replaced",
  title: "kubeProxyReplacement is true in the configuration and in each agent's own status",
  fails: "Cilium does not replace kube-proxy",
  why: "Talos runs no kube-proxy here: without the replacement no Service has an address that works.",
  serves: ["S4"],
  needs: ["ciliumConfig", "ciliumStatus"],
  restsOn: ["cilium/status-is-ok", "components/releases-are-deployed"],
  advice:
    "cilium config view -n <cilium-namespace>; kubectl -n <cilium-namespace> exec ds/cilium -- cilium-dbg status --verbose",

  irrelevant: (profile) =>
    withoutCilium(profile) ?? (profile.cilium?.kubeProxyReplacement ? undefined : "the profile keeps kube-proxy"),

  examine({ ciliumConfig, ciliumStatus }) {
    const configured = ciliumConfig.data["kube-proxy-replacement"];
    const { answered, silent } = agentsOf(ciliumStatus);
    const agents = each(answered, ({ pod, status }): Finding | undefined => {
      const mode = status["kube-proxy-replacement"]?.mode;
      return mode === "True"
        ? undefined
        : { subject: `agent/${pod}`, expected: "kube-proxy replacement True", actual: mode ?? "not said" };
    });
    const findings = [...agents.findings];
    if (configured !== "true") {
      findings.unshift({
        subject: "configmap/cilium-config",
        expected: "kube-proxy-replacement true",
        actual: configured ?? "not set",
        hopeless: true,
      });
    }
    const nobody =
      answered.length + silent.length === 0 ? [{ subject: "agents", reason: "the Cilium CLI named none" }] : [];
    return { examined: 1 + agents.examined, findings, unseen: [...silent, ...nobody] };
  },
});
