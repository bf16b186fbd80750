import type { Profile } from "../../../clusters/profile.ts";
import { condition, ownerReference, type Builder } from "../builder.ts";
import { addSecret } from "../canary-secret.ts";
import { byKustomization } from "../flux/kustomizations.ts";
import { addClaim } from "../workloads/claims.ts";
import { addPod, placeFor } from "../workloads/pods.ts";
import { addService } from "../workloads/services.ts";
import { addReleased } from "./released.ts";

type Platform = Profile["platform"];

/** A CloudNativePG cluster: instances, claims, Services, the application's Secret. */
export function addDatabase(
  b: Builder,
  { namespace, name, instances = 3 }: Platform["databases"][number],
  at: number,
): void {
  const api = "postgresql.cnpg.io/v1";
  const ready = at + 130;
  const [storageClass = "ceph-block"] = b.profile.platform.storage?.classes ?? [];
  const owner = ownerReference(api, "Cluster", namespace, name);
  addReleased(b, { kind: "Deployment", namespace, name: "cloudnative-pg" }, b.times.flux + 130, 24, "cluster-storage");
  const names = Array.from({ length: instances }, (_, index) => `${name}-${index + 1}`);
  const pods = names.map((pod, index) => {
    const labels = {
      "cnpg.io/cluster": name,
      "cnpg.io/instanceName": pod,
      "cnpg.io/instanceRole": index === 0 ? "primary" : "replica",
    };
    addClaim(b, { namespace, name: pod, storageClass, size: "20Gi", at: at + index * 30, labels });
    return addPod(b, {
      namespace,
      name: pod,
      node: placeFor(b, namespace, name, index),
      labels,
      owner,
      containers: [
        {
          name: "postgres",
          image: "ghcr.io/cloudnative-pg/postgresql:17.6",
          ports: [
            {
              name: "postgresql",
              containerPort: 5432,
            },
          ],
        },
      ],
      initContainers: [
        {
          name: "bootstrap-controller",
          image: "ghcr.io/cloudnative-pg/cloudnative-pg:1.27.1",
        },
      ],
      at: at + index * 30,
      readyAt: at + index * 30 + 28,
      claims: [
        {
          volume: "pgdata",
          claim: pod,
        },
      ],
    });
  });
  addService(b, {
    namespace,
    name: `${name}-rw`,
    pods: pods.slice(0, 1),
    selector: { "cnpg.io/cluster": name },
    ports: [{ name: "postgres", port: 5432 }],
    at,
    owner,
  });
  addService(b, {
    namespace,
    name: `${name}-r`,
    pods,
    selector: { "cnpg.io/cluster": name },
    ports: [{ name: "postgres", port: 5432 }],
    at,
    owner,
  });
  addSecret(b, {
    namespace,
    name: `${name}-app`,
    keys: ["username", "password", "uri"],
    type: "kubernetes.io/basic-auth",
    at: at + 2,
    owner,
  });
  b.add({
    apiVersion: api,
    kind: "Cluster",
    metadata: {
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at - 1),
      ...byKustomization(b, "cluster-apps"),
    },
    spec: { instances, imageName: "ghcr.io/cloudnative-pg/postgresql:17.6", storage: { size: "20Gi", storageClass } },
    status: {
      phase: "Cluster in healthy state",
      instances,
      readyInstances: instances,
      currentPrimary: `${name}-1`,
      targetPrimary: `${name}-1`,
      currentPrimaryTimestamp: b.at(at + 30),
      instanceNames: names,
      instancesStatus: { healthy: names },
      healthyPVC: names,
      conditions: [
        condition("Ready", "True", "ClusterIsReady", b.at(ready), "Cluster is Ready"),
        condition(
          "ContinuousArchiving",
          "True",
          "ContinuousArchivingSuccess",
          b.at(ready),
          "Continuous archiving is working",
        ),
      ],
    },
  });
}
