import { criterion, type Finding } from "../criterion.ts";
import { agentsOf, withoutCilium } from "../derive/cilium.ts";
import { cut } from "../kubernetes.ts";
import type { CiliumStatus } from "../observations.ts";
import type { Profile } from "../../clusters/profile.ts";

/** `cilium status` exits 0 over errors, and calls an operator that is gone "disabled" (facts/captures.md §0 11, 12). */
export default criterion({
  id: "cilium/status-is-ok",
  title: "`cilium status` is OK: agents, operator, envoy and relay; every agent answers, no pod is unmanaged",
  why: "One agent that is not well is one node whose pods have no network, or an old one.",
  serves: ["T7"],
  needs: ["ciliumStatus"],
  restsOn: ["components/workloads-are-rolled-out", "components/releases-are-deployed"],
  advice: "cilium status; kubectl -n kube-system logs ds/cilium -c cilium-agent --tail 50",

  irrelevant: withoutCilium,

  examine({ ciliumStatus }, { profile }) {
    const { answered, silent } = agentsOf(ciliumStatus);
    const findings = [...componentFindings(ciliumStatus, profile), ...messages(ciliumStatus)];
    for (const { pod, status } of answered) {
      const state = status.cilium?.state;
      if (state !== "Ok")
        findings.push({
          subject: `agent/${pod}`,
          expected: "Ok",
          actual: `${state ?? "no state"}${status.cilium?.msg ? ` (${cut(status.cilium.msg, 200)})` : ""}`,
        });
    }
    const { all, byCilium } = ciliumStatus.podsCount;
    if (byCilium < all)
      findings.push({
        subject: "cluster/pods",
        expected: `all ${all} pods managed by Cilium`,
        actual: `${byCilium} are`,
      });
    const unseen = [...silent];
    if (ciliumStatus.collectionErrors > 0) {
      unseen.push({
        subject: "cilium status",
        reason: `could not collect everything: ${ciliumStatus.collectionErrors} errors`,
      });
    }
    if (answered.length + silent.length === 0) unseen.push({ subject: "agents", reason: "the Cilium CLI named none" });
    return { examined: answered.length + Object.keys(ciliumStatus.podState).length, findings, unseen };
  },
});

function componentFindings({ podState }: CiliumStatus, { cilium }: Profile): Finding[] {
  const expected = [
    "cilium",
    "cilium-operator",
    ...(cilium?.envoy ? ["cilium-envoy"] : []),
    ...(cilium?.hubbleRelay ? ["hubble-relay"] : []),
  ];
  return expected.flatMap((name): Finding[] => {
    const state = podState[name];
    const subject = `component/${name}`;
    if (!state || state.disabled) return [{ subject, expected: "deployed", actual: state ? "disabled" : "not there" }];
    const { desired, ready, available } = state;
    if (desired === 0) return [{ subject, expected: "at least one pod desired", actual: "0 desired" }];
    return ready < desired || available < desired
      ? [{ subject, expected: `${desired} ready and available`, actual: `${ready} ready, ${available} available` }]
      : [];
  });
}

/** Silence of an agent is told as unseen: its error here would be the same again. */
function messages({ errors, agents }: CiliumStatus): Finding[] {
  return errors.flatMap(({ component, pod, errors, warnings, disabled }): Finding[] => {
    if (disabled || agents[pod] === null) return [];
    const subject = `component/${component}${pod && pod !== component ? `/${pod}` : ""}`;
    return [
      ...errors.map((text) => ({ subject, expected: "no error", actual: cut(text) })),
      ...warnings.map((text) => ({ subject, expected: "no warning", actual: `warning: ${cut(text)}` })),
    ];
  });
}
