import { criterion, type Finding } from "../criterion.ts";
import type { PerNode } from "../../observations/talos.ts";
import { controlPlaneOf, eachNode, subjectOf, withoutTalos, type ProfileNode } from "../derive/talos-nodes.ts";

type Member = { id: string; hostname: string; peerUrls: string[]; learner: boolean };

/** Each control-plane node is asked for its own list: lists that differ are two clusters, or one that is torn. */
export default criterion({
  id: "talos/control-plane-is-bootstrapped",
  title: "etcd's members are exactly the control-plane nodes of the profile, none of them a learner",
  fails: "etcd has other members than the control plane",
  why: "A member that is missing or still learning takes no part in the quorum, and a strange one may take it away.",
  serves: ["AC1", "T2", "VC"],
  needs: ["etcdMembers"],
  restsOn: ["prerequisites/talos-api-is-reachable", "talos/links-carry-the-mtu", "talos/clocks-are-in-sync"],
  advice: "talosctl -n <control-plane> etcd members; talosctl -n <address> service etcd",
  irrelevant: withoutTalos,

  examine({ etcdMembers }, { profile }) {
    const expected = controlPlaneOf(profile);
    const examination = eachNode(expected, etcdMembers, (members, node) => ({
      findings: judgeList(members, node, expected),
    }));
    return { ...examination, findings: once(examination.findings), remarks: listsDiffer(etcdMembers) };
  },
});

/** Findings about the members, as one node lists them. */
function judgeList(members: readonly Member[], asked: ProfileNode, expected: readonly ProfileNode[]): Finding[] {
  if (members.length === 0)
    return [{ subject: subjectOf(asked), expected: "a list of etcd members", actual: "an empty list" }];
  const findings = expected.flatMap((node): Finding[] => {
    const member = members.find((candidate) => isOf(candidate, node));
    const subject = subjectOf(node);
    if (!member)
      return [
        { subject, expected: "a member of etcd", actual: `none: members are ${members.map(inWords).join(", ")}` },
      ];
    const learner: unknown = member.learner;
    if (learner === false) return [];
    return [{ subject, expected: "a voting member of etcd", actual: learner === true ? "a learner" : "not said" }];
  });
  const strangers = members.filter((member) => !expected.some((node) => isOf(member, node)));
  return [
    ...findings,
    ...strangers.map((member) => ({
      subject: `etcdmember/${member.id}`,
      expected: "no member but the profile's control-plane nodes",
      actual: inWords(member),
    })),
  ];
}

/** By host name or peer address: ids tell nothing, and a node may have another name for etcd's network. */
function isOf({ hostname, peerUrls }: Member, { name, address }: ProfileNode): boolean {
  const host = address.includes(":") ? `[${address}]` : address;
  return hostname === name || (peerUrls ?? []).some((url) => url.includes(`//${host}:`));
}

const inWords = ({ hostname, peerUrls }: Member): string =>
  `${hostname || "(no name)"}${peerUrls?.length ? ` at ${peerUrls.join(" ")}` : ""}`;

/** The same thing said by three nodes is one finding. */
const once = (findings: Finding[]): Finding[] =>
  findings.filter(
    ({ subject, expected, actual }, index) =>
      findings.findIndex(
        (other) => other.subject === subject && other.expected === expected && other.actual === actual,
      ) === index,
  );

function listsDiffer(answers: PerNode<Member[]>): string[] {
  const lists = answers.flatMap(({ node, look }) =>
    look.ok
      ? [
          {
            node,
            ids: (look.value ?? [])
              .map(({ id }) => id)
              .toSorted()
              .join(", "),
          },
        ]
      : [],
  );
  if (new Set(lists.map(({ ids }) => ids)).size <= 1) return [];
  return [`the nodes list different members: ${lists.map(({ node, ids }) => `${node}: ${ids || "none"}`).join("; ")}`];
}
