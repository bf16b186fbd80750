import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { contains, parseNetwork } from "../../clusters/notation/cidr.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { named } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/** https://docs.cilium.io/en/stable/network/concepts/routing/#native-routing */
export default criterion({
  id: "cilium/routing-is-native",
  title: "Routing mode and native CIDR are the profile's, and hold every node's pod CIDR",
  fails: "Wrong routing mode or native CIDR",
  why: "Packets to a pod CIDR outside the native one are masqueraded: they arrive, and policies see the wrong sender.",
  serves: ["S4", "S3"],
  needs: ["ciliumConfig", "nodes"],
  wants: ["ciliumNodes"],
  restsOn: ["components/releases-are-deployed", "kubernetes/every-expected-node-is-ready"],
  advice:
    "cilium config view -n <cilium-namespace>; kubectl get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDRs",

  irrelevant: (profile) =>
    withoutCilium(profile) ?? (profile.cilium?.routing ? undefined : "the profile says nothing of Cilium's routing"),

  examine({ ciliumConfig, nodes, ciliumNodes }, { profile }) {
    const { mode, cidr } = profile.cilium?.routing ?? { mode: "native" };
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    const configured = (key: string, wanted: string): void => {
      const actual = ciliumConfig.data[key];
      if (actual !== wanted)
        findings.push({
          subject: "configmap/cilium-config",
          expected: `${key} ${wanted}`,
          actual: actual ?? "not set",
          hopeless: true,
        });
    };
    configured("routing-mode", mode);
    if (mode !== "native" || cidr === undefined) return { examined: 1, findings };
    configured("ipv4-native-routing-cidr", cidr);

    // Nodes are held against the profile's network: what the ConfigMap says instead is told above, once.
    const native = parseNetwork(cidr);
    if (!native) return { examined: 2, findings, unseen: [{ subject: "profile", reason: `${cidr} is no network` }] };
    for (const { name } of profile.nodes) {
      const own = podCIDRs(name, ciliumNodes ?? []) ?? nodes.find(named(name))?.spec?.podCIDRs ?? [];
      const networks = own
        .map((text) => ({ text, network: parseNetwork(text) }))
        .filter(({ network }) => network?.bits === native.bits);
      if (networks.length === 0) unseen.push({ subject: `node/${name}`, reason: "has no pod CIDR of that family" });
      for (const { text, network } of networks) {
        if (network && !contains(native, network))
          findings.push({ subject: `node/${name}`, expected: `a pod CIDR within ${cidr}`, actual: text });
      }
    }
    return { examined: 2 + profile.nodes.length - unseen.length, findings, unseen };
  },
});

/** What Cilium allocates from, where it says so; the node's own otherwise. */
function podCIDRs(name: string, ciliumNodes: readonly CustomResource[]): string[] | undefined {
  const spec: { ipam?: { podCIDRs?: string[] | null } } = ciliumNodes.find(named(name))?.spec ?? {};
  const own = spec.ipam?.podCIDRs ?? [];
  return own.length > 0 ? own : undefined;
}
