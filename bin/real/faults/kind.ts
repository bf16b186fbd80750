import { kubectl, maybe, shell, type Fault } from "../fault.ts";

/** Faults that only nodes of kind, Cilium and Flux can have. `worker` is the node that is broken. */
export const faultsOfKind = (worker: string): Fault[] => [...ofTheNode(worker), ...OF_FLUX_AND_CILIUM];

const ofTheNode = (worker: string): Fault[] => [
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

const source = (name: string) =>
  kubectl(
    "-n",
    "flux-system",
    "patch",
    "gitrepository",
    "flux-system",
    "--type=merge",
    "-p",
    JSON.stringify({ spec: { ref: { name } } }),
  );

const clusterId = (id: string) =>
  kubectl(
    "-n",
    "kube-system",
    "patch",
    "configmap",
    "cilium-config",
    "--type=merge",
    "-p",
    JSON.stringify({ data: { "cluster-id": id } }),
  );

const envoyImage = (image: string) =>
  kubectl("-n", "kube-system", "set", "image", "daemonset/cilium-envoy", `cilium-envoy=${image}`);

const OF_FLUX_AND_CILIUM: readonly Fault[] = [
  {
    name: "source-on-another-branch",
    what: "the Git source follows a branch that is not there",
    bring: [source("refs/heads/nowhere")],
    cause: { check: "flux/git-source-is-ready", says: "refs/heads/nowhere" },
    mend: [source("refs/heads/master")],
  },
  {
    name: "controller-scaled-to-0",
    what: "kustomize-controller is scaled to 0",
    bring: [kubectl("-n", "flux-system", "scale", "deployment/kustomize-controller", "--replicas=0")],
    cause: { check: "components/workloads-are-rolled-out", says: "kustomize-controller" },
    mend: [kubectl("-n", "flux-system", "scale", "deployment/kustomize-controller", "--replicas=1")],
  },
  {
    name: "daemonset-half-updated",
    what: "an update of Envoy's DaemonSet stands still after its first node: no registry has the new image",
    bring: [envoyImage("registry.invalid/cilium-envoy:next")],
    cause: { check: "components/workloads-are-rolled-out", says: "cilium-envoy" },
    mend: [
      kubectl("-n", "kube-system", "rollout", "undo", "daemonset/cilium-envoy"),
      kubectl("-n", "kube-system", "rollout", "status", "daemonset/cilium-envoy", "--timeout=120s"),
    ],
  },
  {
    name: "cluster-id-changed",
    what: "Cilium's cluster-id is changed, and no agent knows it",
    bring: [clusterId("9")],
    cause: { check: "cilium/identity-matches", says: "9" },
    mend: [
      clusterId("3"),
      kubectl("-n", "kube-system", "rollout", "restart", "daemonset/cilium", "deployment/cilium-operator"),
      kubectl("-n", "kube-system", "rollout", "status", "daemonset/cilium", "--timeout=170s"),
    ],
    greenWithinMs: 600_000,
  },
];
