import { killed, runsUnready } from "../faults/containers.ts";
import { podsWarned, warned, warnedOf } from "../faults/events.ts";
import { notReady } from "../faults/flux.ts";
import { add, edit, objectsOf, statusOf } from "../faults/objects.ts";
import { waits, withoutPods, CRASH_LOOP } from "../faults/workloads.ts";
import type { Fault, Scenario } from "../scenario.ts";
import { nodeNotReady } from "./machines/nodes.ts";
import { OVERDUE, POD_CRASHES, POD_WAITS, TOLD_BY_EACH_AGENT } from "./rows.ts";

/** The reason stands in the headline: of a pod, of the newest Warning event, of how a container ended. */
export const REASONS: readonly Scenario[] = [
  {
    name: "key-missing-in-a-secret",
    title: "A container waits for a key that its Secret does not have",
    from: "a bug report: the headline counted replicas, the reason was folded away",
    faults: [
      waits("Deployment", "nessie/nessie", {
        reason: "CreateContainerConfigError",
        message: "couldn't find key password in Secret nessie/cluster-secrets",
      }),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
      says: [
        "0 of 1 ready: nessie-",
        ": CreateContainerConfigError: couldn't find key password in Secret nessie/cluster-secrets",
        "Give Secret nessie/cluster-secrets the key password",
      ],
    },
  },
  {
    name: "registry-limits-pulls",
    title: "The registry answers 429: the pod says back-off, only the event says why",
    from: "a bug report: an image pull without its reason",
    faults: [
      waits("Deployment", "nessie/nessie", {
        reason: "ImagePullBackOff",
        message: 'Back-off pulling image "docker.io/nessie:1"',
      }),
      podsWarned("nessie/nessie", {
        reason: "Failed",
        message:
          'Failed to pull image "docker.io/nessie:1": failed to pull and unpack image: unexpected status from HEAD request to https://registry-1.docker.io/v2/: 429 Too Many Requests - toomanyrequests: You have reached your unauthenticated pull rate limit',
        count: 6,
      }),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
      says: ["429 Too Many Requests", "You have reached your unauthenticated pull rate limit", "limits how often"],
    },
  },
  {
    name: "quota-refuses-pods",
    title: "A quota refuses every pod of a Deployment: there is no pod that could say so",
    from: "a bug report: a workload without pods and without a reason",
    faults: [
      withoutPods("Deployment", "nessie/nessie"),
      edit("Deployment", "nessie/nessie", (object) => {
        const status = statusOf(object);
        for (const key of ["replicas", "readyReplicas", "availableReplicas", "updatedReplicas"]) delete status[key];
      }),
      (world) => {
        const name = objectsOf(world, "ReplicaSet").find((it) => it.metadata.name.startsWith("nessie-"))?.metadata.name;
        return warned("ReplicaSet", `nessie/${name}`, {
          reason: "FailedCreate",
          message: 'Error creating: pods "nessie-x" is forbidden: exceeded quota: small, requested: memory=1Gi',
          count: 14,
        })(world);
      },
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer"],
      says: ["FailedCreate 14 times, last", 'pods "nessie-x" is forbidden: exceeded quota: small'],
    },
  },
  {
    name: "readiness-probe-answers-503",
    title: "A pod runs and is never ready: its readiness probe is answered 503",
    from: "a bug report: a probe's answer stood in an event only",
    faults: [
      runsUnready("nessie/nessie"),
      podsWarned("nessie/nessie", {
        reason: "Unhealthy",
        message: "Readiness probe failed: HTTP probe failed with statuscode: 503",
        count: 40,
      }),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
      says: ["readiness probe failed 40 times, last", "answers 503", "It gets no traffic until this answers"],
    },
  },
  {
    name: "claim-cannot-be-provisioned",
    title: "A claim stays Pending: the provisioner says why in an event, again and again",
    from: "a bug report: the reason of a Pending claim is an event",
    faults: [
      pendingClaim("scratch"),
      warned("PersistentVolumeClaim", "default/scratch", {
        reason: "ProvisioningFailed",
        message: "cannot provision with class ceph-block: deadline exceeded",
        count: 31,
      }),
    ],
    expect: {
      first: ["platform/storage-is-ready"],
      falls: ["workloads/claims-are-bound"],
      says: ["Pending, class ceph-block; ProvisioningFailed 31 times, last", "deadline exceeded"],
    },
  },
  {
    name: "volume-is-not-mounted",
    title: "A pod is starting for minutes: a Secret that it mounts does not exist",
    from: "a bug report: ContainerCreating, and nothing more",
    faults: [
      waits("Deployment", "nessie/nessie", { reason: "ContainerCreating", message: "" }),
      podsWarned("nessie/nessie", {
        reason: "FailedMount",
        message: 'MountVolume.SetUp failed for volume "tls" : secret "nessie-tls" not found',
        count: 9,
      }),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer", ...POD_WAITS],
      unseen: ["budget/timeline-is-whole"],
      says: ["FailedMount 9 times, last", 'secret "nessie-tls" not found', "Secret nessie-tls is missing"],
    },
  },
  {
    name: "release-fails-between-retries",
    title: "A HelmRelease is at its next try: Ready is Unknown, and the event tells why the last one failed",
    from: "a bug report: a release in work hides how the last try ended",
    faults: [
      notReady("HelmRelease", "nessie/nessie", "Progressing", "Running 'upgrade' action with timeout of 5m0s"),
      warned("HelmRelease", "nessie/nessie", {
        reason: "UpgradeFailed",
        message: "Helm upgrade failed for release nessie/nessie: cannot patch: field is immutable",
        count: 4,
      }),
    ],
    expect: {
      first: ["flux/nothing-is-stuck"],
      falls: ["flux/everything-is-reconciled"],
      says: ["UpgradeFailed 4 times, last", "field is immutable"],
    },
  },
  {
    name: "node-out-of-memory",
    title: "A node is NotReady; its kubelet had warned that the system ran out of memory",
    from: "a bug report: a node's last words are events",
    faults: [
      nodeNotReady("lab-cp-02"),
      warnedOf(
        { kind: "Node", name: "lab-cp-02", uid: "lab-cp-02" },
        { reason: "SystemOOM", message: "System OOM encountered, victim process: java, pid: 4711", count: 3 },
      ),
    ],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: ["talos/health-command-passes", ...OVERDUE],
      unseen: [...TOLD_BY_EACH_AGENT, "cilium/status-is-ok", "budget/timeline-is-whole"],
      says: ["SystemOOM 3 times, last", "victim process: java"],
    },
  },
  {
    name: "out-of-memory-in-a-loop",
    title: "A container is killed at its memory limit each time it starts",
    from: "a bug report: exit 137 without a word about memory",
    faults: [
      waits("Deployment", "nessie/nessie", { ...CRASH_LOOP, exitCode: 137 }),
      killed("nessie/nessie", "64Mi", 9),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: ["references/named-services-answer", ...POD_CRASHES],
      unseen: ["budget/timeline-is-whole"],
      says: ["OOMKilled at its memory limit of 64Mi", "raise resources.limits.memory"],
    },
  },
  {
    name: "out-of-memory-over-the-budget",
    title: "A container was killed at its memory limit oftener than the profile allows",
    from: "a bug report: restarts were counted, their reason was not told",
    faults: [killed("flux-system/source-controller", "64Mi", 12, 1200)],
    expect: {
      first: ["workloads/restarts-are-rare"],
      says: ["12 restarts: OOMKilled at its memory limit of 64Mi"],
    },
  },
];

/** What fails nothing and is told. */
export const REMARKED: readonly Scenario[] = [
  {
    name: "out-of-memory-and-back",
    title: "A Flux controller was out of memory four times, and is ready at the moment",
    from: "a bug report: restarts were counted, their reason was not told",
    faults: [killed("flux-system/helm-controller", "128Mi", 4, 660)],
    expect: { first: [], says: ["was OOMKilled at its memory limit of 128Mi: 4 restarts, the last 11m"] },
  },
];

function pendingClaim(name: string): Fault {
  return (world) =>
    add({
      ...{ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name, namespace: "default" } },
      spec: {
        ...{ accessModes: ["ReadWriteOnce"], storageClassName: "ceph-block" },
        resources: { requests: { storage: "1Gi" } },
      },
      status: { phase: "Pending" },
    })(world);
}
