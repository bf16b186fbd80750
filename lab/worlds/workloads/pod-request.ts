import type { BuiltNode } from "../builder.ts";

/** A container, without what every one of them has. */
export interface Container {
  name: string;
  image: string;
  ports?: { name: string; containerPort: number; hostPort?: number }[];
  env?: { name: string; value: string }[];
  /** What the kubelet asks over HTTP: a path, and a port by its number or its name. */
  probes?: Partial<Record<"livenessProbe" | "readinessProbe" | "startupProbe", [path: string, port: number | string]>>;
  limits?: Record<string, string>;
}

/** A pod as its owner asks for it. */
export interface PodRequest {
  namespace: string;
  name: string;
  node: BuiltNode;
  labels: Record<string, string>;
  containers: Container[];
  initContainers?: Container[];
  hostNetwork?: boolean;
  owner?: object;
  annotations?: Record<string, string>;
  generateName?: string;
  at: number;
  readyAt: number;
  claims?: { volume: string; claim: string }[];
  /** Ran to its end at `readyAt`, as a Job's pod. */
  completed?: boolean;
  priorityClassName?: string;
  /** Of the ConfigMaps that it mounts, by the volume's name. */
  configMaps?: Record<string, string>;
}
