import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { saysItWasRefused } from "../derive/refused.ts";
import { agentsOf, withoutCilium } from "../derive/cilium.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { CiliumAgentStatus, CiliumStatus } from "../../observations/cilium.ts";
import type { Pod } from "../../observations/objects.ts";
import type { Profile } from "../../clusters/profile.ts";

/** `cilium status` exits 0 over errors, and calls an operator that is gone "disabled". */
export default criterion({
  id: "cilium/status-is-ok",
  title: "`cilium status` is OK: agents, operator, envoy and relay; every agent answers, no pod is unmanaged",
  fails: "Cilium reports errors",
  why: "One agent that is not well is one node whose pods have no network, or an old one.",
  serves: ["T7"],
  needs: ["ciliumStatus"],
  wants: ["pods"],
  restsOn: [
    "prerequisites/tools-are-installed",
    "components/workloads-are-rolled-out",
    "components/releases-are-deployed",
  ],
  advice: "cilium status -n <cilium-namespace>; kubectl -n <cilium-namespace> logs ds/cilium -c cilium-agent --tail 50",

  irrelevant: withoutCilium,

  examine({ ciliumStatus, pods }, { profile }) {
    const { answered, silent } = agentsOf(ciliumStatus);
    const { findings, unseen } = components(ciliumStatus, profile);
    const said = messages(ciliumStatus);
    findings.push(...said.filter(({ actual }) => !saysItWasRefused(actual)));
    const refusals = said.filter(({ actual }) => saysItWasRefused(actual));
    unseen.push(
      ...refusals.map(({ subject, actual }) => ({ subject, reason: `the Cilium CLI was refused: ${actual}` })),
    );
    unseen.push(...silent);
    for (const { pod, status } of answered) findings.push(...ofAgent(pod, status));
    const { all, byCilium } = ciliumStatus.podsCount;
    if (all === 0) unseen.push({ subject: "cluster/pods", reason: "the Cilium CLI counted no pod" });
    const waiting = (pods ?? []).filter(hasNoEndpointYet).length;
    if (byCilium + waiting < all)
      findings.push({
        subject: "cluster/pods",
        expected: `all ${all - waiting} pods managed by Cilium`,
        actual: `${byCilium} are`,
      });
    if (ciliumStatus.collectionErrors > 0) {
      unseen.push({
        subject: "cilium status",
        reason: `could not collect everything: ${ciliumStatus.collectionErrors} errors`,
      });
    }
    if (findings.length + unseen.length === 0) unseen.push(...endedBadly(ciliumStatus));
    const named = answered.length + silent.length;
    const desired = ciliumStatus.podState["cilium"]?.desired ?? 0;
    if (named === 0) unseen.push({ subject: "agents", reason: "the Cilium CLI named none" });
    else if (named < desired) unseen.push({ subject: "agents", reason: `the Cilium CLI named ${named} of ${desired}` });
    const remarks =
      byCilium < all && waiting > 0
        ? [`${waiting} pods wait for a node or an address: no endpoint is missed of them`]
        : [];
    return { examined: answered.length + Object.keys(ciliumStatus.podState).length, findings, unseen, remarks };
  },
});

/**
 * What an agent says of itself, else of its way to the API server, else of the paths to the other nodes; one that does
 * not check the others says nothing of them.
 */
function ofAgent(pod: string, { cilium, kubernetes, hubble, cluster }: CiliumAgentStatus): Finding[] {
  const parts = [
    { what: "", of: cilium },
    { what: "kubernetes: ", of: kubernetes },
    // one without Hubble says Disabled, or nothing
    ...(hubble && hubble.state !== "Disabled" ? [{ what: "hubble: ", of: hubble }] : []),
    ...(cluster?.ciliumHealth ? [{ what: "health: ", of: cluster.ciliumHealth }] : []),
  ];
  const wrong = parts.find(({ of }) => of?.state !== "Ok");
  if (!wrong) return [];
  const { what, of } = wrong;
  const said = of?.msg ? ` (${cut(of.msg, 200)})` : "";
  return [{ subject: `agent/${pod}`, expected: `${what}Ok`, actual: `${what}${of?.state ?? "no state"}${said}` }];
}

/** Where nothing else that it told says why. */
function endedBadly({ exit, collectionErrors }: CiliumStatus): Unseen[] {
  if (exit === 0 || collectionErrors > 0) return [];
  const reason =
    exit === undefined
      ? "did not end by itself; its agents were asked one by one"
      : `ended with exit ${exit} and did not say why`;
  return [{ subject: "cilium status", reason }];
}

/** The CLI counts it among all pods; the agent makes its endpoint when its node makes its sandbox. */
const hasNoEndpointYet = ({ spec, status }: Pod): boolean =>
  !spec?.hostNetwork && status?.phase === "Pending" && (!spec?.nodeName || !status.podIP);

/** The CLI calls what it was forbidden to read absent: then nobody knows whether it is there. */
function components(
  { podState, collectionErrors }: CiliumStatus,
  { cilium }: Profile,
): { findings: Finding[]; unseen: Unseen[] } {
  const expected = [
    "cilium",
    "cilium-operator",
    ...(cilium?.envoy ? ["cilium-envoy"] : []),
    ...(cilium?.hubbleRelay ? ["hubble-relay"] : []),
  ];
  const findings: Finding[] = [];
  const unseen: Unseen[] = [];
  for (const name of expected) {
    const state = podState[name];
    const subject = `component/${name}`;
    if (!state || state.disabled) {
      const actual = state ? "disabled" : "not there";
      if (collectionErrors > 0) unseen.push({ subject, reason: `${actual}, or not to be read by the Cilium CLI` });
      else findings.push({ subject, expected: "deployed", actual });
      continue;
    }
    const { desired, ready, available, unavailable } = state;
    if (desired === 0) findings.push({ subject, expected: "at least one pod desired", actual: "0 desired" });
    else if (isAmiss(state))
      findings.push({
        subject,
        expected: `${desired} ready and available`,
        actual: `${ready} ready, ${available} available${unavailable > 0 ? `, ${unavailable} unavailable` : ""}`,
      });
  }
  return { findings, unseen };
}

/** Pods beside those that are desired are old ones that still go. */
const isAmiss = ({ desired, ready, available, unavailable }: CiliumStatus["podState"][string]): boolean =>
  ready !== desired || available !== desired || unavailable > 0;

/**
 * Silence of an agent is told as unseen: its error here would be the same again. So is a component that the CLI calls
 * "not deployed" because it was forbidden to look.
 */
function messages({ errors, agents, collectionErrors }: CiliumStatus): Finding[] {
  return errors.flatMap(({ component, pod, errors, warnings, disabled }): Finding[] => {
    if (disabled || agents[pod] === null) return [];
    const subject = `component/${component}${pod && pod !== component ? `/${pod}` : ""}`;
    return [
      ...errors.map((text) => ({ subject, expected: "no error", actual: cut(text) })),
      ...warnings
        .filter((text) => collectionErrors === 0 || !text.endsWith("is not deployed"))
        .map((text) => ({ subject, expected: "no warning", actual: `warning: ${cut(text)}` })),
    ];
  });
}
