import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { parseDuration } from "../../clusters/schema/duration.ts";
import { newFolder } from "../../evidence/folder.ts";
import { clustersIn, readRun, startsIn } from "../../evidence/history/stored.ts";
import { line } from "../../evidence/text.ts";
import { worstOf, type Member } from "../../fleet/member.ts";
import { catalogue } from "../../helpers/call/catalogue.ts";
import { clustersOf } from "../../helpers/call/fleet.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { knownChecks, loadProfile } from "../../helpers/call/profile.ts";
import { endpointOf, pushPlace } from "../../helpers/call/storage.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { pingUrl } from "../../helpers/call/values.ts";
import { isPlace, placeOf, type Place } from "../../helpers/store/place.ts";
import { pullNewest, pushedClusters } from "../../helpers/store/pull.ts";
import { StoreError } from "../../helpers/store/store-error.ts";
import { FLEET, sightOf, summarised } from "../fleet-summary.ts";
import { namesOf, type Named } from "../fleet.ts";
import { knownClusters, outsBase, runsFolder, whereProfileIs } from "../places.ts";
import { clusters, root, suites } from "../project.ts";
import { verified } from "./verify.ts";

/** A run a day, and two hours for one that begins late. */
const MAX_AGE_MS = 26 * 3_600_000;

/**
 * `assay fleet --from <place>`: the newest run of each cluster, held against each other in one summary. Gives the worst
 * exit code. A cluster without a run, with an old one or with one that was changed was not judged.
 */
export async function fleetFrom(_: readonly string[], given: Given): Promise<number> {
  const now = new Date();
  const from = sourceOf(given);
  const maxAgeMs = ageOf(given["max-age"]);
  const push = pushPlace(given);
  const ping = pingUrl(typeof given.ping === "string" ? given.ping : undefined);
  const out = path.resolve(outsBase(), typeof given.out === "string" ? given.out : (from.folder ?? runsFolder()));
  const named = await expected(given, from);
  const folder = newFolder(out, FLEET, now.toISOString());
  const members: Member[] = [];
  for (const one of named) members.push(await memberOf(one, { from, out, oldest: now.getTime() - maxAgeMs }));
  return summarised(members, {
    ...{ folder, startedAt: now.toISOString(), warnings: [], json: given.json === true },
    ...(push && { push }),
    ...(ping !== undefined && { ping }),
  });
}

/** Where runs lie: one of the two. */
type Source = { place: Place; folder?: never } | { folder: string; place?: never };

function sourceOf(given: Given): Source {
  const { from } = given;
  if (typeof from !== "string") throw new UsageError("fleet needs --from: s3://<bucket>/<prefix>, or a folder of runs");
  if (isPlace(from)) return { place: placeOf(from, "--from", endpointOf(given)) };
  if (given["s3-endpoint"] !== undefined && given.push === undefined)
    throw new UsageError("--s3-endpoint says nothing to a folder; leave it out, or name s3://… with --from");
  const folder = path.resolve(outsBase(), from);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`--from ${from}: no such folder; give what --out was to the runs, or s3://<bucket>/<prefix>`);
  return { folder };
}

function ageOf(text: Given["max-age"]): number {
  if (typeof text !== "string") return MAX_AGE_MS;
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new UsageError(`--max-age "${text}" is no duration; write 26h or 7d`);
  return ms;
}

/** The clusters that --cluster names, by the names of their profiles; else those of which there are runs. */
async function expected(given: Given, from: Source): Promise<Named[]> {
  const named = [given.cluster ?? []].flat().map(String);
  if (named.length > 0) {
    const rows = knownChecks(catalogue(suites));
    return namesOf(clustersOf(named, knownClusters()), async (cluster) =>
      Promise.resolve(loadProfile(whereProfileIs(cluster), root, clusters, rows).profile.name),
    );
  }
  const found = from.folder === undefined ? await storedIn(from.place) : clustersIn(from.folder);
  const names = found.filter((name) => name !== FLEET);
  if (names.length === 0) throw new UsageError(`--from ${String(given.from)}: it holds no run of any cluster`);
  return names.map((name) => ({ cluster: name, name }));
}

async function storedIn(place: Place): Promise<string[]> {
  try {
    return await pushedClusters(place);
  } catch (error) {
    throw error instanceof StoreError
      ? new UsageError(`--from ${error.message}; name the clusters with --cluster`)
      : error;
  }
}

interface Wanted {
  from: Source;
  out: string;
  /** In milliseconds since 1970: what began before it is too old. */
  oldest: number;
}

async function memberOf({ cluster, name, wrong }: Named, { from, out, oldest }: Wanted): Promise<Member> {
  const unjudged = (why: string, exit: 2 | 3 = 3): Member => ({ cluster, name, exit, why: line(why, 400), tookMs: 0 });
  if (wrong !== undefined) return unjudged(wrong, 2);
  try {
    const folder = from.folder === undefined ? await pullNewest(from.place, name, out) : newestIn(from.folder, name);
    if (folder === undefined) return unjudged("it has left no run there");
    const run = readRun(folder);
    if (run.cluster.name !== name) return unjudged(`its newest run is one of the cluster ${run.cluster.name}`);
    const tookMs = Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt));
    if (!(Date.parse(run.startedAt) >= oldest))
      return unjudged(`its newest run began at ${run.startedAt}: too long ago to speak of it`);
    const { word, reasons, exit } = await verified(folder);
    if (exit === 1) return unjudged(`its evidence is ${word}: ${reasons[0]?.why ?? "see assay verify"}`);
    return { cluster, name, exit: worstOf([run.outcome.exit]), run, folder, ...sightOf(folder), tookMs };
  } catch (error) {
    if (error instanceof StoreError || error instanceof UsageError) return unjudged(error.message);
    // what its run.json or journal cannot be read for
    if (error instanceof Error && !("code" in error) && error.name === "Error") return unjudged(error.message);
    throw error;
  }
}

function newestIn(folder: string, cluster: string): string | undefined {
  const [start] = startsIn(path.join(folder, cluster));
  return start === undefined ? undefined : path.join(folder, cluster, start);
}
