import { uidOf, type Builder } from "../builder.ts";

/** A claim that is bound, and its volume. */
export function addClaim(
  b: Builder,
  claim: {
    namespace: string;
    name: string;
    storageClass: string;
    size: string;
    at: number;
    labels?: Record<string, string>;
  },
): void {
  const { namespace, name, storageClass, size, at } = claim;
  const volume = `pvc-${uidOf("PersistentVolumeClaim", namespace, name)}`;
  const modes = { accessModes: ["ReadWriteOnce"], volumeMode: "Filesystem" };
  const provisioner = provisionerOf(storageClass);
  b.add({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(at),
      labels: claim.labels ?? {},
      finalizers: ["kubernetes.io/pvc-protection"],
      annotations: {
        "pv.kubernetes.io/bind-completed": "yes",
        "volume.kubernetes.io/storage-provisioner": provisioner,
      },
    },
    spec: { ...modes, resources: { requests: { storage: size } }, storageClassName: storageClass, volumeName: volume },
    status: { phase: "Bound", accessModes: modes.accessModes, capacity: { storage: size } },
  });
  b.add({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: volume,
      creationTimestamp: b.at(at + 2),
      annotations: { "pv.kubernetes.io/provisioned-by": provisioner },
    },
    spec: {
      ...modes,
      capacity: { storage: size },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace,
        name,
        uid: uidOf("PersistentVolumeClaim", namespace, name),
      },
      persistentVolumeReclaimPolicy: "Delete",
      storageClassName: storageClass,
    },
    status: { phase: "Bound", lastPhaseTransitionTime: b.at(at + 2) },
  });
}

/** Who provisions a class, told by its name. */
export const provisionerOf = (storageClass: string): string =>
  storageClass.includes("ceph")
    ? "rook-ceph.rbd.csi.ceph.com"
    : storageClass === "standard"
      ? "rancher.io/local-path"
      : "openebs.io/local";
