import type { Builder } from "./builder.ts";
import { addCeph } from "./platform/ceph.ts";
import { addCertificates } from "./platform/certificates.ts";
import { addDatabase } from "./platform/databases.ts";
import { addDependents } from "./platform/dependents.ts";
import { addGateways } from "./platform/gateways.ts";
import { addJob } from "./platform/jobs.ts";
import { addMonitoring } from "./platform/monitoring.ts";
import { addReleased, type Ref } from "./platform/released.ts";
import { addStorageClasses } from "./platform/storage.ts";

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
  // somebody serves what `kubectl top` shows
  const serves = platform.services.some(({ name }) => name === "metrics-server");
  if (b.profile.workloads.metrics && !serves)
    addReleased(b, METRICS_SERVER, b.times.flux + 30, 26, "cluster-infrastructure");
  addDependents(b);
  addJob(b);
}

const METRICS_SERVER: Ref = { kind: "Deployment", namespace: "kube-system", name: "metrics-server" };
