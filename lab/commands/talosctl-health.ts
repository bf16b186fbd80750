import type { CommandAnswer, KubernetesWorld, LabObject, TalosNode, World } from "../world.ts";

/**
 * What `talosctl health` prints on one machine, everything on stderr: each check as it begins and as it ends. Where the
 * machine's own script is content, the checks look at the world as machined's do, and the first that is not content
 * ends the run; what follows is never tried.
 * https://github.com/siderolabs/talos/blob/v1.12.1/pkg/cluster/check/default.go
 */
export function healthAnswer({ role, health }: TalosNode, world: World): CommandAnswer {
  const discovered = `discovered nodes: [${world.talos.nodes.map(({ address }) => `"${address}"`).join(" ")}]`;
  if (!health) {
    const error =
      role === "worker"
        ? "rpc error: code = PermissionDenied desc = no request forwarding"
        : "rpc error: code = Unavailable desc = no answer";
    return { stderr: `${discovered}\n${told("etcd to be healthy", error)}\n${TIMED_OUT}\n`, exit: 1 };
  }
  if (!(world.files.talosconfig.roles ?? ["os:admin"]).includes("os:admin")) return refused(discovered, health);
  const { checks, exit, error } = looked(health, world);
  const lines = checks.map(({ description, state }) => told(description, state));
  const stderr = [discovered, ...lines, ...toldAgain(checks, error), ...(error ? [error] : []), ""].join("\n");
  return { stderr, exit, ...(health.hangs && { hangs: true }) };
}

/** The machine asks for a kubeconfig in the caller's name, again and again, before it looks at Kubernetes. */
function refused(discovered: string, { checks }: Health): CommandAnswer {
  const first = checks.findIndex(({ description }) => description.startsWith("all k8s nodes"));
  const passed = checks.slice(0, first).map(({ description, state }) => told(description, state));
  const denied = told("all k8s nodes to report", "rpc error: code = PermissionDenied desc = not authorized");
  return { stderr: `${[discovered, ...passed, denied, TIMED_OUT].join("\n")}\n`, exit: 1 };
}

const DEADLINE = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
const TIMED_OUT = `healthcheck error: ${DEADLINE}`;
/** A check that had no answer when the time was over. */
const WAITING = "...";

const told = (description: string, state: string): string =>
  `waiting for ${description}: ${WAITING}${state === WAITING ? "" : `\nwaiting for ${description}: ${state}`}`;

/** A check of the machines' services that runs out of time is printed once more, without its reason (talosctl 1.12.1). */
function toldAgain(checks: Health["checks"], error: string | undefined): string[] {
  const last = checks.at(-1);
  if (error !== TIMED_OUT || last?.description !== "etcd to be healthy" || last.state === WAITING) return [];
  return [`waiting for ${last.description}: ${DEADLINE}`];
}

type Health = NonNullable<TalosNode["health"]>;

function looked(health: Health, world: World): Health {
  const isScripted = health.exit !== 0 || health.checks.some(({ state }) => state !== "OK" && state !== "SKIP");
  if (isScripted || health.hangs) return health;
  const checks: Health["checks"] = [];
  for (const check of health.checks) {
    const said = check.state === "OK" ? CHECKS[check.description]?.(world) : undefined;
    checks.push({ ...check, state: said ?? check.state });
    if (said !== undefined && said !== "SKIP") return { checks, exit: 1, error: TIMED_OUT };
  }
  return { ...health, checks };
}

