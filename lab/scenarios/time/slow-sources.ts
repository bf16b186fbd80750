import type { Profile } from "../../../clusters/profile.ts";
import { answersOf, type Program } from "../../commands/call.ts";
import { trouble } from "../../faults/api.ts";
import type { Fault, Scenario } from "../../scenario.ts";

const SECOND = 1_000;

/** Each look at this part of the API is answered after so long. */
const slowAnswer = (match: string, seconds: number): Fault =>
  trouble({ match, how: "slow", delayMs: seconds * SECOND });

/** This part of the API is overloaded for half a minute, three times asked, and answers the fourth time. */
const errsFirst = (match: string): Fault =>
  trouble({ match, how: "status", status: 503, delayMs: 10 * SECOND, times: 3 });

/** These calls of a program take so long. */
const slowCommand =
  (program: Program, call: RegExp, seconds: number): Fault =>
  (world) => {
    const late = Object.entries(answersOf(world, program) ?? {}).flatMap(([key, answer]) =>
      call.test(key) ? [[key, { ...answer, delayMs: seconds * SECOND }] as const] : [],
    );
    if (late.length === 0) throw new Error(`the lab answers no call of ${program} like ${String(call)}`);
    const before = world.commands[program];
    const answers = Object.fromEntries(late);
    const after =
      program === "talosctl"
        ? { installed: true, overrides: { ...world.commands.talosctl.overrides, ...answers } }
        : { ...before, ...answers };
    return { ...world, commands: { ...world.commands, [program]: after } };
  };

/** What takes long, in words and as it is brought about. */
const TABLE: readonly [name: string, what: string, fault: Fault][] = [
  ["list-of-pods", "The list of pods", slowAnswer("/api/v1/pods\\?", 35)],
  ["list-of-nodes", "The list of nodes", slowAnswer("/api/v1/nodes\\?", 35)],
  ["list-of-leases", "The list of node leases", slowAnswer("/namespaces/kube-node-lease/leases\\?", 35)],
  ["list-of-endpoints", "The list of Cilium's endpoints", slowAnswer("/ciliumendpoints\\?", 35)],
  ["list-of-certificates", "The list of certificates", slowAnswer("/certificates\\?", 35)],
  ["list-of-external-secrets", "The list of ExternalSecrets", slowAnswer("/externalsecrets\\?", 35)],
  ["list-of-kustomizations", "The list of Kustomizations", slowAnswer("/kustomizations\\?", 35)],
  ["helm-releases", "The list of Helm's Secrets", slowAnswer("/api/v1/secrets\\?", 35)],
  ["list-that-errs", "The list of StatefulSets, which errs for half a minute first,", errsFirst("/statefulsets\\?")],
  ["nodes-that-err", "The list of nodes, which errs for half a minute first,", errsFirst("/api/v1/nodes\\?")],
  ["node-metrics", "The aggregated API of metrics", slowAnswer("/apis/metrics.k8s.io/.*/nodes", 35)],
  ["pod-proxy", "Each pod that is asked through the proxy", slowAnswer("/pods/.*/proxy/", 28)],
  ["discovery", "Discovery", slowAnswer("/apis$", 35)],
  ["flux-check", "`flux check`", slowCommand("flux", /^check/, 38)],
  ["cilium-status", "`cilium status`", slowCommand("cilium", /^status/, 45)],
  ["connectivity-test", "The connectivity test", slowCommand("cilium", /^connectivity/, 540)],
  ["talosctl-health", "`talosctl health`", slowCommand("talosctl", / health$/, 30)],
  ["talosctl-get", "Each `talosctl get`", slowCommand("talosctl", / get /, 14)],
  ["etcd", "What etcd's members are asked", slowCommand("talosctl", / etcd /, 14)],
  ["one-password", "`op whoami`", slowCommand("op", /^whoami/, 9)],
];

const steady = (lab: Profile): Profile => ({
  ...lab,
  workloads: { ...lab.workloads, steadyFor: 30 * SECOND },
});

/** A healthy cluster of which one source takes long: no check is judged by how long another one's source took. */
export const SLOW_SOURCES: readonly Scenario[] = TABLE.map(([name, what, fault]) => ({
  name: `slow-${name}`,
  title: `${what} takes long to answer, and nothing else is the matter`,
  from: "a bug report: after a slow `flux check` every node was called silent",
  profile: steady,
  faults: [fault],
}));
