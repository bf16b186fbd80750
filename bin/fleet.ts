import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { newFolder } from "../evidence/folder.ts";
import { startsIn } from "../evidence/history/stored.ts";
import type { Run } from "../evidence/run.ts";
import { line } from "../evidence/text.ts";
import { worstOf, type Exit, type Member } from "../fleet/member.ts";
import { clustersOf, type FleetCall } from "../helpers/call/fleet.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { onGitHubActions } from "../helpers/environment.ts";
import { startMember, type MemberEnd, type MemberProcess } from "../helpers/member-process.ts";
import { holdUrls } from "../helpers/notify/notify.ts";
import { ping } from "../helpers/notify/ping.ts";
import { redact } from "../helpers/redact/redact.ts";
import { limited } from "../helpers/wait/turnstile.ts";
import type { Interruptions } from "./interruptions.ts";
import { FLEET, sightOf, summarised } from "./fleet-summary.ts";
import { knownClusters, outsBase } from "./places.ts";

/** `nameOf`: the name in a cluster's profile. Throws UsageError where the profile is wrong. */
export interface FleetRun {
  call: FleetCall;
  heard: Interruptions;
  /** How this program is started. */
  program: readonly [string, ...string[]];
  nameOf(cluster: string): Promise<string>;
}

/**
 * Judges several clusters, each in a process of its own, at most as many at once as there are cores. Then holds them
 * against each other, writes one summary and gives the worst exit code.
 */
export async function judgeFleet({ call, heard, program, nameOf }: FleetRun): Promise<Exit> {
  const named = await namesOf(clustersOf(call.named, knownClusters()), nameOf);
  const startedAt = new Date().toISOString();
  const out = path.resolve(outsBase(), call.out);
  const folder = newFolder(out, FLEET, startedAt);
  holdUrls([], call.ping);
  const unheard = await ping(call.ping, "start");
  const running = new Set<MemberProcess>();
  heard.onInterrupt(() => {
    process.stderr.write("assay: interrupted; each cluster's run ends with its report\n");
    for (const member of running) member.interrupt();
  });
  const widest = Math.max(...named.map(({ name }) => name.length));
  const turn = limited(availableParallelism());
  const members = await Promise.all(
    named.map(({ cluster, name, wrong }) =>
      turn(async (): Promise<Member> => {
        if (wrong !== undefined) return { cluster, name, exit: 2, why: wrong, tookMs: 0 };
        if (heard.isInterrupted()) return { cluster, name, exit: 3, why: "interrupted before it began", tookMs: 0 };
        const argv = [...program, ...call.flags, `--cluster=${cluster}`, "--json"] as [string, ...string[]];
        const onLine = (text: string): void => tellLine(name.padEnd(widest), text);
        const member = startMember(argv, { deadlineMs: call.deadlineMs, onLine });
        running.add(member);
        const end = await member.ended;
        running.delete(member);
        return memberOf({ cluster, name }, end, out);
      }),
    ),
  );
  return summarised(members, { ...call, folder, startedAt, warnings: unheard });
}

export interface Named {
  cluster: string;
  name: string;
  /** What is wrong with its profile. */
  wrong?: string;
}

/** A profile that is wrong hurts no other cluster; two of one name would write into one folder. */
export async function namesOf(all: readonly string[], nameOf: FleetRun["nameOf"]): Promise<Named[]> {
  const named: Named[] = [];
  for (const cluster of all) {
    try {
      named.push({ cluster, name: await nameOf(cluster) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      named.push({
        cluster,
        name: path.basename(cluster).replace(/\.ya?ml$/, ""),
        wrong: line(redact(error.message), 400),
      });
    }
  }
  const good = named.filter(({ wrong }) => wrong === undefined);
  const ours = good.find(({ name }) => name === FLEET);
  if (ours) throw new UsageError(`${ours.cluster}: the name ${FLEET} is that of the summary's folder; give it another`);
  const same = good.find(({ name }, index) => good.findIndex((other) => other.name === name) !== index);
  if (same) {
    const both = good.filter(({ name }) => name === same.name).map(({ cluster }) => cluster);
    throw new UsageError(`${both.join(" and ")} have the same name, ${same.name}: give each cluster its own`);
  }
  return named;
}

/** GitHub takes an annotation only at the beginning of a line. */
function tellLine(name: string, text: string): void {
  const isAnnotation = onGitHubActions() && /^::(error|warning|notice) /.test(text);
  process.stderr.write(isAnnotation ? `${text}\n` : `${name} | ${text}\n`);
}

/** What a process's end says of its cluster. An end that tells of no run is never a pass. */
function memberOf({ cluster, name }: Named, end: MemberEnd, out: string): Member {
  const run = runIn(end.stdout);
  const { tookMs } = end;
  if (run === undefined) {
    const said = end.said.filter((text) => text.startsWith("assay: ")).map((text) => text.slice("assay: ".length));
    const how = end.overdue
      ? "ended at its deadline, before it told its run"
      : `its process ended ${end.signal === undefined ? `with exit code ${end.exit}` : `by ${end.signal}`} without a run`;
    return { cluster, name, exit: end.exit === 2 ? 2 : 3, why: said.join(" ") || how, tookMs };
  }
  const folder = folderOf(run, path.join(out, run.cluster.name));
  // a process that says better than its run, or dies after it, is not believed
  const exit = worstOf([run.outcome.exit, end.exit === run.outcome.exit ? run.outcome.exit : 3]);
  return {
    cluster,
    name: run.cluster.name,
    exit,
    run,
    ...(folder !== undefined && { folder }),
    ...sightOf(folder),
    tookMs,
  };
}

function runIn(stdout: string): Run | undefined {
  try {
    return JSON.parse(stdout) as Run;
  } catch {
    return undefined;
  }
}

/** The folder whose run.json is of this run: by the last line of its journal. */
function folderOf(run: Run, parent: string): string | undefined {
  return startsIn(parent)
    .map((start) => path.join(parent, start))
    .find((folder) => {
      const file = path.join(folder, "run.json");
      return existsSync(file) && runIn(readFileSync(file, "utf8"))?.journal?.last === run.journal?.last;
    });
}
