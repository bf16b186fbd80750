import type { OpenProfile } from "../../../clusters/profile.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import {
  ciliumDefinitions,
  peersIn,
  peerSecrets,
  switchAt,
  type CiliumDefinition,
  type PeerSecret,
} from "../../../repository/cilium/cluster-mesh.ts";
import { halfFaults, identityFaults, spellingFaults } from "../../../repository/cilium/mesh-faults.ts";
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
  fails: "ClusterMesh is half configured",
  why: "Half a mesh waits for certificates, addresses or clusters that nobody declares, and holds the release up.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "grep -rniE clustermesh <checkout>; cilium clustermesh status -n <cilium-namespace>",
  seeks: "values of the Cilium release in helmfile states, HelmReleases or values files",

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
  spellingFaults(definition).forEach(wrong);
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
  for (const key of ["id", "name"]) {
    const value = textAt(values, "cluster", key);
    if (value !== undefined && isUnresolved(value))
      result.unseen.push({ subject, reason: `cluster.${key} ${value} is not known offline` });
  }
  identityFaults(definition).forEach(wrong);
  halfFaults({ server, config, hasPeers: peers.length > 0 || secret !== undefined }, place).forEach(wrong);
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
