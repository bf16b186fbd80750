import { leaving } from "../derive/deletion.ts";
import { criterion, each, momentOf, together, type Finding } from "../criterion.ts";
import { withWarning } from "../derive/warnings.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { silenceOf } from "../../observations/node-silence.ts";
import { named } from "../../observations/kubernetes.ts";
import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import type { Lease, Node } from "../../observations/objects.ts";

/**
 * Judged over the profile's nodes, not the API's: a node that never joined is absent from the API, and "all zero nodes
 * are Ready" must not pass.
 */
export default criterion({
  id: "kubernetes/every-expected-node-is-ready",
  title: "Every node in the profile is registered, Ready and heard from, and no other is",
  fails: "A node is missing, not Ready, or a stranger",
  why: "Work placed on a missing or silent node does not run, and a stranger may be a machine of another cluster.",
  serves: ["VC", "AC1"],
  needs: ["nodes", "nodeLeases"],
  wants: ["warnings"],
  restsOn: [
    "prerequisites/cluster-is-the-one-named",
    "talos/every-machine-is-running",
    // Talos' kubelets reach the API by it
    "talos/kube-prism-is-healthy",
    "cilium/status-is-ok",
  ],
  advice: "kubectl describe node <name>; talosctl -n <address> service kubelet",

  narrows: true,
  examine({ nodes, nodeLeases, warnings }, context) {
    const { profile, now } = context;
    const looked = momentOf(context, "nodeLeases");
    const expected = each(
      profile.nodes,
      ({ name }): Finding | undefined => {
        const node = nodes.find(named(name));
        if (!node) return { subject: `node/${name}`, expected: "a registered Node", actual: "none" };
        const finding =
          leaving(`node/${name}`, node) ??
          notReady(node) ??
          silent(name, nodeLeases, profile.kubernetes.nodeSilence, looked);
        return (
          withWarning(finding, "Node", node, { warnings, now }) ?? cordoned(node, profile.kubernetes.allowCordoned)
        );
      },
      ({ name }) => `node/${name}`,
    );
    const strangers = nodes.filter((node) => !profile.nodes.some(({ name }) => name === node.metadata?.name));
    return together(
      expected,
      each(strangers, (node) => ({
        subject: `node/${node.metadata?.name}`,
        expected: "no node that the profile does not name",
        actual: "a registered Node",
        since: node.metadata?.creationTimestamp,
      })),
    );
  },
});

function notReady(node: Node): Finding | undefined {
  const ready = conditionOf(node, "Ready");
  if (ready?.status === "True") return undefined;
  return {
    subject: `node/${node.metadata?.name}`,
    expected: "Ready=True",
    actual: inWords(ready),
    since: ready?.lastTransitionTime,
  };
}

function silent(name: string, leases: readonly Lease[], tolerated: number, now: Date): Finding | undefined {
  const silence = silenceOf(name, leases, now);
  const subject = `node/${name}`;
  if (silence === undefined) return { subject, expected: "a renewed node lease", actual: "none" };
  if (silence <= tolerated) return undefined;
  return {
    subject,
    expected: `a heartbeat within ${durationInWords(tolerated)}`,
    actual: `silent for ${durationInWords(silence)}, though Ready=True`,
    since: leases.find(named(name))?.spec?.renewTime,
  };
}

function cordoned(node: Node, allowed: readonly string[]): Finding | undefined {
  const name = node.metadata?.name ?? "";
  if (!node.spec?.unschedulable || allowed.includes(name)) return undefined;
  return { subject: `node/${name}`, expected: "schedulable", actual: "cordoned" };
}
