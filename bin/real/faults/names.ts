import { kubectl, shell, type Command, type Fault } from "../fault.ts";

/**
 * Faults of CoreDNS. `near` is a container on whose network the pods are reached: names are asked for from there.
 * `rollout`: the check that speaks first of CoreDNS's pods: of a release that the profile names it is another.
 */
export const faultsOfNames = (near: string, rollout = "workloads/every-pod-runs"): Fault[] => [
  {
    name: "dns-upstream-dead",
    what: "no upstream of CoreDNS answers",
    bring: [...corefile("s#forward \\. [^ ]*#forward . 127.0.0.1:9#"), asked(near)],
    cause: { check: "components/coredns-answers", says: "SERVFAIL" },
    mend: restored,
  },
  {
    name: "corefile-broken",
    what: "CoreDNS's new pods do not take their Corefile",
    bring: corefile("s/forward \\./forwards ./"),
    cause: { check: rollout, says: "coredns" },
    mend: restored,
  },
];

const RESTART = kubectl("-n", "kube-system", "rollout", "restart", "deployment/coredns");

/** Changes the Corefile by sed's words and starts CoreDNS anew; the one that was there is kept. */
function corefile(change: string): Command[] {
  const change_it = shell(
    [
      "kubectl -n kube-system get configmap coredns -o jsonpath='{.data.Corefile}' >$KEPT/Corefile",
      `sed '${change}' $KEPT/Corefile >$KEPT/Corefile.broken`,
      "! cmp -s $KEPT/Corefile $KEPT/Corefile.broken",
      take("Corefile.broken"),
    ].join("\n"),
  );
  return [change_it, RESTART];
}

const restored: readonly Command[] = [
  shell(`test ! -e $KEPT/Corefile || { ${take("Corefile")}; }`),
  RESTART,
  kubectl("-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=120s"),
];

function take(file: string): string {
  const made = `kubectl -n kube-system create configmap coredns --from-file=Corefile=$KEPT/${file} --dry-run=client -o json`;
  return `${made} | kubectl apply --server-side --force-conflicts -f -`;
}

/** Names outside the cluster are asked for some 60 times of each pod: nobody else may want any just now. */
function asked(near: string): Command {
  const question = String.raw`\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03org\x00\x00\x01\x00\x01`;
  return shell(
    [
      "kubectl -n kube-system rollout status deployment/coredns --timeout=120s",
      "ips=$(kubectl -n kube-system get pods -l k8s-app=kube-dns -o jsonpath='{.items[*].status.podIP}')",
      `pid=$(docker inspect -f '{{.State.Pid}}' ${near})`,
      `nsenter -t $pid -n bash -c 'for n in $(seq 60); do for ip; do printf "${question}" >/dev/udp/$ip/53; done; done' ask $ips`,
    ].join("\n"),
  );
}
