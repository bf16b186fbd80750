import type { Profile } from "../../clusters/profile.ts";
import type { LabObject, World } from "../world.ts";
import { addLocalApis } from "./apis.ts";
import { builderOf, rfc3339, type Builder } from "./builder.ts";
import { addCilium } from "./cilium.ts";
import { addCiliumEndpoints } from "./cilium/endpoints.ts";
import { commandWorld } from "./commands.ts";
import { addControlPlane, kubernetesVersion, READYZ } from "./control-plane.ts";
import { addCore } from "./core.ts";
import { addCrds } from "./crds.ts";
import { addFlux } from "./flux.ts";
import { addHelmReleases } from "./helm.ts";
import { addKubeletCertificates } from "./kubelet-certificates.ts";
import { addLeases } from "./leases.ts";
import { addMetrics } from "./metrics.ts";
import { addNodes } from "./nodes.ts";
import { addPlatform } from "./platform.ts";
import { healthyRepository } from "./repository.ts";
import { addSecrets } from "./secrets.ts";
import { talosWorld } from "./talos.ts";

export interface WorldOptions {
  /** The moment of the world; everything periodic (leases, metrics) is fresh at it. */
  now: Date;
  /** When the machines were switched on; default 40 minutes before now. The bootstrap took some 22 minutes. */
  bootstrapStarted?: Date;
  /** How long its seconds took: 0.025 lets 22 minutes pass in 33 seconds. Default 1. */
  pace?: number;
}

/**
 * The cluster that a profile describes, freshly and well bootstrapped: every expectation of the profile is there, as
 * the real controllers leave it. The same profile and moment always give the same world.
 */
