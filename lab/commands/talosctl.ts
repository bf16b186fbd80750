import type { CommandAnswer, TalosNode, World } from "../world.ts";
import { tabular } from "./tabular.ts";
import { healthAnswer } from "./talosctl-health.ts";

/** What the real talosctl prints of these machines, one node a call. */
export function talosctlAnswers(world: World): Record<string, CommandAnswer> {
  const { talos } = world;
  const answers: Record<string, CommandAnswer> = {
    "version --client": printed(
      `Client:\n\tTag:         ${talos.version}\n\tSHA:         undefined\n\tBuilt:       \n\tGo version:  go1.25.5\n\tOS/Arch:     linux/amd64\n`,
    ),
  };
  for (const node of talos.nodes) {
    for (const [call, answer] of Object.entries({ ...remembered(node), health: healthAnswer(node, world) }))
      answers[`${node.address} ${call}`] = troubled(node, call, answer);
  }
  return answers;
}

/** Machines are values: one that a fault left alone prints what it printed before. */
function remembered(node: TalosNode): Record<string, CommandAnswer> {
  const before = known.get(node);
  if (before) return before;
  const answers = answersOf(node);
  known.set(node, answers);
  return answers;
}

const known = new WeakMap<TalosNode, Record<string, CommandAnswer>>();

/** Written when somebody reads it: of what a machine holds most is never asked for. */
function printedLater(write: () => string): CommandAnswer {
  let text: string | undefined;
  return {
    exit: 0,
    get stdout() {
      return (text ??= write());
    },
  };
}

const printed = (stdout: string): CommandAnswer => ({ stdout, exit: 0 });

function answersOf(node: TalosNode): Record<string, CommandAnswer> {
  const { mode = "metal" } = node;
  const version = {
    metadata: { hostname: node.address },
    version: { tag: node.version, sha: "0000000", goVersion: "go1.25.5", os: "linux", arch: "amd64" },
    platform: { name: mode, mode },
    features: { rbac: true },
  };
  return {
    "version --json": printed(`${JSON.stringify(version)}\n`),
    ...Object.fromEntries(
      Object.entries(node.resources).map(([plural, list]) => [
        `get ${plural} -o json`,
        printedLater(() => list.map((it) => resourceText(node, it)).join("")),
      ]),
    ),
    ...etcdAnswers(node),
  };
}

/** A stream of objects, indented by 4, keys sorted, one a resource. */
function resourceText(
  node: TalosNode,
  { id, namespace, type, owner, created, updated, spec }: TalosNode["resources"][string][number],
): string {
  const metadata = {
    created,
    id: untyped(id),
    namespace,
    ...(owner !== undefined && { owner }),
    phase: "running",
    type,
    updated,
    version: 1,
  };
  return `${JSON.stringify(sorted({ metadata, node: node.address, spec }), null, 4)}\n`;
}

/** metadata.id goes through an untyped YAML scalar: `007` comes out as 7. */
function untyped(id: string): string | number | boolean | null {
  if (/^[+-]?(0x[0-9a-f]+|\d+(\.\d+)?(e[+-]?\d+)?)$/i.test(id)) return Number(id);
  if (id === "true" || id === "false") return id === "true";
  return id === "null" ? null : id;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function etcdAnswers({ address, etcd }: TalosNode): Record<string, CommandAnswer> {
  const refused = (what: string, error: string): CommandAnswer => ({
    stderr: `${what}: 1 error occurred:\n\t* ${address}: rpc error: code = Unimplemented desc = ${error} is only available on control plane nodes\n\n\n`,
    exit: 1,
  });
  if (!etcd) {
    return {
      "etcd members": refused("error getting members", "member list"),
      "etcd status": refused("error getting status", "etcd status"),
      "etcd alarm list": refused("error getting alarms", "alarm list"),
    };
  }
  const { members, status, alarms } = etcd;
  return {
    "etcd members": printed(
      tabular(
        ["NODE", "ID", "HOSTNAME", "PEER URLS", "CLIENT URLS", "LEARNER"],
        members.map(({ id, hostname, peerUrls, clientUrls, learner }) => [
          address,
          id,
          hostname,
          peerUrls.join(","),
          clientUrls.join(","),
          String(learner),
        ]),
      ),
    ),
    "etcd status": printed(
      tabular(
        [
          "NODE",
          "MEMBER",
          "DB SIZE",
          "IN USE",
          "LEADER",
          "RAFT INDEX",
          "RAFT TERM",
          "RAFT APPLIED INDEX",
          "LEARNER",
          "PROTOCOL",
          "STORAGE",
          "ERRORS",
        ],
        [
          [
            address,
            status.member,
            status.dbSize,
            status.inUse,
            status.leader,
            String(status.raftIndex),
            String(status.raftTerm),
            String(status.raftApplied),
            String(status.learner),
            "3.6.7",
            "3.6.0",
            status.errors,
          ],
        ],
      ),
    ),
    // nothing at all when there is none, not even the header
    "etcd alarm list": printed(
      alarms.length === 0
        ? ""
        : tabular(
            ["NODE", "MEMBER", "ALARM"],
            alarms.map(({ member, alarm }) => [address, member, alarm]),
          ),
    ),
  };
}

/** How each call ends where the machine does not answer. */
function troubled({ address, trouble }: TalosNode, call: string, answer: CommandAnswer): CommandAnswer {
  if (trouble === "silence") return { exit: 0, hangs: true };
  if (trouble !== "refuse") return answer;
  const error = `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${address}:50000: connect: connection refused"`;
  if (call === "health") return { stderr: `healthcheck error: ${error}\n`, exit: 1 };
  if (call.startsWith("get ")) return { stderr: `${error}\n`, exit: 1 };
  return { stderr: `error getting ${call.split(" ")[0]}: 1 error occurred:\n\t* ${address}: ${error}\n\n\n`, exit: 1 };
}
