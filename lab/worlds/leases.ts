import { hash, numberOf, uidOf, type Builder } from "./builder.ts";

/** The leases by which controllers lead, and those by which API servers say that they are there. */
export function addLeases(b: Builder): void {
  const { cilium, flux } = b.profile;
  const leaders = b.nodes.filter(({ role }) => role === "control-plane");
  for (const name of ["kube-controller-manager", "kube-scheduler"])
    addLease(b, { namespace: "kube-system", name, holder: `${leaders[0]?.name}_${uidOf("Leader", undefined, name)}` });
  for (const { name } of leaders) addIdentity(b, name);
  if (cilium) {
    const [leader] = b.nodes;
    const name = "cilium-operator-resource-lock";
    addLease(b, { namespace: cilium.namespace, name, holder: `${leader?.name}-${hash("operator").slice(0, 10)}` });
  }
  for (const controller of flux?.controllers ?? []) {
    const pod = b.pods.find(
      ({ namespace, name }) => namespace === flux?.namespace && name.startsWith(`${controller}-`),
    );
    if (!pod) continue;
    const holder = `${pod.name}_${uidOf("Leader", pod.namespace, controller)}`;
    addLease(b, { namespace: pod.namespace, name: `${controller}-leader-election`, holder });
  }
}

function addLease(b: Builder, { namespace, name, holder, ...more }: NewLease): void {
  const renewed = new Date(b.now.getTime() - (1 + numberOf(9, "leader", name)) * 1000);
  b.add({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(b.times.api + 20),
      ...(more.labels && { labels: more.labels }),
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: more.seconds ?? 15,
      leaseTransitions: 1,
      renewTime: renewed.toISOString().replace("Z", "417Z"),
    },
  });
}

interface NewLease {
  namespace: string;
  name: string;
  holder: string;
  seconds?: number;
  labels?: Record<string, string>;
}

/** https://kubernetes.io/docs/concepts/architecture/leases/#api-server-identity */
function addIdentity(b: Builder, node: string): void {
  const name = `apiserver-${hash("apiserver", node).slice(0, 26)}`;
  const holder = `${name}_${uidOf("Identity", undefined, node)}`;
  const labels = { "apiserver.kubernetes.io/identity": "kube-apiserver", "kubernetes.io/hostname": node };
  addLease(b, { namespace: "kube-system", name, holder, seconds: 3600, labels });
}
