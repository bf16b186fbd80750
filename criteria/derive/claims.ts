import { leaving } from "./deletion.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { Finding } from "../criterion.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { Everything } from "../../observations/everything.ts";
import type { PersistentVolumeClaim } from "../../observations/objects.ts";
import { fits } from "../../observations/pods.ts";
import { withWarning, type Reasons } from "./warnings.ts";

/**
 * Why the profile lets a claim pend that is not bound; `undefined` where it does not. A Lost claim had a volume, and
 * that is gone: no profile excuses it. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#phase
 */
export function reasonToPend({ metadata, status }: PersistentVolumeClaim, { workloads }: Profile): string | undefined {
  if (status?.phase === "Bound" || status?.phase === "Lost") return undefined;
  const { namespace, name = "" } = metadata ?? {};
  return workloads.mayPend.find((it) => it.namespace === namespace && fits(name, it.name))?.reason;
}

/** What keeps a claim from being bound. */
export function unbound(claim: PersistentVolumeClaim, reasons: Reasons): Finding | undefined {
  const phase = claim.status?.phase;
  if (phase === "Bound") return leaving(subjectOf("persistentvolumeclaim", claim), claim);
  const finding = {
    subject: subjectOf("persistentvolumeclaim", claim),
    expected: "Bound",
    actual: `${phase ?? "no phase"}, class ${claim.spec?.storageClassName ?? "(default)"}`,
    since: claim.metadata?.creationTimestamp,
    ...(phase === "Lost" && { hopeless: true }),
  };
  return withWarning(finding, "PersistentVolumeClaim", claim, reasons);
}

/** The claim stays Bound by its phase when its volume is deleted, until the volume controller calls it Lost. */
export function withoutVolume(claim: PersistentVolumeClaim, everything: Everything | undefined): Finding | undefined {
  const kind = everything?.kinds.find(({ group, resource }) => group === "" && resource === "persistentvolumes");
  if (!everything || kind?.count === undefined) return undefined;
  const { volumeName } = claim.spec ?? {};
  const exists = everything.objects.some((it) => it.kind === "PersistentVolume" && it.metadata.name === volumeName);
  if (exists) return undefined;
  const actual = volumeName ? `bound to volume ${volumeName}, which does not exist` : "Bound, and names no volume";
  return { subject: subjectOf("persistentvolumeclaim", claim), expected: "Bound to a volume", actual };
}
