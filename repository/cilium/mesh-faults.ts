import type { Fault } from "../finding.ts";
import { isUnresolved, textAt } from "../yaml/documents.ts";
import { idFaults, type CiliumDefinition, type Switch } from "./cluster-mesh.ts";

/** Misspelt keys: Helm accepts any key, and one that the chart does not know does nothing. */
export const spellingFaults = ({ values, place }: CiliumDefinition): Fault[] =>
  Object.keys(values)
    .filter((key) => /^cluster[-_]?mesh$/i.test(key) && key !== "clustermesh")
    .map((key) => ({
      expected: "the key clustermesh",
      actual: `${key}, which Cilium's chart does not know`,
      where: place(key),
      because: "Helm ignores it without a word: the mesh is off whatever stands below it.",
      mend: `Rename ${key} to clustermesh.`,
    }));

/** What is wrong with the identity that a cluster has in a mesh, as far as it is known offline. */
export function identityFaults(definition: CiliumDefinition): Fault[] {
  const { values, place } = definition;
  const [id, name] = [textAt(values, "cluster", "id"), textAt(values, "cluster", "name")];
  const ofId =
    id === undefined || !isUnresolved(id)
      ? idFaults(definition).map((fault) => ({ ...fault, where: place("cluster", "id") }))
      : [];
  if (name !== undefined && name !== "default") return ofId;
  return [
    ...ofId,
    {
      expected: "cluster.name of its own",
      actual: name ?? "not set",
      where: place("cluster", "name"),
      because: "Others know a cluster by its name; `default` is every cluster's.",
      mend: "Give each cluster a name of its own in cluster.name.",
    },
  ];
}

/** What half a mesh lacks: its apiserver, or the clusters that it connects to. */
export function halfFaults(
  { server, config, hasPeers }: { server: Switch; config: Switch; hasPeers: boolean },
  place: CiliumDefinition["place"],
): Fault[] {
  const faults: Fault[] = [];
  if (server === "off")
    faults.push({
      expected: "clustermesh.useAPIServer: true",
      actual: "the mesh is configured and its apiserver is off",
      where: place("clustermesh", "useAPIServer"),
      because: "Other clusters find nothing to connect to.",
      mend: "Switch clustermesh.useAPIServer on, or clustermesh.config off.",
    });
  if (!hasPeers)
    faults.push({
      expected: "remote clusters: clustermesh.config.clusters, or the Secret cilium-clustermesh",
      actual: config === "on" ? "config is on and names none" : "the apiserver is on and nothing names a cluster",
      where: place("clustermesh", "config"),
      because: "Nothing is connected, and the release waits for an apiserver that nobody uses.",
      mend: "Name the clusters, or switch clustermesh.useAPIServer off until they are there.",
    });
  return faults;
}
