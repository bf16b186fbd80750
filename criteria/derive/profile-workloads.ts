import type { Profile } from "../../clusters/profile.ts";

/** Every workload that the profile names, wherever it does: a check of its own holds each to be rolled out. */
export function profileWorkloads({
  releases,
  flux,
  secrets,
  platform,
}: Profile): { kind: string; namespace: string; name: string }[] {
  const { connect } = secrets ?? {};
  return [
    ...releases.flatMap(({ namespace, workloads }) => workloads.map((it) => ({ namespace, ...it }))),
    ...(flux?.controllers ?? []).map((name) => ({ kind: "Deployment", namespace: flux?.namespace ?? "", name })),
    ...(connect ? [{ kind: "Deployment", namespace: connect.namespace, name: connect.deployment }] : []),
    ...(platform.storage?.provisioners ?? []),
    ...(platform.monitoring?.workloads ?? []),
    ...(platform.logging?.workloads ?? []),
    ...platform.services,
  ];
}
