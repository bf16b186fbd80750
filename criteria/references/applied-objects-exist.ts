import { criterion, together, type Unseen } from "../criterion.ts";
import { heldExamined, type Holder } from "../derive/held-objects.ts";
import { namedByProfile } from "../derive/named-by-profile.ts";
import type { NamedObject } from "../derive/served-objects.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/**
 * The inventory holds what the last apply made; between two of them nobody compares it with the cluster. What is not
 * pruned (prune disabled) is in it all the same. https://fluxcd.io/flux/components/kustomize/kustomizations/#inventory
 */
export default criterion({
  id: "references/applied-objects-exist",
  title: "Every object that a Flux Kustomization has applied exists",
  fails: "An object that Flux applied is gone",
  why: "A Kustomization is Ready until its next interval, and a suspended one for ever, whatever was deleted since.",
  serves: ["AC4", "reliability"],
  needs: ["kustomizations", "everything"],
  restsOn: [
    "prerequisites/access-is-enough-and-read-only",
    "crds/required-are-established",
    "crds/dependent-resources-were-accepted",
    "flux/cluster-kustomization-is-applied",
  ],
  advice: "flux reconcile kustomization <name> -n <namespace>; flux tree kustomization <name> -n <namespace>",

  irrelevant: ({ flux }) => (flux ? undefined : "the profile has no Flux"),

  examine({ kustomizations, everything }, { profile }) {
    const unseen: Unseen[] = [];
    const holders = (kustomizations as Kustomization[])
      // what goes takes its objects with it, and what applies elsewhere has them elsewhere
      .filter(({ metadata, spec }) => metadata?.deletionTimestamp === undefined && !spec?.kubeConfig)
      .map((it): Holder => {
        const entries = (it.status?.inventory?.entries ?? []).map(({ id = "" }) => id);
        const objects = entries.flatMap((id) => objectOfEntry(id) ?? []);
        const subject = subjectOf("kustomization", it);
        if (objects.length < entries.length)
          unseen.push({ subject, reason: "some entries of its inventory cannot be read" });
        return { subject, where: "in its inventory", objects };
      });
    return together(heldExamined(holders, everything, namedByProfile(profile)), { examined: 0, findings: [], unseen });
  },
});

type Kustomization = CustomResource<
  { kubeConfig?: object | null },
  { inventory?: { entries?: { id?: string }[] | null } | null }
>;

/** `namespace_name_group_Kind`; a colon in the name of an RBAC object stands as two underscores. */
function objectOfEntry(id: string): NamedObject | undefined {
  const [, namespace = "", name = "", group = "", kind = ""] = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id) ?? [];
  if (name === "" || kind === "") return undefined;
  return { group, kind, ...(namespace && { namespace }), name: name.replaceAll("__", ":") };
}
