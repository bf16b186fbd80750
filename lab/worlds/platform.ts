import { following } from "./addresses.ts";
import type { Profile } from "../../clusters/profile.ts";
import {
  canary,
  condition,
  ensureNamespace,
  managed,
  numberOf,
  ownerReference,
  uidOf,
  type Builder,
} from "./builder.ts";
import { byKustomization, poolsOf } from "./cilium.ts";
import { addSecret } from "./core.ts";
import { kindOf } from "./crds.ts";
import { addHelmRelease, appliedAt } from "./flux.ts";
import { addClaim, addPod, addService, addWorkload, placeFor, provisionerOf, type Manager } from "./workloads.ts";

/** What Flux brings after the hand-over: storage, databases, monitoring, logging, certificates, gateways, services. */
export function addPlatform(b: Builder): void {
  const { platform } = b.profile;
  addStorageClasses(b);
  for (const [position, workload] of (platform.storage?.provisioners ?? []).entries())
    addReleased(b, workload, b.times.flux + 90 + position * 12, 34, "cluster-storage");
  if (platform.ceph) addCeph(b, platform.ceph);
  for (const [position, database] of platform.databases.entries())
    addDatabase(b, database, b.times.flux + 400 + position * 20);
  for (const workload of platform.monitoring?.workloads ?? [])
    addReleased(b, workload, b.times.flux + 384, 40, "cluster-observability");
  for (const [position, resource] of (platform.monitoring?.resources ?? []).entries())
    addMonitoring(b, resource, b.times.flux + 440 + position * 10);
  for (const workload of platform.logging?.workloads ?? [])
    addReleased(b, workload, b.times.flux + 500, 60, "cluster-observability");
  if (platform.certificates) addCertificates(b, platform.certificates);
  if (platform.gateways) addGateways(b, platform.gateways);
  platform.services.forEach((workload, position) => {
    const early = workload.name === "metrics-server";
    addReleased(
      b,
      workload,
      early ? b.times.flux + 30 : b.times.flux + 600 + position * 36,
      early ? 26 : 70,
      early ? "cluster-infrastructure" : "cluster-apps",
    );
  });
  addDependents(b);
  addJob(b);
}

type Platform = Profile["platform"];
type Ref = { kind: "Deployment" | "DaemonSet" | "StatefulSet"; namespace: string; name: string };

/** A workload of a HelmRelease of the same name; the last of them ends the bootstrap. */
function addReleased(b: Builder, workload: Ref, at: number, took: number, kustomization: string): void {
  const { kind, namespace, name } = workload;
  if (b.objects.some((it) => it.kind === kind && it.metadata.name === name && it.metadata.namespace === namespace))
    return;
  const readyAt = Math.min(at + took, b.times.end - 2);
  const version = `1.${numberOf(20, name)}.${numberOf(9, "patch", name)}`;
  const manager: Manager = b.profile.flux
    ? { by: "helm-controller", release: name, namespace, chart: `${name}-${version}` }
    : { by: "helm", release: name, namespace, chart: `${name}-${version}` };
  const manifest = [{ apiVersion: "apps/v1", kind, namespace, name }];
  addHelmRelease(b, {
    name,
    namespace,
    chart: name,
    chartVersion: version,
    appVersion: version,
    at: Math.min(at - 5, appliedAt(b, kustomization)),
    deployed: at - 1,
    ready: readyAt + 1,
    kustomization,
    manifest,
  });
  const [storageClass] = b.profile.platform.storage?.classes ?? [];
  const pods = addWorkload(b, {
    kind,
    namespace,
    name,
    at,
    readyAt,
    manager,
    containers: [
      {
        name,
        image: `ghcr.io/example/${name}:v${version}`,
        ports: [
          {
            name: "http",
            containerPort: 8080,
          },
        ],
        env: [
          {
            name: "ADMIN_PASSWORD",
            value: canary(namespace, name),
          },
        ],
      },
    ],
    ...(kind === "StatefulSet" && storageClass
      ? {
          claim: {
            storageClass,
            size: "20Gi",
          },
        }
      : {}),
  });
  addService(b, { namespace, name, pods, ports: [{ name: "http", port: 80, target: 8080 }], at });
}

