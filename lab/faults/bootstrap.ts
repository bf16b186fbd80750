import type { Fault } from "../scenario.ts";
import type { LabObject, World } from "../world.ts";
import { ciliumSays } from "./cilium.ts";
import { prints } from "./commands.ts";
import { all, condition, withObjects } from "./objects.ts";
import { resource } from "./talos.ts";

/**
 * A bootstrap that ended so many seconds before now, when Talos was done and CRDs were being applied: nothing that was
 * made later is there, no node has a network, and the commands find nobody.
 */
export const stoppedAmongCrds = (secondsAgo: number): Fault =>
  all(
    (world) => withObjects(world, world.kubernetes.objects.filter(isMadeBefore(world, secondsAgo))),
    (world) => ({ ...world, kubernetes: { ...world.kubernetes, proxies: {}, logs: {} } }),
    condition("Node", undefined, "Ready", {
      status: "False",
      reason: "KubeletNotReady",
      message: "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady",
      agoSeconds: secondsAgo + 60,
    }),
    (world) => all(...world.talos.nodes.map(({ name }) => nodeNotReady(name)))(world),
    ...COMMANDS,
  );

const isMadeBefore =
  ({ now }: World, seconds: number) =>
  ({ metadata }: LabObject): boolean => {
    const made = (metadata as { creationTimestamp?: string }).creationTimestamp;
    return made !== undefined && Date.parse(made) <= Date.parse(now) - seconds * 1000;
  };

const nodeNotReady = (name: string): Fault =>
  resource(name, "machinestatus", "machine", (spec) => {
    spec["status"] = { ready: false, unmetConditions: [{ name: "nodeReady", reason: `node "${name}" is not ready` }] };
  });

/** What the real ones print of an empty namespace. */
const COMMANDS = [
  prints("flux", "check", {
    stderr:
      "► checking prerequisites\n✔ Kubernetes 1.35.0 >=1.32.0-0\n► checking version in cluster\n✗ no controllers found in the 'flux-system' namespace with the label selector 'app.kubernetes.io/part-of=flux'\n► checking controllers\n► checking crds\n✗ check failed\n",
    exit: 1,
  }),
  ciliumSays((status) => {
    status.pod_state = {};
    status.pods_count = { all: 0, by_cilium: 0 };
    status.cilium_status = {};
    status.cilium_endpoints = {};
    status.errors = {
      cilium: { cilium: { Errors: ['daemonsets.apps "cilium" not found'], Warnings: [] } },
      "cilium-operator": {
        "cilium-operator": { Errors: ['deployments.apps "cilium-operator" not found'], Warnings: [] },
      },
    };
  }),
  prints("cilium", "connectivity test", {
    stdout: "",
    stderr: "connectivity test failed: unable to retrieve the Cilium ConfigMap: not found\n",
    exit: 1,
  }),
];
