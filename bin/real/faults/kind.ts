import { maybe, shell, type Fault } from "../fault.ts";

/** Faults of kind's nodes. `worker` is the one that is broken. */
export const faultsOfKind = (worker: string): Fault[] => [
  {
    name: "serving-certificate-pending",
    what: "a kubelet asks for its serving certificate, and nobody approves it",
    bring: [
      onNode(worker, `cp -n ${KUBELET} ${KUBELET}.kept; echo 'serverTLSBootstrap: true' >>${KUBELET}`),
      onNode(
        worker,
        "rm -f /var/lib/kubelet/pki/kubelet.crt /var/lib/kubelet/pki/kubelet.key; systemctl restart kubelet",
      ),
    ],
    cause: { check: "kubernetes/kubelet-certificates-are-approved", says: worker },
    mend: [
      onNode(worker, `test ! -e ${KUBELET}.kept || { mv ${KUBELET}.kept ${KUBELET}; systemctl restart kubelet; }`),
      maybe(shell("kubectl delete certificatesigningrequests --all")),
    ],
  },
  {
    name: "pod-range-full",
    what: "all pod addresses of a node are given away",
    bring: [
      onNode(
        worker,
        `for n in $(seq 300); do given=$(${AGENT} -X POST '${API}/ipam?family=ipv4&owner=assay-real'); ` +
          `ip=$(echo "$given" | grep -o '"address":{"ipv4":"[0-9.]*' | cut -d'"' -f6); ` +
          'test -n "$ip" || break; echo "$ip" >>/tmp/assay-real-ips; done',
      ),
    ],
    cause: { check: "cilium/pod-ranges-have-room", says: worker },
    mend: [
      onNode(
        worker,
        `test ! -e /tmp/assay-real-ips || { while read -r ip; do ${AGENT} -X DELETE "${API}/ipam/$ip?pool=default"; ` +
          "done </tmp/assay-real-ips; rm -f /tmp/assay-real-ips; }",
      ),
    ],
  },
  {
    name: "kubelet-stopped",
    what: "a node's kubelet is stopped",
    bring: [onNode(worker, "systemctl stop kubelet")],
    cause: { check: "kubernetes/every-expected-node-is-ready", says: worker },
    mend: [onNode(worker, "systemctl start kubelet")],
  },
  {
    name: "node-paused",
    what: "a whole node stands still",
    bring: [{ argv: ["docker", "pause", worker] }],
    cause: { check: "kubernetes/every-expected-node-is-ready", says: worker },
    mend: [{ argv: ["docker", "unpause", worker], mayFail: true }],
    greenWithinMs: 600_000,
  },
  {
    name: "agent-hangs",
    what: "a node's Cilium agent hangs",
    bring: [onNode(worker, "pkill -STOP -x cilium-agent")],
    cause: { check: "components/workloads-are-rolled-out", says: "cilium" },
    mend: [onNode(worker, "pkill -CONT -x cilium-agent")],
  },
];

const KUBELET = "/var/lib/kubelet/config.yaml";
const AGENT = "curl -s --unix-socket /var/run/cilium/cilium.sock";
const API = "http://localhost/v1";

function onNode(node: string, script: string): Fault["bring"][number] {
  return { argv: ["docker", "exec", node, "sh", "-c", script] };
}