function addStorageClasses(b: Builder): void {
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

function addCeph(b: Builder, { namespace, name, osds, health }: NonNullable<Platform["ceph"]>): void {
  const at = b.times.flux + 150;
  const ready = b.times.flux + 340;
  const owner = ownerReference("ceph.rook.io/v1", "CephCluster", namespace, name);
  const image = "quay.io/ceph/ceph:v19.2.3";
  const daemon = (type: string, id: string, start: number) =>
    addWorkload(b, {
      kind: "Deployment",
      namespace,
      name: `rook-ceph-${type}-${id}`,
      at: start,
      readyAt: start + 34,
      labels: {
        app: `rook-ceph-${type}`,
        ceph_daemon_type: type,
        ceph_daemon_id: id,
        rook_cluster: namespace,
      },
      containers: [
        {
          name: type,
          image,
        },
      ],
      ...(type === "osd" ? { hostNetwork: false } : {}),
      manager: {
        by: "operator",
        manager: "rook",
        owner,
      },
    });
  ensureNamespace(b, namespace, b.times.flux + 80);
  ["a", "b", "c"].forEach((id, index) => daemon("mon", id, at + 10 + index * 24));
  ["a", "b"].forEach((id) => daemon("mgr", id, at + 90));
  for (let id = 0; id < osds; id++) daemon("osd", String(id), at + 130 + id * 4);
  const version = "19.2.3-0";
  const counted = (count: number) => ({
    "ceph version 19.2.3 (c92aebb279828e9c3c1f5d24613efca272649e62) squid (stable)": count,
  });
  b.add({
    apiVersion: "ceph.rook.io/v1",
    kind: "CephCluster",
    metadata: {
      name,
      namespace,
      generation: 2,
      creationTimestamp: b.at(at),
      finalizers: ["cephcluster.ceph.rook.io"],
      ...byKustomization(b, "cluster-storage"),
    },
    spec: {
      cephVersion: { image },
      mon: { count: 3 },
      mgr: { count: 2 },
      dataDirHostPath: "/var/lib/rook",
      storage: { useAllNodes: true, deviceFilter: "^nvme1n1$" },
    },
    status: {
      phase: "Ready",
      state: "Created",
      message: "Cluster created successfully",
      observedGeneration: 2,
      ceph: {
        health: health[0] ?? "HEALTH_OK",
        lastChecked: b.ago(25),
        lastChanged: b.at(ready),
        previousHealth: "HEALTH_WARN",
        fsid: uidOf("Ceph", namespace, name),
        capacity: {
          bytesTotal: osds * 0x1bf1fc56000,
          bytesUsed: 0x99997a000,
          bytesAvailable: osds * 0x1bf1fc56000 - 0x99997a000,
          lastUpdated: b.ago(25),
        },
        versions: {
          mon: counted(3),
          mgr: counted(2),
          osd: counted(osds),
          overall: counted(5 + osds),
        },
      },
      conditions: [
        {
          ...condition("Progressing", "False", "ClusterProgressing", b.at(ready - 2)),
          lastHeartbeatTime: b.at(ready),
        },
        {
          ...condition("Ready", "True", "ClusterCreated", b.at(ready), "Cluster created successfully"),
          lastHeartbeatTime: b.ago(25),
        },
      ],
      storage: {
        deviceClasses: [{ name: "nvme" }],
        osd: {
          storeType: { bluestore: osds },
          migrationStatus: {},
        },
      },
      version: {
        image,
        version,
      },
    },
  });
  const [blockClass = "ceph-block"] = b.profile.platform.storage?.classes ?? [];
  b.add({
    apiVersion: "ceph.rook.io/v1",
    kind: "CephBlockPool",
    metadata: {
      name: blockClass,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at + 2),
      ...byKustomization(b, "cluster-storage"),
    },
    spec: { failureDomain: "host", replicated: { size: 3 } },
    status: { phase: "Ready", observedGeneration: 1 },
  });
}

