import type { RepositoryFinding } from "../finding.ts";
import { inText, isUnresolved } from "../yaml/documents.ts";
import type { Machine, Machines } from "./machines.ts";

/**
 * Machines of one list (talhelper, topf) that share a name or an address. Files by machine are not held against each
 * other: a base and what is made of it name the same machine.
 */
export function twins({ machines, complete }: Machines): RepositoryFinding[] {
  if (!complete) return [];
  return machines.flatMap((machine, index) => {
    const before = machines.slice(0, index).filter(({ where }) => where.file === machine.where.file);
    const subject = `node/${machine.hostname ?? machine.addresses[0] ?? "?"}`;
    const namesake = before.find(({ hostname }) => isKnown(hostname) && hostname === machine.hostname);
    if (namesake)
      return [
        {
          subject,
          expected: "a hostname that no other machine of the list has",
          actual: `${machine.hostname} stands at ${inText(namesake.where)} too`,
          where: machine.where,
          because: "The second configuration replaces the first: one machine gets none of its own.",
          mend: "Give each machine its own hostname.",
        },
      ];
    const shared = machine.addresses.find(
      (one) => isKnown(one) && before.some(({ addresses }) => addresses.includes(one)),
    );
    const other = before.find(({ addresses }) => shared !== undefined && addresses.includes(shared));
    if (shared === undefined || !other) return [];
    return [
      {
        subject,
        expected: "an address that no other machine of the list has",
        actual: `${shared} is ${nameOf(other)}'s too (${inText(other.where)})`,
        where: machine.where,
        because: "One machine is configured twice with it, or both claim it: only one of them joins.",
        mend: "Give each machine its own address.",
      },
    ];
  });
}

const isKnown = (text: string | undefined): text is string => text !== undefined && !isUnresolved(text);

const nameOf = ({ hostname }: Machine): string => hostname ?? "another machine";
