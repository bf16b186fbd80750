import { leaving } from "./deletion.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { Finding } from "../criterion.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
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
