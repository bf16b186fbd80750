import type { OpenProfile } from "../../../clusters/profile.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import {
  ciliumDefinitions,
  idFaults,
  peersIn,
  peerSecrets,
  switchAt,
  type CiliumDefinition,
  type PeerSecret,
} from "../../../repository/cilium/cluster-mesh.ts";
import { get, inText, isUnresolved, textAt } from "../../../repository/yaml/documents.ts";
import { hiddenMaker, repositoryFrom, withoutRepository } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/**
 * A mesh needs an identity of its own, a clustermesh-apiserver that others reach, and the clusters that it connects to:
 * https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#setting-up-cluster-mesh (by Helm values).
 */
export default repositoryCriterion({
  id: "repository/cluster-mesh-is-declared-whole",
  title: "ClusterMesh is wholly configured or wholly off, as the profile says",
  why: "Half a mesh waits for certificates, addresses or clusters that nobody declares, and holds the release up.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "grep -rniE clustermesh <checkout>; cilium clustermesh status -n <cilium-namespace>",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.cilium ? undefined : "Cilium is not the profile's CNI"),

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const secrets = peerSecrets(repository);
    const definitions = ciliumDefinitions(repository);
    const states = definitions.map((definition) => judgeDefinition(definition, secrets, profile, result));
    if (states.length > 0 && states.every((state) => state === "off"))
      for (const one of secrets) judgeLeftOver(one, result);
    const hidden = hiddenMaker(repository);
    if (definitions.length === 0 && hidden !== undefined)
      result.unseen.push({ subject: "helmrelease/cilium", reason: `no release of Cilium is seen: ${hidden}` });
    return result;
  },
});

function judgeDefinition(
  definition: CiliumDefinition,
  secrets: readonly PeerSecret[],
  profile: OpenProfile,
  result: Result,
): "on" | "off" | "unknown" {
  const { subject, values, unresolved, place } = definition;
  const server = switchAt(values, "clustermesh", "useAPIServer");
  const config = switchAt(values, "clustermesh", "config", "enabled");
  const reason =
    unresolved[0] ??
    (server === "unknown" || config === "unknown"
      ? "whether ClusterMesh is switched on is not known offline"
      : undefined);
  if (reason !== undefined) {
    result.unseen.push({ subject, reason });
    return "unknown";
  }
  result.examined += 1;
  const wrong = (finding: Omit<RepositoryFinding, "subject">): void =>
    void result.findings.push({ subject, ...finding });
  judgeSpelling(definition, wrong);
  const wanted = profile.cilium?.clusterMesh?.clusters;
  const peers = peersIn(values);
  const [secret] = secrets;
  if (server === "off" && config === "off") {
    if (wanted)
      wrong({
        expected: `ClusterMesh with ${wanted.join(", ")}, as the profile says`,
        actual: "it is switched off",
        where: place("clustermesh"),
        because: "Nothing connects this cluster to the others, and what they share is not reachable from it.",
        mend: "Switch clustermesh.useAPIServer on and name the clusters, or take the mesh out of the profile.",
      });
    if (peers.length > 0)
      wrong({
        expected: "clustermesh.config.enabled: true, or no clusters",
        actual: `${peers.length} cluster(s) are listed and the mesh is off`,
        where: place("clustermesh", "config", "clusters"),
        because: "Cilium ignores them: no cluster is connected.",
        mend: "Switch clustermesh.config.enabled on, or remove the clusters.",
      });
    return "off";
  }
  judgeIdentity(definition, wrong, result);
  judgeHalves({ server, config, hasPeers: peers.length > 0 || secret !== undefined }, place, wrong);
  if (peers.includes(""))
    wrong({
      expected: "a name of each cluster",
      actual: "a cluster without a name",
      where: place("clustermesh", "config", "clusters"),
      because: "The chart makes each peer's configuration under its name: this one is never read.",
      mend: "Give it the cluster.name of that cluster.",
    });
  judgePeers(wanted, [...peers, ...(secret?.names ?? [])], definition, secret, result);
  return "on";
}

/** Helm takes any key: one that the chart does not know does nothing (k8s-gitops before 80e019a). */
function judgeSpelling(
  { values, place }: CiliumDefinition,
  wrong: (finding: Omit<RepositoryFinding, "subject">) => void,
): void {
  for (const key of Object.keys(values))
    if (/^cluster[-_]?mesh$/i.test(key) && key !== "clustermesh")
      wrong({
        expected: "the key clustermesh",
        actual: `${key}, which Cilium's chart does not know`,
        where: place(key),
        because: "Helm ignores it without a word: the mesh is off whatever stands below it.",
        mend: `Rename ${key} to clustermesh.`,
      });
}