function addDatabase(b: Builder, { namespace, name, instances = 3 }: Platform["databases"][number], at: number): void {
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

/** Kinds of the VictoriaMetrics and Prometheus operators, and the workload that each makes of it. */
const OPERATED: Record<string, { kind: Ref["kind"]; prefix: string; image: string }> = {
  VMSingle: { kind: "Deployment", prefix: "vmsingle", image: "docker.io/victoriametrics/victoria-metrics:v1.128.0" },
  VMCluster: {
    kind: "StatefulSet",
    prefix: "vmstorage",
    image: "docker.io/victoriametrics/vmstorage:v1.128.0-cluster",
  },
  VMAgent: { kind: "Deployment", prefix: "vmagent", image: "docker.io/victoriametrics/vmagent:v1.128.0" },
  VMAlert: { kind: "Deployment", prefix: "vmalert", image: "docker.io/victoriametrics/vmalert:v1.128.0" },
  VMAlertmanager: { kind: "StatefulSet", prefix: "vmalertmanager", image: "docker.io/prom/alertmanager:v0.28.1" },
  Prometheus: { kind: "StatefulSet", prefix: "prometheus", image: "quay.io/prometheus/prometheus:v3.7.3" },
  Alertmanager: { kind: "StatefulSet", prefix: "alertmanager", image: "quay.io/prometheus/alertmanager:v0.28.1" },
};

function addMonitoring(
  b: Builder,
  resource: NonNullable<Platform["monitoring"]>["resources"][number],
  at: number,
): void {
  const { kind, namespace, name } = resource;
  const made = OPERATED[kind];
  if (!made) return;
  const victoria = kind.startsWith("VM");
  const apiVersion = victoria ? "operator.victoriametrics.com/v1beta1" : "monitoring.coreos.com/v1";
  const readyAt = at + 44;
  const owner = ownerReference(apiVersion, kind, namespace, name);
  const [storageClass] = b.profile.platform.storage?.classes ?? [];
  addWorkload(b, {
    kind: made.kind,
    namespace,
    name: `${made.prefix}-${name}`,
    at,
    readyAt,
    containers: [
      {
        name: made.prefix,
        image: made.image,
        ports: [
          {
            name: "http",
            containerPort: 8429,
          },
        ],
      },
    ],
    ...(made.kind === "StatefulSet" && storageClass
      ? {
          claim: {
            storageClass,
            size: "10Gi",
          },
        }
      : {}),
    manager: {
      by: "operator",
      manager: victoria ? "vm-operator" : "prometheus-operator",
      owner,
    },
  });
  if (kind === "VMSingle" && storageClass)
    addClaim(b, { namespace, name: `vmsingle-${name}`, storageClass, size: "50Gi", at });
  const conditions = victoria
    ? [
        condition(
          `${kind.toLowerCase()}.victoriametrics.com/Applied`,
          "True",
          "ConditionParsingCompleted",
          b.at(readyAt),
          "",
          1,
        ),
      ]
    : ["Available", "Reconciled"].map((type) => condition(type, "True", "", b.at(readyAt), "", 1));
  b.add({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at - 2),
      ...byKustomization(b, "cluster-observability"),
    },
    spec: kind === "VMSingle" ? { retentionPeriod: "14d" } : { replicas: 1 },
    status: {
      ...(victoria
        ? { updateStatus: "operational", observedGeneration: 1 }
        : { paused: false, replicas: 1, updatedReplicas: 1, availableReplicas: 1, unavailableReplicas: 0 }),
      conditions,
    },
  });
}

function addCertificates(b: Builder, { issuers, certificates }: NonNullable<Platform["certificates"]>): void {
  const api = "cert-manager.io/v1";
  const at = b.times.flux + 91;
  for (const { kind, name, namespace } of issuers) {
    if (namespace) ensureNamespace(b, namespace, b.times.namespaces);
    b.add({
      apiVersion: api,
      kind,
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        generation: 1,
        creationTimestamp: b.at(at),
        ...byKustomization(b, "cluster-networking"),
      },
      spec: {
        acme: {
          server: "https://acme-v02.api.letsencrypt.org/directory",
          email: "ops@example.org",
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [
            { dns01: { cloudflare: { apiTokenSecretRef: { name: "cluster-secrets", key: "SECRET_API_TOKEN" } } } },
          ],
        },
      },
      status: {
        acme: {
          uri: "https://acme-v02.api.letsencrypt.org/acme/acct/2148312345",
          lastRegisteredEmail: "ops@example.org",
        },
        conditions: [
          condition(
            "Ready",
            "True",
            "ACMEAccountRegistered",
            b.at(at + 5),
            "The ACME account was registered with the ACME server",
            1,
          ),
        ],
      },
    });
    addSecret(b, { namespace: namespace ?? "cert-manager", name: `${name}-account`, keys: ["tls.key"], at: at + 3 });
  }
  const [issuer] = issuers;
  for (const { namespace, name } of certificates) {
    const issued = b.times.flux + 150;
    ensureNamespace(b, namespace, b.times.namespaces);
    addSecret(b, {
      namespace,
      name: `${name}-tls`,
      keys: ["tls.crt", "tls.key"],
      type: "kubernetes.io/tls",
      at: issued,
    });
    const day = 86_400;
    b.add({
      apiVersion: api,
      kind: "Certificate",
      metadata: {
        name,
        namespace,
        generation: 1,
        creationTimestamp: b.at(at),
        ...byKustomization(b, "cluster-networking"),
      },
      spec: {
        secretName: `${name}-tls`,
        dnsNames: ["example.org", "*.example.org"],
        issuerRef: {
          kind: issuer?.kind ?? "ClusterIssuer",
          name: issuer?.name ?? "letsencrypt-production",
          group: "cert-manager.io",
        },
      },
      status: {
        conditions: [
          condition("Ready", "True", "Ready", b.at(issued), "Certificate is up to date and has not expired", 1),
        ],
        revision: 1,
        notBefore: b.at(issued - 3600),
        notAfter: b.at(issued - 3600 + 90 * day),
        renewalTime: b.at(issued - 3600 + 60 * day),
      },
    });
  }
}

