import { condition, ensureNamespace, managed, numberOf, ownerReference, type Builder } from "./builder.ts";
import { byKustomization } from "./flux/kustomizations.ts";
import { addSecret } from "./canary-secret.ts";
import { addHelmRelease } from "./flux/helm-releases.ts";
import { addService } from "./workloads/services.ts";
import { addWorkload } from "./workloads.ts";

const ES = "external-secrets.io/v1";

/** 1Password Connect, the stores that ask it, and the Secrets that come of it. */
export function addSecrets(b: Builder): void {
  const { secrets } = b.profile;
  if (!secrets) return;
  if (secrets.connect) addConnect(b, secrets.connect);
  for (const store of secrets.stores) addStore(b, store, secrets.connect?.namespace ?? "external-secrets");
  const [store] = secrets.stores;
  for (const { name, namespaces } of secrets.shared)
    for (const namespace of namespaces) addExternalSecret(b, namespace, name, store);
  // A cluster that syncs secrets has some.
  if (secrets.externalSecrets && secrets.shared.length === 0)
    addExternalSecret(b, "external-secrets", "cluster-secrets", store);
}

type Secrets = NonNullable<Builder["profile"]["secrets"]>;

function addConnect(b: Builder, { namespace, deployment, containers }: NonNullable<Secrets["connect"]>): void {
  const [at, readyAt] = [b.times.flux + 24, b.times.flux + 62];
  const version = "1.8.1";
  addHelmRelease(b, {
    name: deployment,
    namespace,
    chart: "connect",
    chartVersion: "2.0.5",
    appVersion: version,
    at: at - 4,
    deployed: at - 1,
    ready: readyAt + 1,
  });
  const pods = addWorkload(b, {
    kind: "Deployment",
    namespace,
    name: deployment,
    at,
    readyAt,
    labels: { "app.kubernetes.io/name": deployment },
    containers: containers.map((name) => ({
      name,
      image: `docker.io/1password/${name}:${version}`,
    })),
    manager: {
      by: "helm-controller",
      release: deployment,
      namespace,
      chart: "connect-2.0.5",
    },
  });
  addService(b, { namespace, name: deployment, pods, ports: [{ name: "connect-api", port: 8080 }], at });
  addSecret(b, {
    namespace,
    name: "onepassword-connect-credentials",
    keys: ["1password-credentials.json", "token"],
    at: b.times.namespaces + 3,
  });
}

function addStore(b: Builder, { kind, name, namespace }: Secrets["stores"][number], connect: string): void {
  const at = b.times.flux + 70;
  const ready = b.at(at + 2);
  if (namespace) ensureNamespace(b, namespace, b.times.namespaces);
  b.add({
    apiVersion: ES,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      generation: 1,
      creationTimestamp: b.at(at),
      ...byKustomization(b, "cluster-secrets"),
      managedFields: [
        managed("kustomize-controller", "Apply", b.at(at), ES),
        managed("external-secrets", "Update", ready, ES, "status"),
      ],
    },
    spec: {
      provider: {
        onepassword: {
          connectHost: `http://onepassword-connect.${connect}.svc.cluster.local:8080`,
          vaults: { Infrastructure: 1 },
          auth: {
            secretRef: {
              connectTokenSecretRef: { name: "onepassword-connect-credentials", key: "token", namespace: connect },
            },
          },
        },
      },
    },
    status: { capabilities: "ReadWrite", conditions: [condition("Ready", "True", "Valid", ready, "store validated")] },
  });
}

function addExternalSecret(
  b: Builder,
  namespace: string,
  name: string,
  store: Secrets["stores"][number] | undefined,
): void {
  ensureNamespace(b, namespace, b.times.namespaces);
  const at = b.times.flux + 74 + numberOf(6, namespace);
  const synced = b.at(at + 3);
  b.add({
    apiVersion: ES,
    kind: "ExternalSecret",
    metadata: {
      name,
      namespace,
      generation: 1,
      creationTimestamp: b.at(at),
      ...byKustomization(b, "cluster-secrets"),
      managedFields: [
        managed("kustomize-controller", "Apply", b.at(at), ES),
        managed("external-secrets", "Update", synced, ES, "status"),
      ],
    },
    spec: {
      refreshInterval: "1h0m0s",
      refreshPolicy: "Periodic",
      secretStoreRef: {
        kind: store?.kind ?? "ClusterSecretStore",
        name: store?.name ?? "onepassword-connect",
      },
      target: {
        name,
        creationPolicy: "Owner",
        deletionPolicy: "Retain",
      },
      dataFrom: [
        {
          extract: {
            key: name,
            conversionStrategy: "Default",
            decodingStrategy: "None",
            metadataPolicy: "None",
          },
        },
      ],
    },
    status: {
      binding: { name },
      conditions: [condition("Ready", "True", "SecretSynced", synced, "secret synced")],
      refreshTime: b.ago(300 + numberOf(600, "refresh", namespace)),
      syncedResourceVersion: `1-${"0123456789abcdef".repeat(3).slice(0, 40)}`,
    },
  });
  addSecret(b, {
    namespace,
    name,
    keys: ["SECRET_DOMAIN", "SECRET_API_TOKEN"],
    at: at + 3,
    labels: { "reconcile.external-secrets.io/managed": "true" },
    owner: ownerReference(ES, "ExternalSecret", namespace, name),
  });
}