/** Agents read the Secret whether or not the values switch the mesh on. */
function judgeLeftOver({ subject, where, uncertain }: PeerSecret, result: Result): void {
  if (uncertain !== undefined) {
    result.unseen.push({ subject, reason: uncertain });
    return;
  }
  result.findings.push({
    subject,
    expected: "no Secret of remote clusters, because the values switch ClusterMesh off",
    actual: "Flux applies one",
    where,
    because: "Every agent mounts it and tries to connect to what it names, with no apiserver on this side.",
    mend: "Switch ClusterMesh on in Cilium's values, or take this out of the tree.",
  });
}

function judgeIdentity(
  definition: CiliumDefinition,
  wrong: (finding: Omit<RepositoryFinding, "subject">) => void,
  result: Result,
): void {
  const { values, place, subject } = definition;
  const [id, name] = [textAt(values, "cluster", "id"), textAt(values, "cluster", "name")];
  for (const [key, value] of Object.entries({ id, name })) {
    if (value !== undefined && isUnresolved(value))
      result.unseen.push({ subject, reason: `cluster.${key} ${value} is not known offline` });
  }
  if (id === undefined || !isUnresolved(id))
    for (const fault of idFaults(definition)) wrong({ ...fault, where: place("cluster", "id") });
  if (name === undefined || name === "default")
    wrong({
      expected: "cluster.name of its own",
      actual: name ?? "not set",
      where: place("cluster", "name"),
      because: "Others know a cluster by its name; `default` is every cluster's.",
      mend: "Give each cluster a name of its own in cluster.name.",
    });
}

interface Halves {
  server: "on" | "off" | "unknown";
  config: "on" | "off" | "unknown";
  hasPeers: boolean;
}

function judgeHalves(
  { server, config, hasPeers }: Halves,
  place: CiliumDefinition["place"],
  wrong: (finding: Omit<RepositoryFinding, "subject">) => void,
): void {
  if (server === "off")
    wrong({
      expected: "clustermesh.useAPIServer: true",
      actual: "the mesh is configured and its apiserver is off",
      where: place("clustermesh", "useAPIServer"),
      because: "Other clusters find nothing to connect to.",
      mend: "Switch clustermesh.useAPIServer on, or clustermesh.config off.",
    });
  if (!hasPeers)
    wrong({
      expected: "remote clusters: clustermesh.config.clusters, or the Secret cilium-clustermesh",
      actual: config === "on" ? "config is on and names none" : "the apiserver is on and nothing names a cluster",
      where: place("clustermesh", "config"),
      because: "Nothing is connected, and the release waits for an apiserver that nobody uses.",
      mend: "Name the clusters, or switch clustermesh.useAPIServer off until they are there.",
    });
}

function judgePeers(
  wanted: readonly string[] | undefined,
  names: readonly string[],
  { subject, place, values }: CiliumDefinition,
  secret: PeerSecret | undefined,
  result: Result,
): void {
  if (!wanted) {
    result.notices.push({
      severity: "information",
      subject,
      expected: "no ClusterMesh, because the profile names none",
      actual: `a mesh with ${names.join(", ") || "clusters that a Secret names"}`,
      where: place("clustermesh"),
      because: "What the profile does not name is not looked for in the cluster.",
      mend: "Name the clusters in the profile (cilium.clusterMesh), or switch the mesh off.",
    });
    return;
  }
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const isHidden = (secret !== undefined && secret.names === undefined) || names.some(isUnresolved);
    if (isHidden)
      result.unseen.push({
        subject,
        reason: `whether it connects to ${name} is known to ${secret ? inText(secret.where) : "a variable"} alone`,
      });
    else
      result.findings.push({
        subject,
        expected: `${name} among the remote clusters, as the profile says`,
        actual: names.join(", ") || "none",
        where: place(
          "clustermesh",
          "config",
          ...(get(values, "clustermesh", "config", "clusters") ? ["clusters"] : []),
        ),
        because: `This cluster never connects to ${name}.`,
        mend: `Add ${name} to clustermesh.config.clusters, or take it out of the profile.`,
      });
  }
}
