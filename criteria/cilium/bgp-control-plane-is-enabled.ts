import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { peersOf } from "../derive/bgp.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { named } from "../../observations/kubernetes.ts";

/** Conditions of CiliumBGPClusterConfig are abnormal-true: healthy is False. */
const ABNORMAL = ["cilium.io/NoMatchingNode", "cilium.io/MissingPeerConfigs", "cilium.io/ConflictingClusterConfig"];

export default criterion({
  id: "cilium/bgp-control-plane-is-enabled",
  title: "The BGP control plane is on, and every declared peer session is established",
  fails: "BGP is off or a session is down",
  why: "An address of a LoadBalancer that no router hears of is an address that nobody reaches.",
  serves: ["T7"],
  needs: ["ciliumConfig"],
  wants: ["ciliumBGPNodeConfigs", "ciliumBGPClusterConfigs"],
  restsOn: ["cilium/status-is-ok", "components/releases-are-deployed"],
  advice: "cilium bgp peers; kubectl get ciliumbgpnodeconfigs -o yaml",

  irrelevant: (profile) => withoutCilium(profile) ?? (profile.cilium?.bgp ? undefined : "the profile leaves BGP off"),

  examine({ ciliumConfig, ciliumBGPNodeConfigs, ciliumBGPClusterConfigs }, { profile }) {
    const enabled = ciliumConfig.data["enable-bgp-control-plane"];
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    let examined = 1;
    if (enabled !== "true")
      findings.push({
        subject: "configmap/cilium-config",
        expected: "enable-bgp-control-plane true",
        actual: enabled ?? "not set",
        hopeless: true,
      });
    const wanted = profile.cilium?.bgp?.peers ?? 0;
    const silent = unreported(ciliumConfig.data, ciliumBGPNodeConfigs);
    if (wanted > 0 && silent) unseen.push({ subject: "ciliumbgpnodeconfigs", reason: silent });
    if (ciliumBGPNodeConfigs && !silent) {
      for (const { name } of profile.nodes) {
        const peers = ciliumBGPNodeConfigs.filter(named(name)).flatMap(peersOf);
        const up = peers.filter(({ state }) => state === "established");
        examined += peers.length;
        findings.push(
          ...peers
            .filter(({ state }) => state !== "established")
            .map(({ peer, state }) => ({
              subject: `node/${name}`,
              expected: `session with ${peer} established`,
              actual: state,
            })),
        );
        if (peers.length === up.length && up.length < wanted)
          findings.push({
            subject: `node/${name}`,
            expected: `${wanted} sessions established`,
            actual: `${up.length}`,
          });
      }
    }
    for (const config of ciliumBGPClusterConfigs ?? []) {
      for (const type of ABNORMAL) {
        const condition = conditionOf(config, type);
        if (condition?.status === "True") {
          findings.push({
            subject: `ciliumbgpclusterconfig/${config.metadata?.name}`,
            expected: `${type}=False`,
            actual: inWords(condition, type),
            since: condition.lastTransitionTime,
          });
        }
      }
    }
    const remarks = [
      ...(wanted === 0 && silent ? [`peer sessions were not judged: ciliumbgpnodeconfigs ${silent}`] : []),
      ...(ciliumBGPClusterConfigs ? [] : ["conditions of ciliumbgpclusterconfigs were not read"]),
    ];
    return { examined, findings, unseen, remarks };
  },
});

/**
 * Why the sessions cannot be seen. Agents write them into the node configs only while the status report is on, which
 * is the default: without it an empty status says nothing.
 */
function unreported(data: Record<string, string>, configs: unknown): string | undefined {
  if (!configs) return "were not read";
  return data["enable-bgp-control-plane-status-report"] === "false"
    ? "hold no sessions: enable-bgp-control-plane-status-report is false"
    : undefined;
}
