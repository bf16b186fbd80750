import { applied, gone, type Fault } from "../fault.ts";
import { NAMESPACE } from "./ground.ts";

/** Faults of pods. `coredns` is an image that every node has, of a program that takes memory and refuses wrong flags. */
export const faultsOfPods = (coredns: string): Fault[] => [
  {
    name: "memory-runs-out",
    what: "a container takes more memory than its limit, again and again",
    bring: [applied(deployment("hungry", { image: coredns, ...TOO_LITTLE }))],
    cause: { check: "workloads/every-pod-runs", says: "OOMKilled" },
    mend: [gone("-n", NAMESPACE, "deployment", "hungry")],
  },
  {
    name: "image-missing",
    what: "a Deployment asks for an image that no registry has",
    bring: [applied(deployment("imageless", { image: `${PAUSE}-of-nobody` }))],
    cause: { check: "workloads/every-pod-runs", says: `${PAUSE}-of-nobody` },
    mend: [gone("-n", NAMESPACE, "deployment", "imageless")],
  },
  {
    name: "init-crash-loops",
    what: "an init container ends with an error, again and again",
    bring: [
      applied(deployment("unready", { image: PAUSE }, [{ name: "prepare", image: coredns, args: ["-no-such-flag"] }])),
    ],
    cause: { check: "workloads/every-pod-runs", says: "prepare" },
    mend: [gone("-n", NAMESPACE, "deployment", "unready")],
  },
];

/** Without its collector the program fills this while it starts. */
const TOO_LITTLE = { env: [{ name: "GOGC", value: "off" }], resources: { limits: { memory: "7Mi" } } };

const PAUSE = "registry.k8s.io/pause:3.10";

function deployment(name: string, container: object, initContainers: readonly object[] = []): object {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          initContainers,
          containers: [{ name, imagePullPolicy: "IfNotPresent", ...container }],
        },
      },
    },
  };
}
