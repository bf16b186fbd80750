import { criterion, each } from "../criterion.ts";
import { fits } from "../derive/pods.ts";

export default criterion({
  id: "workloads/claims-are-bound",
  title: "Every PersistentVolumeClaim is bound",
  why: "A pod waits for its volume without an error of its own.",
  serves: ["VC"],
  needs: ["persistentVolumeClaims"],
  restsOn: ["platform/storage-is-ready", "platform/ceph-is-healthy"],
  advice: "kubectl -n <namespace> describe pvc <name>; kubectl get storageclass",

  irrelevant: ({ platform }) =>
    platform.storage || platform.ceph || platform.databases.length > 0
      ? undefined
      : "the profile names no storage and no database: no claim is expected",

  examine({ persistentVolumeClaims }, { profile }) {
    const excused = persistentVolumeClaims.flatMap(({ metadata, status }) => {
      const rule = profile.workloads.mayPend.find(
        (it) => it.namespace === metadata?.namespace && fits(metadata.name ?? "", it.name),
      );
      return rule && status?.phase !== "Bound" ? [{ uid: metadata, reason: rule.reason }] : [];
    });
    const judged = persistentVolumeClaims.filter(({ metadata }) => !excused.some(({ uid }) => uid === metadata));
    const examination = each(judged, ({ metadata, spec, status }) =>
      status?.phase === "Bound"
        ? undefined
        : {
            subject: `persistentvolumeclaim/${metadata?.namespace}/${metadata?.name}`,
            expected: "Bound",
            actual: `${status?.phase ?? "no phase"}, class ${spec?.storageClassName ?? "(default)"}`,
            since: metadata?.creationTimestamp,
            ...(status?.phase === "Lost" && { hopeless: true }),
          },
    );
    return {
      ...examination,
      remarks: excused.map(
        ({ uid, reason }) => `persistentvolumeclaim/${uid?.namespace}/${uid?.name} may pend: ${reason}`,
      ),
    };
  },
});