function addGateways(b: Builder, { gateways, routes }: NonNullable<Platform["gateways"]>): void {
  const api = "gateway.networking.k8s.io/v1";
  const controllerName = "io.cilium/gateway-controller";
  const at = b.times.flux + 91;
  b.add({
    apiVersion: api,
    kind: "GatewayClass",
    metadata: { name: "cilium", generation: 1, creationTimestamp: b.at(b.times.flux + 18) },
    spec: { controllerName },
    status: {
      conditions: [condition("Accepted", "True", "Accepted", b.at(b.times.flux + 19), "Valid GatewayClass", 1)],
    },
  });
  gateways.forEach(({ namespace, name }, index) => {
    const address = addressOf(b, index);
    const programmed = b.at(at + 66);
    ensureNamespace(b, namespace, b.times.namespaces);
    const listenerConditions = ["Programmed", "Accepted", "ResolvedRefs"].map((type) =>
      condition(type, "True", type === "ResolvedRefs" ? "ResolvedRefs" : type, programmed, `Listener ${type}`, 1),
    );
    b.add({
      apiVersion: api,
      kind: "Gateway",
      metadata: {
        name,
        namespace,
        generation: 1,
        creationTimestamp: b.at(at),
        ...byKustomization(b, "cluster-networking"),
      },
      spec: {
        gatewayClassName: "cilium",
        listeners: [
          {
            name: "https",
            protocol: "HTTPS",
            port: 443,
            hostname: "*.example.org",
            allowedRoutes: { namespaces: { from: "All" } },
            tls: { certificateRefs: [{ kind: "Secret", name: "wildcard-tls" }] },
          },
        ],
      },
      status: {
        addresses: [{ type: "IPAddress", value: address }],
        conditions: [
          condition("Accepted", "True", "Accepted", programmed, "Gateway successfully scheduled", 1),
          condition("Programmed", "True", "Programmed", programmed, "Gateway successfully reconciled", 1),
        ],
        listeners: [
          {
            name: "https",
            attachedRoutes: routes ? 1 : 0,
            supportedKinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
            conditions: [...listenerConditions, condition("Conflicted", "False", "NoConflicts", programmed, "", 1)],
          },
        ],
      },
    });
    addService(b, {
      namespace,
      name: `cilium-gateway-${name}`,
      pods: [],
      at: at + 2,
      type: "LoadBalancer",
      ports: [
        {
          name: "port-443",
          port: 443,
        },
      ],
      owner: ownerReference(api, "Gateway", namespace, name),
      labels: {
        "io.cilium.gateway/owning-gateway": name,
        "gateway.networking.k8s.io/gateway-name": name,
      },
      annotations: { "lbipam.cilium.io/ips": address },
      status: {
        conditions: [condition("cilium.io/IPAMRequestSatisfied", "True", "satisfied", b.at(at + 3))],
        loadBalancer: {
          ingress: [
            {
              ip: address,
              ipMode: "VIP",
            },
          ],
        },
      },
    });
    const slice = b.objects.at(-1);
    // Cilium gives its gateways one made-up endpoint: the traffic never leaves the agent.
    if (slice)
      slice["endpoints"] = [
        { addresses: ["192.192.192.192"], conditions: { ready: true, serving: true, terminating: false } },
      ];
    if (routes) addRoute(b, namespace, name, controllerName);
  });
}

