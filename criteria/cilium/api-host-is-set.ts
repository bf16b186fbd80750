import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { find } from "../derive/rollout.ts";
import type { DaemonSet } from "../objects.ts";

type Container = NonNullable<
  NonNullable<NonNullable<NonNullable<DaemonSet["spec"]>["template"]>["spec"]>["containers"]
>[number];

/** k8sServiceHost is no key of the ConfigMap: the chart writes it as environment (facts/cli.md B.2). */
export default criterion({
  id: "cilium/api-host-is-set",
  title: "The agents and the operator reach the API at the profile's host and port",
  why: "Without kube-proxy the Service kubernetes works only once Cilium runs: it must know another way to the API.",
  serves: ["S4"],
  needs: ["daemonSets", "deployments"],
  restsOn: ["components/releases-are-deployed"],
  advice: "helm -n kube-system get values cilium | grep k8sService; Talos: localhost and 7445 (KubePrism)",

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
      for (const container of containers.filter((it) => it.name === main)) {
        examined += 1;
        findings.push(...wanted.flatMap(([variable, value]) => differs(subject, container, variable, value, true)));
      }
      for (const container of initContainers)
        findings.push(...wanted.flatMap(([variable, value]) => differs(subject, container, variable, value, false)));
    }
    return { examined, findings, unseen };
  },
});

function differs(subject: string, container: Container, variable: string, wanted: string, must: boolean): Finding[] {
  const entry = container.env?.find(({ name }) => name === variable);
  if (!entry && !must) return [];
  if (entry?.value === wanted) return [];
  return [
    {
      subject: `${subject}/${container.name}`,
      expected: `${variable} ${wanted}`,
      actual: entry ? (entry.value ?? "taken from elsewhere") : "not set",
      hopeless: true,
    },
  ];
}
