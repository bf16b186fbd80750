import { criterion, type Unseen } from "../criterion.ts";
import { leftOutOf, type PlatformPart } from "../derive/coverage.ts";
import type { UnnamedKind } from "../../observations/api.ts";
import type { Node } from "../../observations/objects.ts";
import type { Profile } from "../../clusters/profile.ts";

/**
 * A key that is left out makes checks not applicable. Where the cluster runs what the key is about, they apply, and
 * nobody has judged it: the run is partial then, whatever else holds.
 */
export default criterion({
  id: "prerequisites/profile-covers-the-cluster",
  title: "The profile speaks of everything that runs in the cluster and that checks know",
  fails: "The profile leaves out what runs",
  why: "Checks do not apply where the profile is silent: a short profile passes on a cluster of which nearly nothing was judged.",
  serves: ["reliability"],
  needs: ["unnamed", "nodes"],
  restsOn: ["prerequisites/cluster-is-the-one-named"],
  advice:
    "Add the keys that are named to the profile; docs/profile.md describes them, and npx assay --init <checkout> drafts them",

  examine({ unnamed, nodes }, { profile }) {
    const parts = leftOutOf(profile);
    const nobody = { subject: "cluster/nodes", reason: "no node has joined: what runs here cannot be told" };
    const unseen = [
      ...(nodes.length === 0 ? [nobody] : []),
      ...parts.flatMap(
        (part) =>
          ofPart(
            part,
            unnamed.filter(({ key }) => key === part.key),
          ) ?? [],
      ),
      ...ofTalos(profile, nodes),
    ];
    const remarks = unseen.length > 0 ? [] : silenceOf(parts, profile);
    return { examined: 1, findings: [], unseen, remarks };
  },
});

function ofPart({ key, name, shownBy }: PlatformPart, kinds: readonly UnnamedKind[]): Unseen | undefined {
  const found = kinds.flatMap(({ kind, objects }) =>
    objects.ok && objects.value > 0 ? [`${objects.value} ${kind}${objects.value === 1 ? "" : "s"}`] : [],
  );
  if (found.length > 0) {
    return {
      subject: `profile/${key}`,
      reason: `the cluster has ${name} (${found.join(", ")}), and the profile says nothing of it: add ${key}`,
    };
  }
  const [hidden] = kinds.flatMap(({ kind, objects }) => (objects.ok ? [] : [`${kind}: ${objects.trouble.message}`]));
  if (hidden === undefined && kinds.length >= shownBy.length) return undefined;
  return {
    subject: `profile/${key}`,
    reason: `whether the cluster has ${name} cannot be told (${hidden ?? "its kinds were not asked for"}), and the profile says nothing of it: add ${key} if it has`,
  };
}

/** The kubelet tells the operating system: `Talos (v1.12.0)`. */
function ofTalos({ talos }: Profile, nodes: readonly Node[]): Unseen[] {
  const machines = nodes.filter(({ status }) => status?.nodeInfo?.osImage?.startsWith("Talos")).length;
  if (talos !== undefined || machines === 0) return [];
  const found = `${machines} of ${nodes.length} nodes run Talos`;
  return [{ subject: "profile/talos", reason: `${found}, and the profile says nothing of it: add talos` }];
}

function silenceOf(parts: readonly PlatformPart[], { talos }: Profile): string[] {
  const silent = [...(talos === undefined ? ["talos"] : []), ...parts.map(({ key }) => key)];
  return silent.length === 0 ? [] : [`the profile is silent about ${silent.join(", ")}, and nothing of it is there`];
}
