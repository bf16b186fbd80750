import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { parseDuration } from "../../clusters/schema/duration.ts";
import { FLAGS, type Flag, type Given } from "./flags.ts";
import type { Place } from "../store/place.ts";
import { pushPlace } from "./storage.ts";
import { UsageError } from "./usage-error.ts";

/** A call that judges several clusters, each in a process of its own. */
export interface FleetCall {
  what: "fleet";
  /** As they were named: names, paths of profiles, `all`, a folder. */
  named: readonly string[];
  /** The flags that each cluster's process gets, beside its `--cluster`. */
  flags: readonly string[];
  /** For one cluster, in milliseconds; then it is asked to end. */
  deadlineMs: number;
  out: string;
  /** Where the summary is copied to, as each cluster's evidence is by its own process. */
  push?: Place;
  ping?: string;
  json: boolean;
}

const DEADLINE_MS = 2 * 3_600_000;

/** Whether a call means several clusters. */
export const isFleet = ({ cluster }: Given): boolean =>
  Array.isArray(cluster) || cluster === "all" || (typeof cluster === "string" && isFolder(cluster));

/**
 * Of a call that means several clusters; `out`: where evidence goes unless it says otherwise. Throws UsageError for what
 * belongs to one of them.
 */
export function fleetCall(given: Given, out: string): FleetCall {
  for (const [flag, why] of Object.entries(OF_ONE) as [Flag, string][])
    if (given[flag] !== undefined) throw new UsageError(`--${flag} with several clusters: ${why}`);
  const named = [given.cluster ?? []].flat().map(String);
  const twice = named.find((name, index) => named.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`--cluster ${twice} is given twice: name each cluster once`);
  if (named.includes("lab"))
    throw new UsageError("--cluster lab with other clusters: the lab is no cluster; judge it by itself");
  const push = pushPlace(given);
  return {
    what: "fleet",
    named,
    flags: Object.entries(given).flatMap(([flag, value]) => (OURS.has(flag) ? [] : written(flag, value))),
    deadlineMs: deadlineOf(given.deadline),
    out: typeof given.out === "string" ? given.out : out,
    ...(push && { push }),
    ...(typeof given.ping === "string" && { ping: given.ping }),
    json: given.json === true,
  };
}

/** What this process does itself, instead of each cluster's. */
const OURS: ReadonlySet<string> = new Set(["cluster", "json", "ping", "deadline"]);

const PROFILE = "it belongs to one cluster; write it into each profile";

const OF_ONE: Partial<Record<Flag, string>> = {
  kubeconfig: `${PROFILE} (kubernetes.kubeconfig)`,
  context: `${PROFILE} (kubernetes.context)`,
  endpoint: `${PROFILE} (kubernetes.endpoint)`,
  talosconfig: `${PROFILE} (talos.talosconfig)`,
  "started-at": "each cluster's bootstrap began at its own time; give it in a run of one cluster",
  metrics: "each cluster would overwrite the file; each run's folder has its own metrics.prom",
  progress: "each cluster's run would tell its own; give it in a run of one cluster",
  scenario: "it plays in the lab, which is no cluster",
  name: "it belongs to --init <checkout>, or to --repo alone",
  list: "what runs differs by profile; name one cluster",
};

/**
 * The clusters that a call names, each once. `all`: each of `clusters`, but those of the lab and of kind; a folder: every
 * YAML file in it. Throws UsageError where that is none.
 */
export function clustersOf(named: readonly string[], clusters: readonly string[]): string[] {
  const all = named.flatMap((name) => {
    if (name !== "all" && !isFolder(name)) return [name];
    const found = name === "all" ? clusters.filter((cluster) => !NO_CLUSTER.has(cluster)) : profilesIn(name);
    if (found.length === 0) throw new UsageError(`--cluster ${name}: there is no profile`);
    return found;
  });
  return [...new Set(all)];
}

const NO_CLUSTER: ReadonlySet<string> = new Set(["lab", "kind"]);

const profilesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .toSorted()
    .map((file) => path.join(folder, file));

/** A name alone is never one. */
const isFolder = (name: string): boolean => /[/.]/.test(name) && existsSync(name) && statSync(name).isDirectory();

/** A flag as it is given on: a value that begins with a dash would be taken for a flag. */
function written(flag: string, value: Given[Flag]): string[] {
  if (FLAGS[flag as Flag].type === "boolean") return value === true ? [`--${flag}`] : [];
  return [value ?? []].flat().map((one) => `--${flag}=${String(one)}`);
}

function deadlineOf(text: Given[Flag]): number {
  if (typeof text !== "string") return DEADLINE_MS;
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new UsageError(`--deadline "${text}" is no duration; write 45m or 2h`);
  return ms;
}