export function healthyWorld(profile: Profile, { now, bootstrapStarted, pace }: WorldOptions): World {
  const b = builderOf(profile, now, bootstrapStarted ?? new Date(now.getTime() - 40 * 60_000), pace);
  addControlPlane(b);
  addNodes(b);
  addKubeletCertificates(b);
  addCrds(b);
  addLocalApis(b);
  addHelmReleases(b);
  addCore(b);
  addCilium(b);
  addSecrets(b);
  addPlatform(b);
  addFlux(b);
  addLeases(b);
  addMetrics(b);
  addCiliumEndpoints(b);
  return {
    now: now.toISOString(),
    kubernetes: {
      version: kubernetesVersion(profile),
      objects: b.objects,
      readyz: READYZ.map((name) => ({ name, ok: true })),
      user: { username: "assay", groups: ["assay:readers", "system:authenticated"] },
      rules: [
        { verbs: ["get", "list", "watch"], groups: ["*"], resources: ["*"] },
        {
          verbs: ["create"],
          groups: ["authorization.k8s.io"],
          resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        },
        { verbs: ["create"], groups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
      ],
      proxies: b.proxies,
      logs: logsOf(b),
      troubles: [],
    },
    talos: talosWorld(b),
    commands: commandWorld(b),
    files: filesOf(b),
  };
}

/**
 * The same world later: what beats goes on beating. What was silent stays as silent as it was, so that a fault is not
 * healed by time: each heartbeat keeps its age.
 */
export function tick(world: World, now: Date): World {
  const passed = now.getTime() - Date.parse(world.now);
  if (passed === 0) return world;
  const fresh = (time: unknown, within: number): time is string =>
    typeof time === "string" && Date.parse(world.now) - Date.parse(time) <= within * 1000;
  const later = (time: string): string => {
    const moved = new Date(Date.parse(time) + passed).toISOString();
    return time.includes(".") ? moved.replace("Z", "417Z") : `${moved.slice(0, 19)}Z`;
  };
  const objects = world.kubernetes.objects.map((object): LabObject => beat(object, fresh, later));
  return { ...world, now: now.toISOString(), kubernetes: { ...world.kubernetes, objects } };
}

type Fresh = (time: unknown, withinSeconds: number) => time is string;
type Later = (time: string) => string;

/** An object with its heartbeat moved on, if it has one and it was alive. */
function beat(object: LabObject, fresh: Fresh, later: Later): LabObject {
  switch (object.kind) {
    case "Lease": {
      const spec = object["spec"] as { renewTime?: string } | undefined;
      return fresh(spec?.renewTime, 40) ? { ...object, spec: { ...spec, renewTime: later(spec.renewTime) } } : object;
    }
    case "NodeMetrics":
      return fresh(object["timestamp"], 120) ? { ...object, timestamp: later(object["timestamp"]) } : object;
    case "Node": {
      const status = object["status"] as { conditions?: { type?: string; lastHeartbeatTime?: string }[] } | undefined;
      const conditions = status?.conditions?.map((condition) =>
        fresh(condition.lastHeartbeatTime, 300)
          ? { ...condition, lastHeartbeatTime: later(condition.lastHeartbeatTime) }
          : condition,
      );
      return conditions ? { ...object, status: { ...status, conditions } } : object;
    }
    case "ExternalSecret": {
      const status = object["status"] as { refreshTime?: string } | undefined;
      return fresh(status?.refreshTime, 3600)
        ? { ...object, status: { ...status, refreshTime: later(status.refreshTime) } }
        : object;
    }
    case "CephCluster": {
      const status = object["status"] as { ceph?: { lastChecked?: string } } | undefined;
      return fresh(status?.ceph?.lastChecked, 120)
        ? { ...object, status: { ...status, ceph: { ...status.ceph, lastChecked: later(status.ceph.lastChecked) } } }
        : object;
    }
    default:
      return reconciled(object, fresh, later);
  }
}

/** What Flux keeps of its looks: it goes on looking. */
function reconciled(object: LabObject, fresh: Fresh, later: Later): LabObject {
  const { history, ...status } = (object["status"] ?? {}) as { history?: { lastReconciled?: string }[] };
  if (!Array.isArray(history) || !history.some(({ lastReconciled }) => fresh(lastReconciled, 600))) return object;
  const moved = history.map((entry) =>
    fresh(entry.lastReconciled, 600) ? { ...entry, lastReconciled: later(entry.lastReconciled) } : entry,
  );
  return { ...object, status: { ...status, history: moved } };
}

/** Some lines a container, for those that people look at first. */
function logsOf(b: Builder): World["kubernetes"]["logs"] {
  const logs = { ...b.logs };
  for (const { namespace, name, labels, readyAt } of b.pods) {
    const app = labels["app.kubernetes.io/name"];
    if (app === "cilium-agent")
      logs[`${namespace}/${name}/cilium-agent`] =
        `time=${b.at(readyAt)} level=info msg="Daemon initialization completed" subsys=daemon\n`;
    if (app?.endsWith("-controller"))
      logs[`${namespace}/${name}/manager`] =
        `{"level":"info","ts":"${b.at(readyAt)}","msg":"Starting workers","worker count":5}\n`;
  }
  return logs;
}

const YEAR = 365 * 24 * 3600;

function filesOf({ profile, now, nodes }: Builder): World["files"] {
  const { kubernetes, talos } = profile;
  const context = kubernetes.context ?? `admin@${profile.name}`;
  const clientCertificate = {
    notBefore: rfc3339(now.getTime() - 2400_000),
    notAfter: rfc3339(now.getTime() + YEAR * 1000),
  };
  const controlPlane = nodes.filter(({ role }) => role === "control-plane").map(({ address }) => address);
  return {
    kubeconfig: { contexts: [context], context, clientCertificate },
    talosconfig: {
      context: talos?.context ?? profile.name,
      endpoints: talos?.endpoints ?? controlPlane,
      nodes: controlPlane.slice(0, 1),
      clientCertificate,
    },
    ageKey: true,
    repository: healthyRepository(profile),
    sops: { ownKeyListed: true },
  };
}
