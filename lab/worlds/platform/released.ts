import { canary, numberOf, type Builder } from "../builder.ts";
import { addHelmRelease } from "../flux/helm-releases.ts";
import { appliedAt } from "../flux/kustomizations.ts";
import { addWorkload } from "../workloads.ts";
import type { Manager } from "../workloads/workload.ts";
import { addService } from "../workloads/services.ts";

/** A workload by its name. */
export type Ref = { kind: "Deployment" | "DaemonSet" | "StatefulSet"; namespace: string; name: string };

/** A workload of a HelmRelease of the same name; the last of them ends the bootstrap. */
export function addReleased(b: Builder, workload: Ref, at: number, took: number, kustomization: string): void {
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
  const [port] = PORTS[name] ?? [{ name: "http", port: 80, target: 8080 }];
  addService(b, { namespace, name, pods, ports: [port], at });
}

/** Of what is called by a name that others know. */
const PORTS: Record<string, [{ name: string; port: number; target: number }] | undefined> = {
  "metrics-server": [{ name: "https", port: 443, target: 10_250 }],
};
