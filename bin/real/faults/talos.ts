import { shell, type Command, type Fault } from "../fault.ts";

/** Faults of Talos machines: the third control plane and a worker are broken, each by its container's name. */
export const faultsOfTalos = ({ third, worker }: Record<"third" | "worker", Machine>): Fault[] => [
  ...ofTheWorker(worker),
  ...ofTheThird(third),
  ...ofEtcd(third),
  {
    name: "wrong-endpoint",
    what: "the kubeconfig leads to an address of the machines' network at which nobody is",
    bring: [
      shell(
        "cp $KUBECONFIG $KEPT/kubeconfig.right\n" +
          `kubectl config set-cluster "$(kubectl config view --minify -o 'jsonpath={.contexts[0].context.cluster}')" ` +
          `--server ${NOWHERE}`,
      ),
    ],
    cause: { check: "prerequisites/kubeconfig-names-a-usable-context", says: NOWHERE },
    mend: [shell("test ! -e $KEPT/kubeconfig.right || mv $KEPT/kubeconfig.right $KUBECONFIG")],
  },
];

const NOWHERE = "https://10.5.0.99:6443";

const ofTheWorker = (worker: Machine): Fault[] => [
  {
    name: "serving-certificate-pending",
    what: "a kubelet asks for its serving certificate, and nobody approves it",
    bring: [kubeletArgument(worker, { "rotate-server-certificates": "true" })],
    cause: { check: "kubernetes/kubelet-certificates-are-approved", says: worker.name },
    mend: [kubeletArgument(worker, NONE), shell("kubectl delete certificatesigningrequests --all")],
  },
  {
    name: "kubelet-hangs",
    what: "a worker's kubelet hangs",
    bring: [signalled(worker, "STOP", "kubelet")],
    cause: { check: "talos/services-are-healthy", says: "kubelet" },
    mend: [signalled(worker, "CONT", "kubelet")],
  },
  {
    name: "kubelet-crash-loops",
    what: "a worker's kubelet does not know one of its flags",
    bring: [kubeletArgument(worker, { "no-such-flag": "yes" })],
    cause: { check: "talos/services-are-healthy", says: "kubelet" },
    mend: [kubeletArgument(worker, NONE)],
  },
  {
    name: "kube-prism-cut",
    what: "a worker reaches no API server any more",
    bring: [inNetwork(worker, `iptables -I OUTPUT ${TO_THE_API}`)],
    cause: { check: "talos/kube-prism-is-healthy", says: worker.name },
    mend: [inNetwork(worker, `while iptables -D OUTPUT ${TO_THE_API} 2>/dev/null; do :; done`)],
    greenWithinMs: 600_000,
  },
];

const ofTheThird = (third: Machine): Fault[] => [
  {
    name: "etcd-hangs",
    what: "etcd hangs on one of three machines",
    bring: [signalled(third, "STOP", "etcd")],
    cause: { check: "talos/services-are-healthy", says: "etcd" },
    mend: [signalled(third, "CONT", "etcd")],
  },
  {
    name: "machine-stopped",
    what: "one of three control-plane machines is stopped",
    bring: [{ argv: ["docker", "stop", "-t", "60", third.name] }],
    cause: { check: "prerequisites/talos-api-is-reachable", says: third.name },
    mend: [{ argv: ["docker", "start", third.name] }],
    greenWithinMs: 600_000,
  },
  {
    name: "machine-paused",
    what: "one of three control-plane machines stands still",
    bring: [{ argv: ["docker", "pause", third.name] }],
    cause: { check: "prerequisites/talos-api-is-reachable", says: third.name },
    mend: [{ argv: ["docker", "unpause", third.name], mayFail: true }],
    greenWithinMs: 600_000,
  },
  {
    name: "mtu-differs",
    what: "a machine's link has a smaller MTU",
    bring: [inNetwork(third, "ip link set eth0 mtu 1400")],
    cause: { check: "talos/links-carry-the-mtu", says: third.name },
    mend: [inNetwork(third, "ip link set eth0 mtu 1500")],
  },
];

const ofEtcd = (third: Machine): Fault[] => [
  {
    name: "etcd-left",
    what: "a machine left etcd",
    bring: [{ argv: ["talosctl", "-n", third.address, "etcd", "leave"] }],
    cause: { check: "talos/control-plane-is-bootstrapped", says: third.name },
    mend: [{ argv: ["docker", "restart", "-t", "60", third.name] }],
    greenWithinMs: 600_000,
  },
  {
    name: "etcd-without-space",
    what: "etcd has no space left and takes no writes",
    bring: [
      etcd(
        third,
        'ask maintenance/alarm "$(status | sed \'s/.*/{"action":"ACTIVATE","alarm":"NOSPACE","memberID":"&"}/\')"',
      ),
    ],
    cause: { check: "talos/etcd-raises-no-alarm", says: "NOSPACE" },
    mend: [{ argv: ["talosctl", "-n", third.address, "etcd", "alarm", "disarm"] }],
    greenWithinMs: 600_000,
  },
  {
    name: "etcd-member-never-starts",
    what: "a learner was added to etcd, and no machine is it",
    bring: [etcd(third, `ask cluster/member/add '{"peerURLs":["${NOBODY}"],"isLearner":true}'`)],
    cause: { check: "talos/control-plane-is-bootstrapped", says: NOBODY },
    mend: [
      etcd(
        third,
        `id=$(ask cluster/member/list '{}' | tr '{' '\\n' | grep '${NOBODY}' | grep -o '"ID":"[0-9]*' | cut -d'"' -f4)\n` +
          `test -z "$id" || ask cluster/member/remove "{\\"ID\\":\\"$id\\"}"`,
      ),
    ],
  },
];

const NOBODY = "https://10.5.0.9:2380";

/** `ask` calls etcd's own API as the machine's administrator: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
const etcd = ({ name, address }: Machine, script: string): Command =>
  shell(
    [
      `keys=/proc/$(docker inspect -f '{{.State.Pid}}' ${name})/root/system/secrets/etcd`,
      "ask() { curl -sf --max-time 20 --cacert $keys/ca.crt --cert $keys/admin.crt --key $keys/admin.key " +
        `https://${address}:2379/v3/$1 -d "$2"; }`,
      `status() { ask maintenance/status '{}' | grep -o '"member_id":"[0-9]*' | cut -d'"' -f4; }`,
      script,
    ].join("\n"),
  );

interface Machine {
  name: string;
  address: string;
}

const TO_THE_API = "-p tcp --dport 6443 -j DROP";

/** Processes of a machine are the host's: they are found by the machine's control group. */
const signalled = ({ name }: Machine, signal: string, program: string): Command =>
  shell(
    [
      `id=$(docker inspect -f '{{.Id}}' ${name})`,
      `for pid in $(pgrep -x ${program}); do`,
      `! grep -q "$id" /proc/$pid/cgroup || kill -${signal} $pid`,
      "done",
    ].join("\n"),
  );

const inNetwork = ({ name }: Machine, script: string): Command =>
  shell(`nsenter -t $(docker inspect -f '{{.State.Pid}}' ${name}) -n sh -c '${script}'`);

/** https://docs.siderolabs.com/talos/v1.12/configure-your-talos-cluster/system-configuration/patching */
const NONE = { $patch: "delete" };

const kubeletArgument = ({ address }: Machine, extraArgs: object): Command => ({
  argv: [
    "talosctl",
    "-n",
    address,
    "patch",
    "machineconfig",
    "--patch",
    JSON.stringify({ machine: { kubelet: { extraArgs } } }),
  ],
});
