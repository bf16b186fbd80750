import { criterion, each, together, type Finding } from "../criterion.ts";
import { notRolledOut } from "../derive/rollout.ts";
import { named } from "../../observations/kubernetes.ts";
import type { Deployment, Pod } from "../../observations/objects.ts";

/** The Deployment can be rolled out without the container that matters: a chart value leaves the sync container out. */
export default criterion({
  id: "secrets/connect-is-running",
  title: "1Password Connect's API and sync containers are ready in every pod",
  fails: "1Password Connect does not run",
  why: "Without it no secret is fetched, and pods wait for Secrets that never come.",
  serves: ["S0"],
  needs: ["deployments", "pods"],
  wants: ["warnings"],
  restsOn: ["kubernetes/every-expected-node-is-ready", "flux/everything-is-reconciled"],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n <connect-namespace> logs deployment/<connect> -c connect-sync",

  irrelevant: (profile) => (profile.secrets?.connect ? undefined : "the profile has no 1Password Connect"),

  examine({ deployments, pods, warnings }, { profile, now }) {
    const { namespace = "", deployment: name = "", containers = [] } = profile.secrets?.connect ?? {};
    const workload = { deployments, daemonSets: [], statefulSets: [] };
    const rollout = each([name], () =>
      notRolledOut({ kind: "Deployment", namespace, name }, workload, { pods, warnings, now }),
    );
    const deployment = deployments.find(named(name, namespace));
    if (!deployment) return rollout;
    const own = pods.filter((pod) => isOf(pod, deployment));
    if (own.length === 0) {
      const subject = `deployment/${namespace}/${name}`;
      return together(
        rollout,
        each([subject], () => ({ subject, expected: "pods", actual: "no pod of it" })),
      );
    }
    return together(rollout, ...own.map((pod) => each(containers, (container) => notReady(pod, container))));
  },
});

/** By the Deployment's selector; pods that are going no longer count. */
function isOf({ metadata }: Pod, deployment: Deployment): boolean {
  const wanted = Object.entries(deployment.spec?.selector?.matchLabels ?? {});
  if (wanted.length === 0 || metadata?.deletionTimestamp) return false;
  return (
    metadata?.namespace === deployment.metadata?.namespace &&
    wanted.every(([label, value]) => metadata?.labels?.[label] === value)
  );
}

function notReady({ metadata, status }: Pod, name: string): Finding | undefined {
  const container = status?.containerStatuses?.find((container) => container.name === name);
  if (container?.ready === true) return undefined;
  const { waiting, terminated } = container?.state ?? {};
  const why = waiting?.reason ?? terminated?.reason;
  return {
    subject: `pod/${metadata?.namespace}/${metadata?.name}`,
    expected: `container ${name} ready`,
    actual: container ? `not ready${why ? ` (${why})` : ""}` : "it has no such container running",
    since: terminated?.finishedAt,
  };
}
