import type { Identity } from "../../observations/api.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { Trouble } from "../../observations/trouble.ts";
import { IDENTITY } from "../../clusters/schema/waivers.ts";
import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { sameServer } from "../derive/credentials.ts";

/**
 * Two clusters, one pair of hands: judged before anything else is asked. Each part of the identity is judged with what
 * was read of it, and one that could not be read is no part of it. Unless it passes, nothing that is asked of the
 * cluster counts, because nobody knows of which cluster it is said (docs/adr/0012).
 */
export default criterion({
  id: IDENTITY,
  title: "What answers is the cluster that the profile names",
  fails: "Another cluster answers",
  why: "A green report about another cluster is worse than none.",
  serves: ["S3"],
  needs: ["identity"],
  restsOn: ["prerequisites/kubeconfig-names-a-usable-context"],
  advice: "kubectl cluster-info; kubectl get nodes -o wide; compare with the profile's endpoint and nodes",

  examine({ identity }, { profile }) {
    const findings = [
      ...connectionOf(identity, profile),
      ...namespaceOf(identity, profile),
      ...authorityOf(identity, profile),
      ...nodesOf(identity, profile),
    ];
    return { examined: 1, findings, unseen: unseenOf(identity, profile), remarks: remarksOf(identity, profile) };
  },
});

const CHOOSE = "choose the profile's own cluster with --kubeconfig or --context, or mend the profile";

const differs = (subject: string, expected: string, actual: string, mend = CHOOSE): Finding => ({
  ...{ subject, expected, actual, mend },
  hopeless: true,
});

function connectionOf({ server, unverified, commandsAsk }: Identity, profile: Profile): Finding[] {
  const { endpoint, allowInsecure } = profile.kubernetes;
  const findings = sameServer(server, endpoint) ? [] : [differs("cluster/endpoint", endpoint, server)];
  if (unverified !== undefined && allowInsecure === undefined) {
    const mend = "take it out, or say in kubernetes.allowInsecure of the profile why it may be so";
    findings.push(differs("cluster/certificate", "a verified certificate", `not verified: ${unverified}`, mend));
  }
  // the profile's own endpoint is another way to the same cluster: a tunnel is named by --endpoint
  const ways = [endpoint, profile.written?.endpoint ?? endpoint];
  if (commandsAsk !== undefined && !ways.some((way) => sameServer(commandsAsk, way))) {
    const mend = "name the kubeconfig of this cluster with --kubeconfig";
    findings.push(differs("cluster/commands", `asked at ${endpoint}`, `the kubeconfig leads to ${commandsAsk}`, mend));
  }
  return findings;
}

function namespaceOf({ kubeSystem }: Identity, { kubernetes: { kubeSystemUid: pinned } }: Profile): Finding[] {
  if (!kubeSystem.ok || pinned === undefined || pinned === kubeSystem.value.uid) return [];
  return [differs("namespace/kube-system", `UID ${pinned}`, `UID ${kubeSystem.value.uid}`)];
}

/** Every server that was met: another one may stand behind the same address. */
function authorityOf({ chains }: Identity, { kubernetes: { caFingerprint } }: Profile): Finding[] {
  const pinned = caFingerprint?.toLowerCase();
  if (!chains.ok || pinned === undefined) return [];
  return chains.value
    .filter((chain) => !chain.includes(pinned))
    .map((chain) => differs("cluster/ca", `a certificate of the CA ${pinned}`, `one of ${chain.at(-1) ?? "no CA"}`));
}

/** Nodes that have not joined yet are a bootstrap under way; only strangers are another cluster. */
function nodesOf({ nodes }: Identity, profile: Profile): Finding[] {
  if (!nodes.ok || nodes.value.length === 0) return [];
  const strangers = nodes.value.filter((name) => !profile.nodes.some((node) => node.name === name));
  if (strangers.length < nodes.value.length) return [];
  const expected = `nodes ${profile.nodes.map(({ name }) => name).join(", ")}`;
  return [differs("cluster/nodes", expected, `only others: ${strangers.join(", ")}`)];
}

function unseenOf({ kubeSystem, nodes, chains }: Identity, { kubernetes }: Profile): Unseen[] {
  const { kubeSystemUid, caFingerprint } = kubernetes;
  const hidden = (subject: string, { message, kind }: Trouble): Unseen => ({
    subject,
    reason: `${message}; ${REMEDIES[kind] ?? OTHERWISE}`,
  });
  const unseen = [
    ...(kubeSystem.ok ? [] : [hidden("namespace/kube-system", kubeSystem.trouble)]),
    ...(nodes.ok ? [] : [hidden("cluster/nodes", nodes.trouble)]),
    ...(chains.ok || caFingerprint === undefined ? [] : [hidden("cluster/ca", chains.trouble)]),
  ];
  const isPinned = kubeSystemUid !== undefined || caFingerprint !== undefined;
  if (nodes.ok && nodes.value.length === 0 && !isPinned) {
    const reason = "no node has joined, and the profile pins neither kubeSystemUid nor caFingerprint";
    unseen.push({ subject: "cluster/nodes", reason: `${reason}: nothing tells which cluster this is` });
  }
  return unseen;
}

const OTHERWISE = "see why the API server does not answer it";
const REMEDIES: Partial<Record<Trouble["kind"], string>> = {
  forbidden: "let this identity read it (docs/rbac.yaml is all that is needed)",
  unauthorized: "fetch a credential that the cluster takes (talosctl kubeconfig)",
  untrusted: "fetch the kubeconfig of this cluster (talosctl kubeconfig), or choose the one that is meant",
  file: "mend the kubeconfig, or name another with --kubeconfig",
};

function remarksOf({ kubeSystem, user, unverified }: Identity, { kubernetes }: Profile): string[] {
  const { kubeSystemUid, caFingerprint, allowInsecure } = kubernetes;
  const open = [
    ...(kubeSystemUid === undefined ? ["kubeSystemUid"] : []),
    ...(caFingerprint === undefined ? ["caFingerprint"] : []),
  ];
  return [
    ...(kubeSystem.ok ? [`kube-system UID ${kubeSystem.value.uid}`] : []),
    ...(user.ok ? [`asked as ${user.value.username}`] : []),
    ...(open.length === 2 ? ["the identity rests on the names of the nodes only"] : []),
    ...(open.length > 0 ? [`the profile does not pin ${open.join(" and ")}`] : []),
    ...(unverified !== undefined && allowInsecure !== undefined
      ? [`the server's certificate is not verified (${unverified}), which the profile allows: ${allowInsecure}`]
      : []),
  ];
}