/** What each check says of a world that it is not content with. */
const CHECKS: Record<string, (world: World) => string | undefined> = {
  "etcd to be healthy": ({ talos }) => ofService(controlPlane(talos.nodes), "etcd"),
  "etcd members to be consistent across nodes": ({ talos }) => membersDiffer(controlPlane(talos.nodes)),
  "etcd members to be control plane nodes": ({ talos }) => strangersOfEtcd(controlPlane(talos.nodes)),
  "apid to be ready": ({ talos }) => unreachable(talos.nodes),
  "no diagnostics": ({ talos }) => {
    const found = talos.nodes.flatMap(({ address, resources }) =>
      specsOf(resources["diagnostics"]).map(({ message }) => `${address}: ${String(message)}`),
    );
    return found.length > 0 ? `active diagnostics: ${found.join(", ")}` : undefined;
  },
  // of the control plane alone
  "kubelet to be healthy": ({ talos }) => ofService(controlPlane(talos.nodes), "kubelet"),
  "all nodes to finish boot sequence": ({ talos }) => notRunning(talos.nodes),
  "all k8s nodes to report": ({ talos, kubernetes }) => mismatch(talos.nodes, ofKind(kubernetes, "Node")),
  "all control plane static pods to be running": ({ talos }) => staticPodMissing(controlPlane(talos.nodes)),
  "all control plane components to be ready": ({ talos, kubernetes }) =>
    componentsNotReady(controlPlane(talos.nodes).length, kubernetes),
  "all k8s nodes to report ready": ({ kubernetes }) =>
    listed(
      "some nodes are not ready",
      ofKind(kubernetes, "Node").filter((node) => !isReady(node)),
    ),
  "coredns to report ready": ({ kubernetes }) => corednsNotReady(kubernetes),
  "all k8s nodes to report schedulable": ({ kubernetes }) =>
    listed(
      "some nodes are not schedulable",
      ofKind(kubernetes, "Node").filter(({ spec }) => (spec as { unschedulable?: boolean } | undefined)?.unschedulable),
    ),
};

const controlPlane = (nodes: readonly TalosNode[]): TalosNode[] => nodes.filter(({ role }) => role === "control-plane");

/** hashicorp/go-multierror: https://github.com/hashicorp/go-multierror/blob/main/format.go */
const several = (errors: readonly string[]): string | undefined =>
  errors.length === 0
    ? undefined
    : `${errors.length} error${errors.length === 1 ? "" : "s"} occurred:\n${errors.map((error) => `\t* ${error}\n`).join("")}\n`;

function unreachable(nodes: readonly TalosNode[]): string | undefined {
  if (nodes.some(({ trouble }) => trouble === "silence")) return WAITING;
  const refusing = nodes.filter(({ trouble }) => trouble === "refuse");
  return several(
    refusing.map(
      ({ address }) =>
        `${address}: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${address}:50000: connect: connection refused"`,
    ),
  );
}

/** machined lists running services only. */
function ofService(nodes: readonly TalosNode[], service: string): string | undefined {
  const silent = unreachable(nodes);
  if (silent !== undefined) return silent;
  return several(
    nodes.flatMap(({ address, resources }) => {
      const [spec] = specsOf(resources["services"]?.filter(({ id }) => id === service));
      if (!spec)
        return [`${address}: service "${service}" not in expected state "Running": current state [Failed] exit code 1`];
      return spec["healthy"] === true ? [] : [`${address}: service is not healthy: ${service}`];
    }),
  );
}

/** The first machine's list is held against the others'. */
function membersDiffer(nodes: readonly TalosNode[]): string | undefined {
  const [first, ...others] = nodes.map(({ address, etcd }) => ({
    address,
    names: (etcd?.members ?? []).map(({ hostname }) => hostname),
  }));
  for (const { address, names } of others) {
    if (names.length !== first?.names.length)
      return `${address}: expected to have [${first?.names.join(" ")}] members, got [${names.join(" ")}]`;
    const stranger = names.find((name) => !first.names.includes(name));
    if (stranger !== undefined) return `${address}: found unexpected etcd member ${stranger}`;
  }
  return undefined;
}

/** A member of the control plane that is missing is not asked for: a subset is enough. */
function strangersOfEtcd(nodes: readonly TalosNode[]): string | undefined {
  const own = nodes.map(({ address }) => address);
  const members = (nodes[0]?.etcd?.members ?? []).flatMap(({ peerUrls }) =>
    peerUrls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, "")),
  );
  if (members.every((address) => own.includes(address))) return undefined;
  return `etcd member ips ${quoted(members)} are not subset of control plane node ips ${quoted(own)}`;
}

/** By stage; unmet conditions are not looked at. */
function notRunning(nodes: readonly TalosNode[]): string | undefined {
  const waiting = nodes.flatMap(({ address, resources }) => {
    const [spec] = specsOf(resources["machinestatus"]);
    return spec && spec["stage"] !== "running" ? [`${String(spec["stage"])}: [${address}]`] : [];
  });
  return waiting.length > 0 ? `nodes are not running: ${waiting.join(", ")}` : undefined;
}

