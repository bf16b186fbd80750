import type { Builder } from "../builder.ts";
import { provisionerOf } from "../workloads/claims.ts";

/** The profile's StorageClasses, one of them the default. */
export function addStorageClasses(b: Builder): void {
  const { storage } = b.profile.platform;
  for (const name of storage?.classes ?? []) {
    const isDefault = name === storage?.default;
    b.add({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name,
        creationTimestamp: b.at(b.times.flux + 130),
        annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) },
      },
      provisioner: provisionerOf(name),
      reclaimPolicy: "Delete",
      volumeBindingMode: name.includes("hostpath") ? "WaitForFirstConsumer" : "Immediate",
      allowVolumeExpansion: name.includes("ceph"),
    });
  }
}
