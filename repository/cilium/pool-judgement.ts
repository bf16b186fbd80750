import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import { inText, isUnresolved } from "../yaml/documents.ts";
import { holds, type Pool, type Range } from "./load-balancers.ts";
import type { Taken } from "./taken-addresses.ts";

export interface PoolJudgement {
  examined: number;
  findings: RepositoryFinding[];
  unseen: { subject: string; reason: string }[];
  notices: RepositoryNotice[];
}

/** What Cilium makes of a block that is mapped into IPv6 beside one of IPv4 is not known. */
const isComparable = (a: Range, b: Range): boolean =>
  a.bits === b.bits && a.written.includes(":") === b.written.includes(":");

/**
 * Judges the pools by themselves: readable blocks, no overlaps (Cilium disables such a pool), no addresses that are
 * taken.
 */
export function judgePools(pools: readonly Pool[], taken: readonly Taken[]): PoolJudgement {
  const result: PoolJudgement = { examined: 0, findings: [], unseen: [], notices: [] };
  for (const [index, pool] of pools.entries()) {
    const { subject, where } = pool;
    for (const block of pool.unresolved) {
      if (isUnresolved(block)) result.unseen.push({ subject, reason: `its block ${block} is not known offline` });
      else
        result.findings.push({
          subject,
          expected: "a block of addresses",
          actual: `${block} is none`,
          where,
          because: "The API server or Cilium refuses the pool: no Service gets an address from it.",
          mend: "Write a CIDR, or start and stop.",
        });
    }
    result.examined += pool.ranges.length > 0 ? 1 : 0;
    const other = pools
      .slice(0, index)
      .find((one) =>
        one.ranges.some((a) => pool.ranges.some((b) => isComparable(a, b) && a.from <= b.to && b.from <= a.to)),
      );
    if (other && other.subject !== subject)
      result.findings.push({
        subject,
        expected: "pools that do not overlap",
        actual: `${rangesOf(pool)} overlaps ${other.subject} (${rangesOf(other)}, ${inText(other.where)})`,
        where,
        because: "Cilium marks the younger pool as conflicting and hands nothing out of it.",
        mend: "Give each pool addresses of its own.",
      });
    const inside = taken.filter(({ address }) => pool.ranges.some((range) => holds(range, address)));
    if (inside.length > 0)
      result.notices.push({
        severity: "warning",
        subject,
        expected: "a pool without the addresses of nodes and VIPs",
        actual: `${rangesOf(pool)} holds ${inside.map(({ address, by }) => `${address} (${by})`).join(", ")}`,
        where,
        because: "A Service without a static address may be given one of them.",
        mend: "Cut the pool so that it leaves them out.",
      });
  }
  return result;
}

/** The addresses of a pool, as they are written. */
export const rangesOf = ({ ranges }: Pool): string => ranges.map((range) => range.written).join(", ");
