import { agentsWait, ciliumSays, componentUnready, config } from "../faults/cilium.ts";
import { prints } from "../faults/commands.ts";
import { healthCheckFails, kustomizationFails, notReady, SOURCE, sourceFails } from "../faults/flux.ts";
import { revised, revisionAdded } from "../faults/helm.ts";
import {
  add,
  all,
  condition,
  edit,
  findObject,
  objectsOf,
  remove,
  specOf,
  statusOf,
  type Json,
} from "../faults/objects.ts";
import { healthStopsAt, machine, resource, serviceStops } from "../faults/talos.ts";
import {
  CRASH_LOOP,
  deleted,
  IMAGE_PULL,
  podsOf,
  podWaits,
  scaledToZero,
  unready,
  waits,
  type Waiting,
} from "../faults/workloads.ts";
import type { Fault, Scenario } from "../scenario.ts";
import { nodeNotReady } from "./machines.ts";
import { storeFails } from "./platform.ts";

/** Pods of a node that was lost: not Ready, and their workloads and endpoints know it. */
const podsOfNodeUnready =
  (node: string): Fault =>
  (world) => {
    const pods = objectsOf(world, "Pod").filter(
      (pod) => specOf(pod)["nodeName"] === node && (pod["status"] as Json)["phase"] === "Running",
    );
    const workloads = (["Deployment", "DaemonSet", "StatefulSet"] as const).flatMap((kind) =>
      objectsOf(world, kind).flatMap(({ metadata }) => {
        const name = `${metadata.namespace}/${metadata.name}`;
        const lost = podsOf(world, kind, name).filter((pod) => pods.includes(pod)).length;
        return lost > 0 ? [unready(kind, name, lost)] : [];
      }),
    );
    const lose = pods.map((pod) =>
      edit("Pod", `${pod.metadata.namespace}/${pod.metadata.name}`, (copy) => {
        for (const it of statusOf(copy)["conditions"] as Json[]) {
          if (it["type"] === "Ready")
            Object.assign(it, { status: "False", lastTransitionTime: "2026-01-05T09:50:00Z" });
        }
      }),
    );
    return all(...lose, ...workloads)(world);
  };

const agentLost =
  (node: string): Fault =>
  (world) => {
    const pod = podsOf(world, "DaemonSet", "kube-system/cilium").find((it) => specOf(it)["nodeName"] === node);
    return ciliumSays((status) => {
      const name = pod?.metadata.name ?? "";
      status.cilium_status[name] = null;
      Object.assign(status.pod_state["cilium"] ?? {}, { Ready: 2, Available: 2, Unavailable: 1 });
      status.errors = {
        cilium: {
          [name]: {
            Errors: [
              "unable to retrieve cilium status: error dialing backend: dial tcp 10.25.21.12:10250: i/o timeout",
            ],
            Warnings: [],
          },
        },
      };
    })(world);
  };

/** One machine lost: everything that stood on it falls with it. */
const machineLost = (name: string): Fault =>
  all(
    machine(name, (node) => {
      node.trouble = "silence";
    }),
    podsOfNodeUnready(name),
    nodeNotReady(name),
    agentLost(name),
  );

const CNI_WAITS: Waiting = {
  reason: "ContainerCreating",
  message: 'Failed to create pod sandbox: plugin type="cilium-cni" failed: Cilium API client timeout exceeded',
};

