import { criterion, type Examination, type Finding, type Unseen } from "../criterion.ts";
import { taintsExamined } from "../derive/taints.ts";
import { conditionOf, conditionsOf, inWords } from "../../observations/conditions.ts";
import { named } from "../../observations/kubernetes.ts";
import type { Node } from "../../observations/objects.ts";

/**
 * Ready is another check's: a node is Ready under disk pressure and with a taint that keeps every pod out.
 * https://kubernetes.io/docs/reference/node/node-status/#condition
 */
export default criterion({
  id: "kubernetes/nodes-are-sound",
  title: "No node is under pressure or calls something broken, and none has a taint that the profile does not allow",
  fails: "A node is under pressure, broken or tainted",
  why: "Nothing is placed on such a node, or is evicted from it, while the node itself is Ready.",
  serves: ["reliability"],
  needs: ["nodes"],
  wants: ["pods"],
  restsOn: [
    "kubernetes/api-is-ready",
    "talos/every-machine-is-running",
    "kubernetes/every-expected-node-is-ready",
    "cilium/status-is-ok",
  ],
  advice:
    "kubectl describe node <name>; kubectl -n kube-system logs deployment/cilium-operator --tail 50; " +
    "a taint that should be there belongs into kubernetes.allowedTaints of the profile",

  examine({ nodes, pods }, { profile }) {
    const examinations = profile.nodes.flatMap(({ name }): Examination[] => {
      const node = nodes.find(named(name));
      if (!node) return []; // kubernetes/every-expected-node-is-ready tells of it
      return [conditionsExamined(node), taintsExamined(node, profile, pods)];
    });
    return {
      examined: examinations.reduce((sum, { examined }) => sum + examined, 0),
      findings: examinations.flatMap(({ findings }) => findings),
      unseen: examinations.flatMap(({ unseen }) => unseen ?? []),
      remarks: examinations.flatMap(({ remarks }) => remarks ?? []),
    };
  },
});

/** The kubelet writes these of every node. */
const ALWAYS = ["MemoryPressure", "DiskPressure", "PIDPressure"];

/**
 * Types that are wrong when True: the kubelet's and the CNI's, those of the node problem detector, and what names a
 * trouble. https://github.com/kubernetes/node-problem-detector/tree/master/config
 */
const WRONG_WHEN_TRUE =
  /(Pressure|Problem|Failure|Failed|Failing|Unavailable|Unhealthy|NotReady|Deadlock|Error|Fatal|Shutdown|Degraded|Stalled)$|^(Frequent|Corrupt|Read-?only)/i;

/** Types that are right when True. EtcdIsVoter: https://docs.k3s.io */
const RIGHT_WHEN_TRUE = ["Ready", "EtcdIsVoter"];

function conditionsExamined(node: Node): Examination {
  const subject = `node/${node.metadata?.name}`;
  const conditions = conditionsOf(node);
  const missing = ALWAYS.filter((type) => conditionOf(node, type) === undefined);
  const unseen: Unseen[] = missing.map((type) => ({ subject, reason: `has no condition ${type}` }));
  // a kubelet that is silent leaves all its conditions Unknown: that is one trouble, and Ready tells it
  const isSilent = conditionOf(node, "Ready")?.status !== "True";
  const findings = conditions.flatMap((condition): Finding[] => {
    const { type = "", status, lastTransitionTime: since } = condition;
    if (!WRONG_WHEN_TRUE.test(type) || status === "False" || (isSilent && status !== "True")) return [];
    return [{ subject, expected: `${type}=False`, actual: inWords(condition), ...(since && { since }) }];
  });
  const unknown = conditions.filter(
    ({ type = "", status }) => status === "True" && !WRONG_WHEN_TRUE.test(type) && !RIGHT_WHEN_TRUE.includes(type),
  );
  return {
    examined: missing.length === ALWAYS.length ? 0 : 1,
    findings,
    unseen,
    remarks: unknown.map((condition) => `${subject} says ${inWords(condition)}: not judged`),
  };
}
