import type { Finding } from "../../criteria/criterion.ts";
import type { JudgedCheck } from "./judged-check.ts";

/** Objects that a finding speaks of besides its subject: of a node on which something is missing, what is missing there. */
export function alsoOf(told: { check: JudgedCheck; subject: string; finding?: Finding }): string[] {
  const { id } = told.check.judgement;
  // where the configuration is wrong itself, following it mends nothing
  if (CONFIGURED.includes(id) && /^(?:agent|pod)\//.test(told.subject)) return ["configmap/cilium-config"];
  return told.finding === undefined ? [] : [...(OF_CHECK[id] ?? [])];
}

/** Checks that hold Cilium's agents against their configuration. */
const CONFIGURED: readonly string[] = [
  "cilium/agents-run-the-current-config",
  "cilium/identity-matches",
  "cilium/kube-proxy-is-replaced",
];

const OF_CHECK: Readonly<Record<string, readonly string[] | undefined>> = {
  "prerequisites/talos-api-is-reachable": ["tool/talosctl"],
  "components/spegel-mirrors": ["daemonset/kube-system/spegel"],
  "workloads/resource-metrics-answer": ["deployment/kube-system/metrics-server"],
};
