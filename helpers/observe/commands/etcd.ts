import { SourceError } from "../../trouble.ts";
import { quiet, talosFlags } from "./asked.ts";
import { answeredByNode } from "./node-answer.ts";
import { eachNode } from "./each-node.ts";
import type { SourceContext, Source } from "../source.ts";

const DEADLINE_MS = 20_000;

/** Reads the tables that `talosctl etcd` prints, which has no JSON output. One call for each control-plane node. */
const tables =
  <Value>(subcommand: readonly string[], read: (rows: Row[], transcript: string, address: string) => Value) =>
  (context: SourceContext) =>
    eachNode(context, "control-plane", async (address) => {
      const result = await answeredByNode(
        context,
        ["talosctl", "etcd", ...subcommand, "-n", address, ...talosFlags(context)],
        DEADLINE_MS,
      );
      quiet(result);
      return read(table(result.stdout, result.transcript), result.transcript, address);
    });

export const etcdMembers: Source<"etcdMembers"> = tables(["members"], (rows, transcript, address) => {
  if (rows.length === 0)
    throw new SourceError("malformed", `talosctl etcd members on ${address} printed no member`, { transcript });
  return rows.map((row) => ({
    id: cell(row, "ID", transcript),
    // a member that was added has none before its first start
    hostname: mayBeEmpty(row, "HOSTNAME", transcript),
    peerUrls: cell(row, "PEER URLS", transcript).split(",").filter(Boolean),
    learner: cell(row, "LEARNER", transcript) === "true",
  }));
});

export const etcdStatuses: Source<"etcdStatuses"> = tables(["status"], (rows, transcript, address) => {
  const [row, ...more] = rows;
  if (!row || more.length > 0)
    throw new SourceError("malformed", `talosctl etcd status on ${address} printed ${rows.length} lines, not one`, {
      transcript,
    });
  return {
    member: cell(row, "MEMBER", transcript),
    leader: cell(row, "LEADER", transcript),
    raftTerm: cell(row, "RAFT TERM", transcript),
    learner: cell(row, "LEARNER", transcript) === "true",
    errors: row["ERRORS"] ?? "",
    dbSize: cell(row, "DB SIZE", transcript),
  };
});

/** Without any alarm talosctl prints nothing, not even a header. */
export const etcdAlarms: Source<"etcdAlarms"> = tables(["alarm", "list"], (rows, transcript) =>
  rows.map((row) => ({ member: cell(row, "MEMBER", transcript), alarm: cell(row, "ALARM", transcript) })),
);

export type Row = Record<string, string>;

/** Cuts a table at the columns of its header: split at blanks, an empty cell would shift the others. */
export function table(text: string, transcript = ""): Row[] {
  const [header, ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  if (header === undefined) return [];
  const columns = [...header.matchAll(/\S+(?: \S+)*/g)].map(({ 0: name, index }) => ({ name, from: index }));
  if (columns[0]?.from !== 0 || columns.some(({ name }) => !/^[A-Z][A-Z ]*$/.test(name))) {
    throw new SourceError("malformed", `talosctl printed a table without its header: ${header.slice(0, 80)}`, {
      transcript,
    });
  }
  return lines.map((line) =>
    Object.fromEntries(
      columns.map(({ name, from }, index) => [name, line.slice(from, columns[index + 1]?.from).trim()]),
    ),
  );
}

function cell(row: Row, column: string, transcript: string): string {
  const value = mayBeEmpty(row, column, transcript);
  if (value === "") throw new SourceError("malformed", `talosctl printed a line without ${column}`, { transcript });
  return value;
}

function mayBeEmpty(row: Row, column: string, transcript: string): string {
  const value = row[column];
  if (value === undefined)
    throw new SourceError("malformed", `talosctl printed a table without ${column}`, { transcript });
  return value;
}
