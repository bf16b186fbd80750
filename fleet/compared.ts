import type { Finding, Unseen } from "../criteria/criterion.ts";
import { contains, parseNetwork } from "../clusters/notation/cidr.ts";
import type { Exit, Member, Seen, Sight } from "./member.ts";

/** What comparing clusters with each other gave, by what was observed of each. */
export interface Compared {
  /** How many facts of two clusters were held against each other. */
  examined: number;
  findings: Finding[];
  /** What two clusters share and may share, because no mesh joins them. */
  notices: Finding[];
  /** What could not be compared, and why. */
  unseen: Unseen[];
  /** What this call did not ask for, so that nobody compared it. */
  leftOut: string[];
}

/**
 * Holds each two clusters against each other. What a ClusterMesh demands is demanded of two that one joins: cluster.id,
 * cluster.name and networks that differ, and a connection from both ends
 * (https://docs.cilium.io/en/stable/network/clustermesh/clustermesh/#prerequisites). Two that none joins may share all of
 * it, which is then a notice. No two clusters have the same kube-system.
 */
export function compared(members: readonly Member[]): Compared {
  const all: Compared = { examined: 0, findings: [], notices: [], unseen: [], leftOut: [] };
  for (const [index, one] of members.entries())
    for (const other of members.slice(index + 1)) comparePair(one, other, all);
  return all;
}

/** What the comparison makes of the exit code: what could not be seen is no pass. */
export const exitOf = ({ findings, unseen }: Compared): Exit => (findings.length > 0 ? 1 : unseen.length > 0 ? 3 : 0);

interface Pair {
  names: readonly [string, string];
  sights: readonly [Sight, Sight];
  isMeshed: boolean;
  all: Compared;
}

function comparePair(one: Member, other: Member, all: Compared): void {
  const subject = `clusters/${one.name}+${other.name}`;
  const blind = [one, other].find(({ seen }) => seen === undefined);
  if (!one.seen || !other.seen) {
    all.unseen.push({ subject, reason: `of ${blind?.name} nothing was observed: ${blind?.why ?? "it has no run"}` });
    return;
  }
  const isMeshed = joins(one.seen, other.seen) || joins(other.seen, one.seen);
  const pair: Pair = { names: [one.name, other.name], sights: [one.seen, other.seen], isMeshed, all };
  const [a, b] = pair.sights;
  const equal = (x: unknown, y: unknown): string | undefined => (x === y ? String(x) : undefined);
  hold(pair, "kube-system", [a.uid, b.uid], (x, y) => equal(x, y) && `both profiles lead to one cluster (${x})`, true);
  hold(pair, "cluster.id", [a.ciliumId, b.ciliumId], equal);
  hold(pair, "cluster.name", [a.ciliumName, b.ciliumName], equal);
  hold(pair, "pod CIDR", [a.pods, b.pods], overlap);
  hold(pair, "service CIDR", [a.services, b.services], overlap);
  if (isMeshed) {
    connected(pair, one.name, a, other.name, b);
    connected(pair, other.name, b, one.name, a);
  }
}

/** Whether a cluster declares the other to be in its mesh, or has it configured. */
function joins({ declared, mesh }: Sight, { ciliumName }: Sight): boolean {
  if (!ciliumName.ok) return declared.length > 0;
  return declared.includes(ciliumName.value) || (mesh.ok && (mesh.value[ciliumName.value]?.configured ?? 0) > 0);
}

function hold<Value>(
  { names, isMeshed, all }: Pair,
  fact: string,
  [a, b]: readonly [Seen<Value>, Seen<Value>],
  shared: (x: Value, y: Value) => string | undefined,
  always = false,
): void {
  const subject = `clusters/${names.join("+")}/${fact}`;
  if (!a.ok || !b.ok) return unseen(all, subject, [names[0], a], [names[1], b]);
  all.examined += 1;
  const same = shared(a.value, b.value);
  if (same === undefined) return;
  const finding = { subject, expected: `${fact} of ${names[0]} and of ${names[1]} differ`, actual: `both: ${same}` };
  (isMeshed || always ? all.findings : all.notices).push(finding);
}

function connected({ all }: Pair, from: string, { mesh }: Sight, to: string, { ciliumName }: Sight): void {
  const subject = `clusters/${from}→${to}/mesh`;
  if (!mesh.ok || !ciliumName.ok) return unseen(all, subject, [from, mesh], [to, ciliumName], true);
  all.examined += 1;
  const { configured = 0, connected: count = 0 } = mesh.value[ciliumName.value] ?? {};
  if (configured > 0 && count >= configured) return;
  const actual = configured === 0 ? `${from} does not have it configured` : `from ${count} of ${configured} nodes`;
  all.findings.push({ subject, expected: `${to} is connected from every node of ${from}`, actual });
}

/** `demanded`: in a mesh its other end must be seen, also where its profile does not speak of it. */
function unseen(
  all: Compared,
  subject: string,
  [one, a]: readonly [string, Seen<unknown>],
  [other, b]: readonly [string, Seen<unknown>],
  demanded = false,
): void {
  const missing = [...(a.ok ? [] : [{ name: one, ...a }]), ...(b.ok ? [] : [{ name: other, ...b }])];
  const reason = missing.map(({ name, why }) => `${name}: ${why}`).join("; ");
  if (!demanded && missing.every(({ isLeftOut }) => isLeftOut)) all.leftOut.push(`${subject}: ${reason}`);
  else all.unseen.push({ subject, reason });
}

/** The first two ranges that share addresses. */
function overlap(ours: readonly string[], theirs: readonly string[]): string | undefined {
  for (const mine of ours)
    for (const other of theirs) {
      const [a, b] = [parseNetwork(mine), parseNetwork(other)];
      if (a && b && (contains(a, b) || contains(b, a))) return mine === other ? mine : `${mine} and ${other}`;
    }
  return undefined;
}
