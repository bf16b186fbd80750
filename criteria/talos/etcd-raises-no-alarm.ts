import { criterion, together, type Examination, type Finding } from "../criterion.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { PerNode } from "../../observations/talos.ts";
import {
  answerOf,
  controlPlaneOf,
  eachNode,
  subjectOf,
  withoutTalos,
  type ProfileNode,
} from "../derive/talos-nodes.ts";

type Status = { member: string; leader: string; raftTerm: string; learner: boolean; errors: string; dbSize: string };

/** https://etcd.io/docs/v3.6/op-guide/maintenance/#space-quota: after NOSPACE, etcd only deletes and reads. */
export default criterion({
  id: "talos/etcd-raises-no-alarm",
  title: "etcd raises no alarm, has one leader, and its members agree on the raft term",
  fails: "etcd raises an alarm or disagrees",
  why: "With an alarm raised the API server can write nothing; members of different terms do not form one quorum.",
  serves: ["T2"],
  needs: ["etcdAlarms", "etcdStatuses"],
  restsOn: [
    "prerequisites/talos-api-is-reachable",
    "talos/control-plane-is-bootstrapped",
    "talos/services-are-healthy",
    "talos/links-carry-the-mtu",
  ],
  advice:
    "talosctl -n <control-plane> etcd status; talosctl -n <control-plane> etcd alarm list; talosctl -n <address> service etcd",
  irrelevant: withoutTalos,

  examine({ etcdAlarms, etcdStatuses }, { profile }) {
    const nodes = controlPlaneOf(profile);
    const alarms = eachNode(nodes, etcdAlarms, (raised, node) => ({
      findings: raised.map(({ member, alarm }) => ({
        subject: subjectOf(node),
        expected: "no etcd alarm",
        actual: `${alarm || "an alarm"} on member ${member}`,
      })),
    }));
    const statuses = eachNode(nodes, etcdStatuses, (status, node) => ({
      findings: judgeStatus(status, node),
      unseen: status.raftTerm ? [] : [{ subject: subjectOf(node), reason: "does not say its raft term" }],
    }));
    return together(alarms, statuses, agreement(nodes, etcdStatuses));
  },
});

function judgeStatus({ leader, errors }: Status, node: ProfileNode): Finding[] {
  const subject = subjectOf(node);
  const findings: Finding[] = [];
  if (!leader || /^0+$/.test(leader))
    findings.push({
      subject,
      expected: "a leader",
      actual: leader ? `leader ${leader}: none is elected` : "none named",
    });
  if (errors) findings.push({ subject, expected: "an etcd status without errors", actual: cut(errors) });
  return findings;
}

/** One leader and one term over all nodes that answered. Terms may differ for the moment of an election. */
function agreement(nodes: readonly ProfileNode[], answers: PerNode<Status>): Examination {
  const seen = nodes.flatMap((node) => {
    const answer = answerOf(node, answers);
    return "value" in answer ? [{ node: node.name, ...answer.value }] : [];
  });
  const findings = (
    [
      ["one leader", "leader"],
      ["one raft term", "raftTerm"],
    ] as const
  ).flatMap(([expected, key]): Finding[] => {
    if (new Set(seen.map((status) => status[key])).size <= 1) return [];
    const actual = seen.map((status) => `${status.node}: ${status[key] || "none"}`).join(", ");
    return [{ subject: "etcd/cluster", expected: `${expected} on all members`, actual }];
  });
  return { examined: 0, findings };
}