function mismatch(machines: readonly TalosNode[], nodes: readonly LabObject[]): string | undefined {
  const known = nodes.map(addressesOf);
  const missing = machines.find(({ address }) => !known.some((addresses) => addresses.includes(address)));
  if (missing) return `can't find expected node with IPs ${quoted([missing.address])}`;
  const expected = machines.map(({ address }) => address);
  const strangers = known.filter((addresses) => !addresses.some((address) => expected.includes(address)));
  return strangers.length > 0 ? `unexpected nodes with IPs ${quoted(strangers.flat())}` : undefined;
}

function staticPodMissing(nodes: readonly TalosNode[]): string | undefined {
  for (const { address, resources } of nodes) {
    const ids = (resources["staticpodstatuses"] ?? []).map(({ id }) => id);
    const missing = COMPONENTS.map((it) => `kube-system/${it}`).filter((it) => !ids.some((id) => id.startsWith(it)));
    if (missing.length > 0) return `missing static pods on node ${address}: [${missing.join(" ")}]`;
  }
  return undefined;
}

function componentsNotReady(machines: number, kubernetes: KubernetesWorld): string | undefined {
  for (const component of COMPONENTS) {
    const pods = ofKind(kubernetes, "Pod").filter(
      ({ metadata }) => metadata.namespace === "kube-system" && labelsOf(metadata)["k8s-app"] === component,
    );
    if (pods.length !== machines)
      return `expected number of pods for ${component} to be ${machines}, got ${pods.length}`;
    const said = listed(
      `some pods are not ready for ${component}`,
      pods.filter((pod) => !isReady(pod)),
    );
    if (said !== undefined) return said;
  }
  return undefined;
}

const COMPONENTS = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** Without a Deployment of that label there is nothing to wait for. */
function corednsNotReady(kubernetes: KubernetesWorld): string | undefined {
  const isDns = ({ metadata }: LabObject): boolean =>
    metadata.namespace === "kube-system" && labelsOf(metadata)["k8s-app"] === "kube-dns";
  const deployment = ofKind(kubernetes, "Deployment").find(isDns);
  if (!deployment) return "SKIP";
  const pods = ofKind(kubernetes, "Pod").filter(isDns);
  const selector = `for namespace "kube-system" and label selector "k8s-app=kube-dns"`;
  if (pods.length === 0) return `no pods found ${selector}`;
  const ready = pods.filter(isReady);
  if (ready.length === 0) return `no ready pods found ${selector}`;
  const { replicas = 1 } = (deployment["spec"] ?? {}) as { replicas?: number };
  if (ready.length === pods.length && ready.length !== replicas)
    return `expected ${replicas} ready pods, got ${ready.length}`;
  return listed(
    "some pods are not ready",
    pods.filter((pod) => !isReady(pod)),
  );
}

const ofKind = ({ objects }: KubernetesWorld, kind: string): LabObject[] =>
  objects.filter((object) => object.kind === kind && /^(v1|apps\/v1)$/.test(object.apiVersion));

const labelsOf = (metadata: LabObject["metadata"]): Record<string, string> =>
  (metadata as { labels?: Record<string, string> }).labels ?? {};

const specsOf = (resources: TalosNode["resources"][string] | undefined): Record<string, unknown>[] =>
  (resources ?? []).map(({ spec }) => spec as Record<string, unknown>);

const isReady = ({ status }: LabObject): boolean =>
  ((status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some(
    (it) => it.type === "Ready" && it.status === "True",
  );

const addressesOf = ({ status }: LabObject): string[] =>
  ((status as { addresses?: { type: string; address: string }[] } | undefined)?.addresses ?? []).flatMap(
    ({ type, address }) => (type === "InternalIP" || type === "ExternalIP" ? [address] : []),
  );

const listed = (what: string, objects: readonly LabObject[]): string | undefined =>
  objects.length > 0 ? `${what}: [${objects.map(({ metadata }) => metadata.name).join(" ")}]` : undefined;

const quoted = (words: readonly string[]): string => `[${words.map((word) => `"${word}"`).join(" ")}]`;