function addRoute(b: Builder, namespace: string, gateway: string, controllerName: string): void {
  const service = b.profile.platform.services[0] ?? { namespace, name: "echo" };
  const parentRef = {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    namespace,
    name: gateway,
    sectionName: "https",
  };
  const at = b.times.flux + 640;
  const since = b.at(at + 2);
  b.add({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: {
      name: `${service.name}-${gateway}`,
      namespace: service.namespace,
      generation: 1,
      creationTimestamp: b.at(at),
      ...byKustomization(b, "cluster-apps"),
    },
    spec: {
      hostnames: [`${service.name}.example.org`],
      parentRefs: [parentRef],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ kind: "Service", name: service.name, port: 80 }],
        },
      ],
    },
    status: {
      parents: [
        {
          controllerName,
          parentRef,
          conditions: [
            condition("Accepted", "True", "Accepted", since, "Accepted HTTPRoute", 1),
            condition("ResolvedRefs", "True", "ResolvedRefs", since, "Service reference is valid", 1),
          ],
        },
      ],
    },
  });
}

function addressOf(b: Builder, index: number): string {
  const [pool] = poolsOf(b);
  const start = pool?.start ?? "192.0.2.100";
  return following(start, index);
}

/** The custom resources that the repository declares of the profile's dependent kinds, in the number it declares. */
function addDependents(b: Builder): void {
  for (const { group, resource, atLeast, namespaces } of b.profile.crds.dependents) {
    const { kind, version, scope } = kindOf(`${resource}.${group}`);
    const where = namespaces ?? ["monitoring", "kube-system", "flux-system"];
    for (let index = 0; index < atLeast; index++) {
      const namespace = scope === "Cluster" ? undefined : (where[index % where.length] ?? "monitoring");
      const at = b.times.flux + 20 + index;
      if (namespace) ensureNamespace(b, namespace, b.times.namespaces);
      b.add({
        apiVersion: `${group}/${version}`,
        kind,
        metadata: {
          name: `${TOPICS[index % TOPICS.length]}-rules${index < TOPICS.length ? "" : `-${index}`}`,
          ...(namespace ? { namespace } : {}),
          generation: 1,
          creationTimestamp: b.at(at),
          ...byKustomization(b),
          managedFields: [managed("kustomize-controller", "Apply", b.at(at), `${group}/${version}`)],
        },
        spec: {
          groups: [
            {
              name: "default",
              rules: [{ alert: "Absent", expr: "absent(up)", for: "5m", labels: { severity: "critical" } }],
            },
          ],
        },
      });
    }
  }
}

const TOPICS = [
  "cilium",
  "coredns",
  "spegel",
  "cert-manager",
  "external-secrets",
  "flux",
  "rook-ceph",
  "openebs",
  "cnpg",
  "victoria-metrics",
  "grafana",
  "victoria-logs",
  "nessie",
  "kubeai",
  "external-dns",
  "gateway",
  "nodes",
];

/** One completed Job: its pod is neither running nor a failure. */
function addJob(b: Builder): void {
  const { ceph } = b.profile.platform;
  const namespace = ceph?.namespace ?? "default";
  const node = b.nodes.find(({ role }) => role === "worker") ?? b.nodes[0];
  if (!node) return;
  const name = ceph ? `rook-ceph-osd-prepare-${node.name}` : "smoke-migrate";
  const at = b.times.flux + 262;
  const labels = { "batch.kubernetes.io/job-name": name, "job-name": name };
  b.add({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, generation: 1, creationTimestamp: b.at(at), labels },
    spec: {
      backoffLimit: 6,
      completions: 1,
      parallelism: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { restartPolicy: "OnFailure" } },
    },
    status: {
      startTime: b.at(at),
      completionTime: b.at(at + 18),
      succeeded: 1,
      ready: 0,
      uncountedTerminatedPods: {},
      conditions: ["SuccessCriteriaMet", "Complete"].map((type) =>
        condition(type, "True", "CompletionsReached", b.at(at + 18), "Reached expected number of succeeded pods"),
      ),
    },
  });
  addPod(b, {
    namespace,
    name: `${name}-x7k2p`,
    node,
    labels,
    generateName: `${name}-`,
    completed: true,
    at,
    readyAt: at + 17,
    owner: ownerReference("batch/v1", "Job", namespace, name),
    containers: [
      {
        name: "main",
        image: ceph ? "quay.io/ceph/ceph:v19.2.3" : "docker.io/library/busybox:1.37",
      },
    ],
  });
}
