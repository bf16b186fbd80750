import type { Finding } from "../../criteria/criterion.ts";
import type { Link } from "../link.ts";
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
  "cilium/endpoints-are-ready": ["cluster/pods"],
  "workloads/resource-metrics-answer": ["deployment/kube-system/metrics-server"],
};

/**
 * Findings that name a machine and speak of all: a member of etcd without a leader says that the others do not vote, a
 * machine that refuses every call that the talosconfig is refused. They fall with the checks named here.
 */
export function ofTheWhole({ judgement }: JudgedCheck, checks: readonly JudgedCheck[]): Link[] {
  if (judgement.verdict !== "fail") return [];
  return WHOLE.filter(({ id }) => id === judgement.id).flatMap(({ said, fallsWith }) =>
    judgement.findings.flatMap(({ subject, actual }): Link[] =>
      checks
        .filter((other) => said.test(actual) && fallsWith.includes(other.judgement.id))
        .filter((other) => other.judgement.verdict === "fail")
        .map((other) => ({ row: judgement.id, subject, explainedBy: other.judgement.id, because: actual })),
    ),
  );
}

const WHOLE: readonly { id: string; said: RegExp; fallsWith: readonly string[] }[] = [
  {
    id: "prerequisites/talos-api-is-reachable",
    said: /./,
    fallsWith: ["prerequisites/talosconfig-is-valid"],
  },
  {
    id: "talos/etcd-raises-no-alarm",
    // apiserver/pkg/storage/etcd3/errors.go
    said: /none is elected|no leader/,
    fallsWith: ["talos/links-carry-the-mtu", "talos/services-are-healthy", "talos/control-plane-is-bootstrapped"],
  },
];
