import { suffix, type Builder } from "../builder.ts";
import type { Workload } from "./workload.ts";

/** A workload's spec, as its kind has it. */
export function workloadSpec(workload: Workload, selector: object, replicas: number, template: object): object {
  const common = { selector: { matchLabels: selector }, template, revisionHistoryLimit: 10 };
  switch (workload.kind) {
    case "Deployment":
      return {
        replicas,
        ...common,
        progressDeadlineSeconds: 600,
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: {
            maxSurge: "25%",
            maxUnavailable: "25%",
          },
        },
      };
    case "DaemonSet":
      return {
        ...common,
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      };
    case "StatefulSet":
      return {
        replicas,
        ...common,
        serviceName: workload.name,
        podManagementPolicy: "OrderedReady",
        updateStrategy: {
          type: "RollingUpdate",
          rollingUpdate: { partition: 0 },
        },
      };
  }
}

/** A workload's status once it is rolled out. */
export function workloadStatus(b: Builder, workload: Workload, replicas: number): object {
  const ready = b.at(workload.readyAt);
  switch (workload.kind) {
    case "Deployment": {
      const progressed = {
        type: "Progressing",
        status: "True",
        reason: "NewReplicaSetAvailable",
        message: `ReplicaSet "${workload.name}-${podTemplateHash(workload)}" has successfully progressed.`,
        lastUpdateTime: ready,
        lastTransitionTime: b.at(workload.at),
      };
      const available = {
        type: "Available",
        status: "True",
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
        lastUpdateTime: ready,
        lastTransitionTime: ready,
      };
      return {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        conditions: [available, progressed],
      };
    }
    case "DaemonSet":
      return {
        currentNumberScheduled: replicas,
        numberMisscheduled: 0,
        desiredNumberScheduled: replicas,
        numberReady: replicas,
        observedGeneration: 1,
        updatedNumberScheduled: replicas,
        numberAvailable: replicas,
      };
    case "StatefulSet": {
      const revision = `${workload.name}-${podTemplateHash(workload)}`;
      return {
        observedGeneration: 1,
        replicas,
        readyReplicas: replicas,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        availableReplicas: replicas,
        currentRevision: revision,
        updateRevision: revision,
        collisionCount: 0,
      };
    }
  }
}

/** The hash in the names of a workload's ReplicaSet and pods. */
export const podTemplateHash = ({ kind, namespace, name }: Workload): string => suffix(10, kind, namespace, name);
