import type { Container } from "./pod-request.ts";

/** A workload as its manager asks for it. */
export interface Workload {
  kind: "Deployment" | "DaemonSet" | "StatefulSet";
  namespace: string;
  name: string;
  replicas?: number;
  labels?: Record<string, string>;
  containers: Container[];
  initContainers?: Container[];
  hostNetwork?: boolean;
  /** Of the ConfigMaps that its pods mount, by the volume's name. */
  configMaps?: Record<string, string>;
  /** Made at, and the last pod ready at, in seconds after the bootstrap's beginning. */
  at: number;
  readyAt: number;
  manager: Manager;
  /** Claims by volume claim template, `data` by default; StatefulSets only. */
  claim?: { storageClass: string; size: string };
}

/** Who manages a workload, and the marks that leaves. */
export type Manager =
  | { by: "helm"; release: string; namespace: string; chart?: string }
  | { by: "helm-controller"; release: string; namespace: string; chart?: string }
  | { by: "flux-operator" }
  | { by: "operator"; manager: string; owner?: object };