/** Causes that take many rows down with them: the first must be named first. */
export const CASCADES: readonly Scenario[] = [
  {
    name: "cilium-managed-twice",
    title: "Cilium is managed by helmfile and by a HelmRelease: UpgradeFailed, the agents are 0/3, everything falls",
    from: "faults.md S1",
    faults: [
      add({
        ...{ apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease" },
        metadata: { name: "cilium", namespace: "kube-system", ...{ generation: 2 } },
        spec: { interval: "1h", chartRef: { kind: "OCIRepository", name: "cilium" }, values: { cluster: { id: 1 } } },
        status: {
          ...{ observedGeneration: 2, lastAttemptedRevision: "1.18.6", failures: 4, upgradeFailures: 4 },
          conditions: [
            {
              ...{ type: "Ready", status: "False", reason: "UpgradeFailed", observedGeneration: 2 },
              message:
                "Helm upgrade failed for release kube-system/cilium with chart cilium@1.18.6: timeout waiting for: [DaemonSet/kube-system/cilium status: 'InProgress']",
              lastTransitionTime: "2026-01-05T09:35:00Z",
            },
            {
              ...{
                type: "Stalled",
                status: "True",
                reason: "RetriesExceeded",
                message: "Failed to upgrade after 3 attempt(s)",
              },
              lastTransitionTime: "2026-01-05T09:35:00Z",
            },
          ],
          history: [{ name: "cilium", namespace: "kube-system", version: 2, status: "failed", chartVersion: "1.18.6" }],
        },
      }),
      revisionAdded("kube-system/cilium", 1, {
        status: "failed",
        at: "2026-01-05T09:34:00Z",
        manager: "helm-controller",
        description: "Upgrade failed",
        supersedes: false,
      }),
      agentsWait(CRASH_LOOP),
      kustomizationFails(
        "flux-system/cluster-infrastructure",
        "HealthCheckFailed",
        "health check failed after 15m0.3s: timeout waiting for: [HelmRelease/kube-system/cilium status: 'Failed']",
      ),
      edit("Kustomization", "flux-system/cluster-infrastructure", (object) => {
        const { entries } = (statusOf(object)["inventory"] ?? {}) as { entries: Json[] };
        entries.push({ id: "kube-system_cilium_helm.toolkit.fluxcd.io_HelmRelease", v: "v2" });
      }),
      prints("cilium", "connectivity test", {
        stdout: "",
        stderr: "connectivity test failed: setup failed: cilium agents are not ready\n",
        exit: 1,
      }),
    ],
    expect: {
      first: ["components/have-one-owner"],
      falls: [
        "components/releases-are-deployed",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: [
        "cilium/identity-matches",
        "cilium/kube-proxy-is-replaced",
        "cilium/agents-run-the-current-config",
        "cilium/connectivity-test-passes",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "machine-lost",
    title: "A machine is lost: its node, its pods and their workloads fall with it",
    from: "faults.md: a kubelet is silent; cascades",
    faults: [machineLost("lab-cp-02")],
    expect: {
      first: ["prerequisites/talos-api-is-reachable"],
      falls: [
        "kubernetes/every-expected-node-is-ready",
        "kubernetes/control-plane-runs",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        "flux/controllers-are-ready",
        "platform/monitoring-is-operational",
        "platform/services-are-rolled-out",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: [
        "talos/every-machine-is-running",
        "talos/control-plane-is-bootstrapped",
        "talos/etcd-raises-no-alarm",
        "talos/services-are-healthy",
        "talos/versions-match",
        "talos/links-carry-the-mtu",
        "talos/bonds-run-lacp",
        "talos/clocks-are-in-sync",
        "talos/no-diagnostics",
        "talos/kube-prism-is-healthy",
        "cilium/identity-matches",
        "cilium/kube-proxy-is-replaced",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "node-lost-without-talos",
    title: "A node is NotReady and its pods with it, though its machine answers",
    from: "facts/cli.md F",
    faults: [podsOfNodeUnready("lab-cp-03"), nodeNotReady("lab-cp-03")],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      falls: [
        "kubernetes/control-plane-runs",
        "components/workloads-are-rolled-out",
        "cilium/hubble-relay-answers",
        "flux/controllers-are-ready",
        "secrets/connect-is-running",
        "platform/storage-is-ready",
        "platform/ceph-is-healthy",
        "platform/services-are-rolled-out",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "etcd-unavailable",
    title: "etcd lost its quorum behind a wrong MTU: the API is not ready, the machines are not, health fails",
    from: "faults.md S4: etcd unavailable (MTU differs)",
    faults: [
      resource("lab-cp-02", "links", "bond0", (spec) => {
        spec["mtu"] = 1500;
      }),
      serviceStops("lab-cp-02", "etcd"),
      machine(undefined, ({ etcd }) => {
        if (etcd) etcd.members = etcd.members.filter(({ hostname }) => hostname !== "lab-cp-02");
      }),
      resource("lab-cp-02", "machinestatus", "machine", (spec) => {
        spec["status"] = { ready: false, unmetConditions: [{ name: "services", reason: "etcd is not healthy" }] };
      }),
      healthStopsAt("etcd to be healthy", "service etcd not healthy on 10.25.21.12"),
    ],
    expect: {
      first: ["talos/links-carry-the-mtu"],
      falls: [
        "talos/every-machine-is-running",
        "talos/control-plane-is-bootstrapped",
        "talos/services-are-healthy",
        "talos/health-command-passes",
      ],
    },
  },
  {
    name: "clock-drifts-away",
    title: "A machine's clock is wrong: trustd refuses, its services are not healthy, it never gets ready",
    from: "faults.md: a clock out of sync",
    faults: [
      resource("lab-cp-03", "timestatuses", "node", (spec) => {
        spec["synced"] = false;
      }),
      resource("lab-cp-03", "services", "trustd", (spec) => {
        spec["healthy"] = false;
      }),
      resource("lab-cp-03", "machinestatus", "machine", (spec) => {
        spec["status"] = { ready: false, unmetConditions: [{ name: "time", reason: "time is not synced" }] };
      }),
      healthStopsAt("all nodes to finish boot sequence", "lab-cp-03: not ready"),
    ],
    expect: {
      first: ["talos/clocks-are-in-sync"],
      falls: ["talos/every-machine-is-running", "talos/services-are-healthy", "talos/health-command-passes"],
    },
  },
  {
    name: "etcd-gone-from-one",
    title: "etcd stopped on one machine: its member is missing and health fails",
    from: "faults.md, the machines",
    faults: [
      serviceStops("lab-cp-02", "etcd"),
      resource("lab-cp-02", "machinestatus", "machine", (spec) => {
        spec["status"] = { ready: false, unmetConditions: [{ name: "services", reason: "etcd is down" }] };
      }),
      healthStopsAt("etcd to be healthy", "service etcd not running on 10.25.21.12"),
    ],
    expect: {
      first: ["talos/services-are-healthy"],
      falls: ["talos/every-machine-is-running", "talos/health-command-passes"],
    },
  },
  {
    name: "agents-crash",
    title: "The Cilium agents crash on all nodes: no endpoint, no DNS, no connectivity",
    from: "faults.md S4: Cilium pods stuck",
    faults: [
      agentsWait(CRASH_LOOP),
      waits("Deployment", "kube-system/coredns", CNI_WAITS),
      prints("cilium", "connectivity test", {
        stdout: "",
        stderr: "connectivity test failed: agents are not ready\n",
        exit: 1,
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "cilium/status-is-ok",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: [
        "components/coredns-answers",
        "cilium/identity-matches",
        "cilium/kube-proxy-is-replaced",
        "cilium/agents-run-the-current-config",
        "cilium/connectivity-test-passes",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "coredns-crashes",
    title: "CoreDNS crashes: a forward loop",
    from: "faults.md S4: CoreDNS not resolving",
    faults: [
      waits("Deployment", "kube-system/coredns", CRASH_LOOP),
      prints("cilium", "connectivity test", {
        stdout: "",
        stderr: "connectivity test failed: timeout reached waiting lookup for cluster.local\n",
        exit: 1,
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["components/coredns-answers", "cilium/connectivity-test-passes", "budget/timeline-is-whole"],
    },
  },
  {
    name: "cert-manager-webhook-down",
    title: "The webhook of cert-manager is down: certificates are refused, and with them a Kustomization",
    from: "facts/gitops.md §2.3",
    faults: [
      waits("Deployment", "cert-manager/cert-manager-webhook", CRASH_LOOP),
      kustomizationFails(
        "flux-system/cluster-networking",
        "ReconciliationFailed",
        'Certificate/network/wildcard dry-run failed (InternalError): Internal error occurred: failed calling webhook "webhook.cert-manager.io": no endpoints available for service "cert-manager-webhook"',
      ),
      condition("Certificate", "network/wildcard", "Ready", {
        status: "False",
        reason: "DoesNotExist",
        message: "Issuing certificate as Secret does not exist",
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "components/webhooks-are-wired",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "platform/certificates-are-valid",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "external-secrets-operator-down",
    title: "The external-secrets operator crashes: nothing is synced any more",
    from: "seeds/000",
    faults: [
      waits("Deployment", "external-secrets/external-secrets", CRASH_LOOP),
      condition("ClusterSecretStore", "onepassword-connect", "Ready", {
        status: "False",
        reason: "ValidationFailed",
        message: "context deadline exceeded",
      }),
      condition("ExternalSecret", undefined, "Ready", {
        status: "False",
        reason: "SecretSyncedError",
        message: "store is not ready",
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "secrets/stores-are-valid",
        "secrets/external-secrets-are-synced",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "store-down-pods-wait",
    title: "The secret store is not valid: a secret is missing, its pod waits, its Kustomization fails",
    from: "faults.md S0",
    faults: [
      storeFails("unable to validate store: 503 Service Unavailable"),
      remove("Secret", "nessie/cluster-secrets"),
      waits("Deployment", "nessie/nessie", {
        reason: "CreateContainerConfigError",
        message: 'secret "cluster-secrets" not found',
      }),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'InProgress'"),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "UpgradeFailed",
        "Helm upgrade failed for release nessie/nessie: context deadline exceeded",
      ),
    ],
    expect: {
      first: ["secrets/stores-are-valid"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "secrets/external-secrets-are-synced",
        "platform/services-are-rolled-out",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "service-crashes-under-flux",
    title: "Nessie crashes: its HelmRelease times out, its Kustomization's health check fails",
    from: "cascades: pod before HelmRelease before Kustomization",
    faults: [
      waits("Deployment", "nessie/nessie", CRASH_LOOP),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "InstallFailed",
        "Helm install failed for release nessie/nessie: timeout waiting for: [Deployment/nessie/nessie status: 'InProgress']",
      ),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'Failed'"),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "grafana-image-missing-under-flux",
    title: "Grafana's image does not exist: monitoring is down, its HelmRelease fails and its Kustomization waits",
    from: "cascades: image before release",
    faults: [
      waits("Deployment", "monitoring/grafana", IMAGE_PULL),
      notReady(
        "HelmRelease",
        "monitoring/grafana",
        "UpgradeFailed",
        "Helm upgrade failed for release monitoring/grafana: context deadline exceeded",
      ),
      healthCheckFails("flux-system/cluster-observability", "HelmRelease/monitoring/grafana status: 'Failed'"),
    ],
    expect: {
      first: ["platform/monitoring-is-operational"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "ceph-down-claims-wait",
    title: "Ceph is in error: a claim waits, its database waits, its Kustomizations wait",
    from: "faults.md, workloads; S0",
    faults: [
      condition("CephCluster", "rook-ceph/rook-ceph", "Ready", {
        status: "False",
        reason: "ClusterFailed",
        message: "failed to create cluster: mons have no quorum",
      }),
      edit("CephCluster", "rook-ceph/rook-ceph", (object) => {
        Object.assign(statusOf(object), { phase: "Failure" });
        Object.assign(statusOf(object)["ceph"] as Json, { health: "HEALTH_ERR" });
      }),
      edit("PersistentVolumeClaim", "databases/nessie-postgres-3", (object) => {
        statusOf(object)["phase"] = "Pending";
      }),
      edit("Cluster", "databases/nessie-postgres", (object) => {
        Object.assign(statusOf(object), { phase: "Creating a new replica", readyInstances: 2 });
      }),
      condition("Cluster", "databases/nessie-postgres", "Ready", {
        status: "False",
        reason: "ClusterIsNotReady",
        message: "Cluster Is Not Ready",
      }),
      (world) =>
        podWaits(findObject(world, "Pod", "databases/nessie-postgres-3"), {
          reason: "ContainerCreating",
          message: "waiting for volume",
        })(world),
      healthCheckFails("flux-system/cluster-storage", "CephCluster/rook-ceph/rook-ceph status: 'InProgress'"),
    ],
    expect: {
      first: ["platform/ceph-is-healthy"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "platform/storage-is-ready",
        "platform/databases-are-healthy",
        "workloads/every-pod-runs",
        "workloads/claims-are-bound",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "deploy-key-deleted-instance-fails",
    title: "The deploy key is gone and the FluxInstance says so too",
    from: "facts/captures.md §0.6",
    faults: [
      remove("Secret", "flux-system/github-deploy-key"),
      sourceFails(
        "AuthenticationFailed",
        `failed to get secret 'flux-system/github-deploy-key': secrets "github-deploy-key" not found`,
      ),
      kustomizationFails("flux-system/flux-system", "SourceNotReady", "Source artifact not found, retrying in 30s"),
    ],
    expect: {
      first: ["flux/deploy-key-is-in-place"],
      falls: [
        "flux/git-source-is-ready",
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
      ],
    },
  },
  {
    name: "kustomize-controller-down",
    title: "kustomize-controller crashes: nothing is applied any more",
    from: "facts/captures.md §0.2",
    faults: [
      waits("Deployment", "flux-system/kustomize-controller", CRASH_LOOP),
      condition("FluxInstance", "flux-system/flux", "Ready", {
        status: "False",
        reason: "ReconciliationFailed",
        message: "timeout waiting for: [Deployment/flux-system/kustomize-controller status: 'InProgress']",
      }),
      edit("GitRepository", SOURCE, (object) => {
        const artifact = statusOf(object)["artifact"] as Json;
        Object.assign(artifact, {
          revision: "refs/heads/main@sha1:0c1d2e3f405162738495a6b7c8d9e0f102132435",
          lastUpdateTime: "2026-01-05T09:40:00Z",
        });
      }),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "flux/controllers-are-ready",
        "flux/instance-is-ready",
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "source-controller-down",
    title: "source-controller is scaled to 0: its last words stand",
    from: "facts/captures.md §0: a dead source under Ready Kustomizations",
    faults: [
      scaledToZero("Deployment", "flux-system/source-controller"),
      sourceFails("GitOperationFailed", "failed to checkout and determine revision: context deadline exceeded"),
    ],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "flux/controllers-are-ready",
        "flux/git-source-is-ready",
        "flux/cluster-kustomization-is-applied",
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
      ],
    },
  },
  {
    name: "crd-missing-for-gateways",
    title: "The Gateway CRDs are missing: Gateways are refused, their Kustomization fails, apps wait",
    from: "faults.md S0; facts/gitops.md §2.2",
    faults: [
      remove("CustomResourceDefinition", /\.gateway\.networking\.k8s\.io$/),
      remove("Gateway"),
      remove("GatewayClass"),
      remove("HTTPRoute"),
      kustomizationFails(
        "flux-system/cluster-networking",
        "ReconciliationFailed",
        'Gateway/network/internal dry-run failed: no matches for kind "Gateway" in version "gateway.networking.k8s.io/v1"',
      ),
    ],
    expect: {
      first: ["crds/required-are-established"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: [
        "crds/came-before-their-users",
        "components/were-installed-in-order",
        "platform/gateways-are-programmed",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "cilium-release-failed",
    title: "The install of Cilium failed: its agents wait, nodes are not Ready",
    from: "faults.md S4",
    faults: [
      revised("kube-system/cilium", 1, ({ info }) => {
        info.status = "failed";
        info.description = 'Release "cilium" failed: context deadline exceeded';
      }),
      agentsWait(IMAGE_PULL),
      edit("Node", undefined, (node) => {
        for (const it of statusOf(node)["conditions"] as Json[]) {
          if (it["type"] === "Ready")
            Object.assign(it, {
              status: "False",
              reason: "KubeletNotReady",
              message: "container runtime network not ready: cni plugin not initialized",
            });
        }
      }),
    ],
    expect: {
      first: ["components/releases-are-deployed"],
      falls: [
        "kubernetes/every-expected-node-is-ready",
        "components/workloads-are-rolled-out",
        "cilium/status-is-ok",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: [
        "cilium/identity-matches",
        "cilium/kube-proxy-is-replaced",
        "cilium/agents-run-the-current-config",
        "budget/timeline-is-whole",
      ],
    },
  },
  {
    name: "hubble-relay-down",
    title: "Hubble relay cannot pull its image: the CLI warns and its Service is empty",
    from: "faults.md, Cilium",
    faults: [waits("Deployment", "kube-system/hubble-relay", IMAGE_PULL), componentUnready("hubble-relay", 1)],
    expect: {
      first: ["components/workloads-are-rolled-out"],
      falls: [
        "cilium/status-is-ok",
        "cilium/hubble-relay-answers",
        "workloads/every-pod-runs",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "pool-conflict-gateway-without-address",
    title: "Pools conflict: the Gateway's Service has no address, the Gateway is not programmed",
    from: "S3 issue 4",
    faults: [
      condition("CiliumLoadBalancerIPPool", "internal", "cilium.io/PoolConflict", {
        status: "True",
        reason: "cidr_overlap",
        message: "overlaps with pool external",
      }),
      edit("Service", "network/cilium-gateway-internal", (object) => {
        statusOf(object)["loadBalancer"] = {};
      }),
      condition("Gateway", "network/internal", "Programmed", {
        status: "False",
        reason: "AddressNotAssigned",
        message: "no address is assigned",
      }),
      edit("Gateway", "network/internal", (object) => {
        statusOf(object)["addresses"] = [];
      }),
    ],
    expect: { first: ["cilium/load-balancer-pools-serve"], falls: ["platform/gateways-are-programmed"] },
  },
  {
    name: "issuer-down-gateway-waits",
    title: "The issuer is not ready: no certificate, and the Gateway's listener has no reference",
    from: "seeds/004",
    faults: [
      condition("ClusterIssuer", "letsencrypt-production", "Ready", {
        status: "False",
        reason: "ErrRegisterACMEAccount",
        message: "acme: 503",
      }),
      condition("Certificate", "network/wildcard", "Ready", {
        status: "False",
        reason: "DoesNotExist",
        message: "Issuing certificate as Secret does not exist",
      }),
      condition("Gateway", "network/internal", "Programmed", {
        status: "False",
        reason: "Invalid",
        message: "listener https: InvalidCertificateRef",
      }),
    ],
    expect: { first: ["platform/certificates-are-valid"], falls: ["platform/gateways-are-programmed"] },
  },
  {
    name: "metrics-server-down",
    title: "metrics-server crashes: no metrics of any node",
    from: "seeds/004 verification",
    faults: [
      waits("Deployment", "kube-system/metrics-server", CRASH_LOOP),
      remove("NodeMetrics"),
      notReady(
        "HelmRelease",
        "kube-system/metrics-server",
        "UpgradeFailed",
        "Helm upgrade failed for release kube-system/metrics-server: context deadline exceeded",
      ),
      healthCheckFails("flux-system/cluster-infrastructure", "HelmRelease/kube-system/metrics-server status: 'Failed'"),
    ],
    expect: {
      first: ["platform/services-are-rolled-out"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "workloads/resource-metrics-answer",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "database-instance-down",
    title: "An instance of the database crashes: two of three, and apps wait for it",
    from: "faults.md, workloads: a CNPG replica missing",
    faults: [
      (world) => podWaits(findObject(world, "Pod", "databases/nessie-postgres-2"), CRASH_LOOP)(world),
      edit("Cluster", "databases/nessie-postgres", (object) => {
        Object.assign(statusOf(object), { phase: "Waiting for the instances to become active", readyInstances: 2 });
      }),
      condition("Cluster", "databases/nessie-postgres", "Ready", {
        status: "False",
        reason: "ClusterIsNotReady",
        message: "Cluster Is Not Ready",
      }),
      healthCheckFails("flux-system/cluster-apps", "Cluster/databases/nessie-postgres status: 'InProgress'"),
    ],
    expect: {
      first: ["platform/databases-are-healthy"],
      falls: [
        "flux/nothing-is-stuck",
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "two-causes-flux-and-machine",
    title: "The deploy key is refused, and a bond runs on one member: two causes",
    from: "issue: two independent faults at once give two causes",
    faults: [
      sourceFails("GitOperationFailed", "ssh: handshake failed: ssh: unable to authenticate"),
      resource("lab-cp-01", "links", "enp1s1", (spec) => {
        spec["linkState"] = false;
        spec["operationalState"] = "down";
      }),
    ],
    expect: {
      first: ["flux/git-source-is-ready", "talos/bonds-run-lacp"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/nothing-is-stuck", "flux/everything-is-reconciled"],
    },
  },
  {
    name: "two-causes-in-one-kustomization",
    title: "Nessie crashes and KubeAI's chart does not exist: two causes under one Kustomization",
    from: "issue: two independent faults at once give two causes",
    faults: [
      waits("Deployment", "nessie/nessie", CRASH_LOOP),
      notReady(
        "HelmRelease",
        "nessie/nessie",
        "InstallFailed",
        "Helm install failed for release nessie/nessie: context deadline exceeded",
      ),
      notReady(
        "HelmChart",
        "flux-system/kubeai-kubeai",
        "ChartPullError",
        "no 'kubeai' chart with version matching '9.9.9' found",
      ),
      notReady("HelmRelease", "kubeai/kubeai", "SourceNotReady", "HelmChart 'flux-system/kubeai-kubeai' is not ready"),
      healthCheckFails("flux-system/cluster-apps", "HelmRelease/nessie/nessie status: 'Failed'"),
    ],
    expect: {
      first: ["flux/nothing-is-stuck", "platform/services-are-rolled-out"],
      falls: [
        "flux/everything-is-reconciled",
        "workloads/every-pod-runs",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "consequence-with-its-own-cause",
    title: "A node is lost with its pods, and a pod of another node crashes by itself",
    from: "issue: a consequence that has its own cause is not hidden",
    faults: [
      podsOfNodeUnready("lab-cp-01"),
      nodeNotReady("lab-cp-01"),
      (world) => {
        const other = podsOf(world, "Deployment", "kubeai/kubeai").find((it) => specOf(it)["nodeName"] !== "lab-cp-01");
        if (!other) throw new Error("kubeai runs on lab-cp-01");
        return podWaits(other, CRASH_LOOP)(world);
      },
    ],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready", "workloads/every-pod-runs"],
      falls: [
        "kubernetes/control-plane-runs",
        "components/workloads-are-rolled-out",
        "flux/controllers-are-ready",
        "platform/ceph-is-healthy",
        "platform/monitoring-is-operational",
        "platform/logging-is-operational",
        "platform/services-are-rolled-out",
        "workloads/restarts-are-rare",
        "budget/phases-took-under-theirs",
        "budget/bootstrap-took-under-the-budget",
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "config-changed-under-the-agents",
    title: "Somebody changed Cilium's ConfigMap to tunnel routing, and the agents run the old one",
    from: "seeds/001",
    faults: [config({ "routing-mode": "tunnel" }, 300)],
    expect: { first: ["cilium/routing-is-native", "cilium/agents-run-the-current-config"] },
  },
  {
    name: "operator-removed-with-its-objects",
    title: "The operator of Ceph was removed, and its pods, classes and claims with it",
    from: "faults.md S3; captures.md: an operator that is gone",
    faults: [
      deleted("Deployment", "rook-ceph/rook-ceph-operator"),
      remove("CephCluster"),
      remove("StorageClass", "ceph-block"),
      notReady("HelmRelease", "rook-ceph/rook-ceph-operator", "UninstallSucceeded", "Helm uninstall succeeded"),
      healthCheckFails("flux-system/cluster-storage", "CephCluster/rook-ceph/rook-ceph status: 'NotFound'"),
    ],
    expect: {
      first: ["flux/nothing-is-stuck", "platform/ceph-is-healthy"],
      falls: ["flux/everything-is-reconciled", "platform/storage-is-ready"],
    },
  },
];
