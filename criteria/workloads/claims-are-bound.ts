import { criterion, each } from "../criterion.ts";
import { reasonToPend, unbound, withoutVolume } from "../derive/claims.ts";
import { subjectOf } from "../../observations/kubernetes.ts";

export default criterion({
  id: "workloads/claims-are-bound",
  title: "Every PersistentVolumeClaim is bound",
  fails: "A PersistentVolumeClaim is not bound",
  why: "A pod waits for its volume without an error of its own.",
  serves: ["VC"],
  needs: ["persistentVolumeClaims"],
  wants: ["warnings", "everything"],
  restsOn: ["platform/storage-is-ready", "platform/ceph-is-healthy"],
  advice: "kubectl -n <namespace> describe pvc <name>; kubectl get storageclass",

  irrelevant: ({ platform }) =>
    platform.storage || platform.ceph || platform.databases.length > 0
      ? undefined
      : "the profile names no storage and no database: no claim is expected",

  examine({ persistentVolumeClaims, warnings, everything }, { profile, now }) {
    const claims = persistentVolumeClaims.map((claim) => ({ claim, reason: reasonToPend(claim, profile) }));
    const judged = claims.flatMap(({ claim, reason }) => (reason === undefined ? [claim] : []));
    const examination = each(judged, (claim) => unbound(claim, { warnings, now }) ?? withoutVolume(claim, everything));
    return {
      ...examination,
      remarks: claims.flatMap(({ claim, reason }) =>
        reason === undefined ? [] : [`${subjectOf("persistentvolumeclaim", claim)} may pend: ${reason}`],
      ),
    };
  },
});
