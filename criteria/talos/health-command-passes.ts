import { criterion, type Examination, type Finding, type Unseen } from "../criterion.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { Observations } from "../../observations/observations.ts";
import { withoutTalos, type ProfileNode } from "../derive/talos-nodes.ts";

/**
 * The checks of `talosctl health`, the same in 1.12 to 1.14, in order.
 * https://github.com/siderolabs/talos/blob/v1.12.0/pkg/cluster/check/default.go
 */
export const HEALTH_CHECKS = [
  "etcd to be healthy",
  "etcd members to be consistent across nodes",
  "etcd members to be control plane nodes",
  "apid to be ready",
  "all nodes memory sizes",
  "all nodes disk sizes",
  "no diagnostics",
  "kubelet to be healthy",
  "all nodes to finish boot sequence",
  "all k8s nodes to report",
  "all control plane static pods to be running",
  "all control plane components to be ready",
  "all k8s nodes to report ready",
  "kube-proxy to report ready",
  "coredns to report ready",
  "all k8s nodes to report schedulable",
] as const;

/**
 * Its exit code is not believed alone: on SIGTERM it is 0, and a stream that ends early ends with 0 too.
 * So each check must have been seen, and seen OK.
 */
export default criterion({
  id: "talos/health-command-passes",
  title: "`talosctl health` passes on a control-plane node, with each of its checks seen and none skipped unnoticed",
  fails: "`talosctl health` fails",
  why: "It is the acceptance test of Talos itself, and it exits 0 when it was killed, cut short or skipped its checks.",
  serves: ["AC1"],
  needs: ["talosHealth"],
  restsOn: [
    "prerequisites/talos-api-is-reachable",
    "talos/control-plane-is-bootstrapped",
    "talos/every-machine-is-running",
    "talos/services-are-healthy",
    "talos/no-diagnostics",
    "kubernetes/every-expected-node-is-ready",
    "kubernetes/node-addresses-are-the-profiles",
    "kubernetes/control-plane-runs",
    "components/workloads-are-rolled-out",
  ],
  advice: "talosctl -n <control-plane> health --wait-timeout 2m; talosctl -n <control-plane> dmesg --tail",
  irrelevant: (profile) =>
    withoutTalos(profile) ?? (profile.talos?.health === false ? "the profile leaves `talosctl health` out" : undefined),

  examine({ talosHealth }, { profile }): Examination {
    const cordoned = cordonedOnPurpose(talosHealth, profile.kubernetes.allowCordoned);
    const checks = (talosHealth.checks ?? []).map((check) =>
      check.description === SCHEDULABLE && cordoned.length > 0 ? { ...check, state: "OK" } : check,
    );
    const said = (description: string) => checks.findLast((check) => check.description === description)?.state;
    const mayBeSkipped = profile.talos?.mayBeSkipped ?? [];
    const failing = checks.findLast(({ state }) => state !== "OK" && state !== "SKIP");
    const ended = endOf(cordoned.length > 0 ? { ...talosHealth, exit: 0 } : talosHealth, failing);

    const unchecked = HEALTH_CHECKS.flatMap((description): Unseen[] => {
      const state = said(description);
      if (state === "OK" || (state === "SKIP" && mayBeSkipped.includes(description))) return [];
      if (state === "SKIP") return [{ subject: `check/${description}`, reason: "skipped, though it may not be" }];
      return ended.findings.length > 0 ? [] : [{ subject: `check/${description}`, reason: "not reported" }];
    });
    return {
      examined: HEALTH_CHECKS.filter((description) => said(description) === "OK").length + ended.findings.length,
      findings: ended.findings,
      unseen: [...ended.unseen, ...unchecked, ...leftOut(talosHealth, profile.nodes)],
      remarks: [
        ...HEALTH_CHECKS.filter((description) => said(description) === "SKIP").map(
          (description) => `talosctl skipped "${description}"`,
        ),
        ...cordoned.map((name) => `talosctl health waits for ${name}, which the profile lets be cordoned`),
      ],
    };
  },
});

const SCHEDULABLE = "all k8s nodes to report schedulable";

/**
 * The nodes that the last check waits for, where the profile allows each of them to be cordoned: it knows no exceptions.
 * https://github.com/siderolabs/talos/blob/v1.12.0/pkg/cluster/check/kubernetes.go (K8sAllNodesSchedulableAssertion)
 */
function cordonedOnPurpose({ checks }: Observations["talosHealth"], allowed: readonly string[]): string[] {
  const state = checks?.findLast(({ description }) => description === SCHEDULABLE)?.state ?? "";
  const names = /^some nodes are not schedulable: \[(.+)\]$/.exec(state.trim())?.[1]?.split(" ") ?? [];
  return names.every((name) => allowed.includes(name)) ? names : [];
}

/** How the command ended: with a check that says what is wrong, without one, or by a kill, which is no answer. */
function endOf(
  { node, exit, killed, error }: Observations["talosHealth"],
  failing: { description: string; state: string } | undefined,
): { findings: Finding[]; unseen: Unseen[] } {
  const subject = `node/${node}`;
  const told = failing && failing.state !== "..." ? cut(failing.state) : undefined;
  // A check without an answer is one that timed out, if the command says that it failed; else nobody said anything.
  if (failing && (told !== undefined || (!killed && exit !== 0 && exit !== undefined))) {
    const waited = told ?? `still waiting when the command ended${error ? `: ${cut(error)}` : ""}`;
    return {
      // it is of the whole cluster: the machine that was asked has nothing to do with it
      findings: [{ subject: `check/${failing.description}`, expected: "OK", actual: waited }],
      unseen: killed ? [{ subject, reason: "talosctl health was killed before it ended" }] : [],
    };
  }
  if (killed) {
    const waiting = failing ? ` while it waited for "${failing.description}"` : "";
    return { findings: [], unseen: [{ subject, reason: `talosctl health was killed${waiting}: no answer` }] };
  }
  if (exit !== 0) {
    const how = exit === undefined ? "was ended by a signal" : `exited ${exit}`;
    return { findings: [], unseen: [{ subject, reason: `talosctl health ${how}: ${cut(error || "without a word")}` }] };
  }
  return { findings: [], unseen: [] };
}

/**
 * Nodes that it did not look at, by the line "discovered nodes: […]", which the server's side always prints: with
 * discovery off and no flags it may hold none, and checks over no nodes are all OK.
 */
function leftOut({ discovered }: Observations["talosHealth"], nodes: readonly ProfileNode[]): Unseen[] {
  if (!discovered || discovered.length === 0)
    return [{ subject: "command/talosctl health", reason: "it named no node that it looked at" }];
  return nodes
    .filter(({ address }) => !discovered.includes(address))
    .map(({ name, address }) => ({
      subject: `node/${name}`,
      reason: `talosctl health did not look at ${address}: it discovered ${discovered.join(", ")}`,
    }));
}
