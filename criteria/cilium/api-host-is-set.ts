import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { find } from "../derive/rollout.ts";
import type { DaemonSet } from "../../observations/objects.ts";

type Container = NonNullable<
  NonNullable<NonNullable<NonNullable<DaemonSet["spec"]>["template"]>["spec"]>["containers"]
>[number];

/** k8sServiceHost is no key of the ConfigMap: the chart writes it into the agents' environment. */
export default criterion({
  id: "cilium/api-host-is-set",
  title: "The agents and the operator reach the API at the profile's host and port",
  fails: "Cilium reaches the API another way",
  why: "Without kube-proxy the Service kubernetes works only once Cilium runs: it must know another way to the API.",
  serves: ["S4"],
  needs: ["daemonSets", "deployments"],
  restsOn: ["components/releases-are-deployed", "components/workloads-are-rolled-out"],
  advice:
    "helm -n <cilium-namespace> get values cilium; on Talos k8sServiceHost is localhost and k8sServicePort 7445 (KubePrism)",

  irrelevant: (profile) =>
    withoutCilium(profile) ?? (profile.cilium?.apiHost ? undefined : "the profile names no host for the agents' API"),

  examine({ daemonSets, deployments }, { profile }) {
    const { namespace = "kube-system", apiHost, apiPort } = profile.cilium ?? {};
    const wanted: [string, string][] = [
      ["KUBERNETES_SERVICE_HOST", apiHost ?? ""],
      ...(apiPort === undefined ? [] : [["KUBERNETES_SERVICE_PORT", String(apiPort)] as [string, string]]),
    ];
    const workloads = { deployments, daemonSets, statefulSets: [] };
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    let examined = 0;
    for (const [kind, name, main] of [
      ["DaemonSet", "cilium", "cilium-agent"],
      ["Deployment", "cilium-operator", "cilium-operator"],
    ] as const) {
      const subject = `${kind.toLowerCase()}/${namespace}/${name}`;
      const workload = find({ kind, namespace, name }, workloads);
      if (!workload) {
        unseen.push({ subject, reason: "is not there" });
        continue;
      }
      const { containers = [], initContainers = [] } = workload.spec?.template?.spec ?? {};
      const agent = containers.find((it) => it.name === main);
      if (!agent) {
        unseen.push({ subject, reason: `has no container ${main}` });
        continue;
      }
      examined += 1;
      for (const container of [agent, ...initContainers]) {
        for (const [variable, value] of wanted) {
          const told = compare(container, variable, value, container === agent);
          const named = { subject: `${subject}/${container.name}` };
          if (told === "elsewhere") unseen.push({ ...named, reason: `takes ${variable} from another object` });
          else if (told) findings.push({ ...named, ...told });
        }
      }
    }
    return { examined, findings, unseen };
  },
});

/** Init containers need not have the variable. What stands in another object (k8sServiceHostRef) is not seen here. */
function compare(
  { env }: Container,
  variable: string,
  wanted: string,
  must: boolean,
): Omit<Finding, "subject"> | "elsewhere" | undefined {
  const entry = env?.find(({ name }) => name === variable);
  if (entry?.value === wanted || (!entry && !must)) return undefined;
  if (entry?.valueFrom) return "elsewhere";
  return {
    expected: `${variable} ${wanted}`,
    actual: entry ? entry.value || "empty" : "not set",
    hopeless: true,
  };
}
