import { now as clock } from "../wait/clock.ts";
import { commandsTaking, EVIDENCE_COMMANDS, evidenceCall, type EvidenceCall } from "./evidence-commands.ts";
import { fleetCall, isFleet, type FleetCall } from "./fleet.ts";
import { flagsOf, type Flag, type Given } from "./flags.ts";
import type { BeginOptions } from "./begin.ts";
import type { InitOptions } from "./init.ts";
import { pushPlace } from "./storage.ts";
import { nearest } from "./nearest.ts";
import type { RunOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";
import { factor, howLong, keep, pingUrl, postUrl, scope, time, url } from "./values.ts";

export type Call =
  | { what: "run"; options: RunOptions; json: boolean; patienceGiven: boolean }
  | { what: "list"; options: RunOptions; json: boolean }
  | { what: "explain"; id: string }
  | { what: "init"; options: InitOptions }
  | { what: "begin"; options: BeginOptions }
  | EvidenceCall
  | FleetCall
  | { what: "scenarios" }
  | { what: "help" }
  | { what: "version" };

/** The names that a call may use. */
export interface Known {
  suites: readonly string[];
  rows: readonly string[];
  /** Where evidence goes unless --out says otherwise. */
  out: string;
}

/**
 * Reads a command line. Throws UsageError. `environment` shows flags that npm took for itself because the `--` was
 * forgotten.
 */
export function readCall(
  argv: readonly string[],
  known: Known,
  environment: Record<string, string | undefined>,
  now: Date = clock(),
): Call {
  const { given, words } = flagsOf(argv, environment);
  if (given.help) return { what: "help" };
  if (given.version) return { what: "version" };
  const onEvidence = evidenceCall(words, given);
  if (onEvidence) return onEvidence;
  if (words.length === 1 && words[0] === "init") return { what: "begin", options: beginOptions(given) };
  if (words[0] === "init")
    throw new UsageError(`"${words[1]}": assay init takes no words; it works for the repository in which it is called`);
  if (words.length > 0) {
    const commands = [...Object.keys(EVIDENCE_COMMANDS), "init"];
    throw new UsageError(`"${words[0]}" is no flag${nearest(words[0] ?? "", commands)}; see --help`);
  }
  if (typeof given.explain === "string") return { what: "explain", id: rowId(given.explain, known) };
  if (given["list-scenarios"]) return { what: "scenarios" };
  if (typeof given.init === "string") return { what: "init", options: initOptions(given.init, given) };
  refuseOfCommands(given);
  if (isFleet(given)) return fleet(given, known, now);
  if (given.deadline !== undefined) throw new UsageError("--deadline belongs to several clusters: --cluster, repeated");
  const options = draftedOr(optionsOf(given, known, now), given);
  const json = given.json === true;
  return given.list
    ? { what: "list", options, json }
    : { what: "run", options, json, patienceGiven: given.patience !== undefined };
}

/** What each cluster's process will read is read here first: a wrong flag is one error, and not one for each. */
function fleet(given: Given, known: Known, now: Date): FleetCall {
  const call = fleetCall(given, known.out);
  optionsOf({ ...given, cluster: call.named[0] ?? "" }, known, now);
  return call;
}

/** A flag of another command would be passed over: `--dry-run` alone would run every check. */
function refuseOfCommands(given: Given): void {
  const flag = OF_COMMANDS.find((name) => given[name] !== undefined);
  if (flag === undefined) return;
  const owners = [...commandsTaking(flag), ...(flag === "story" ? ["--init <checkout>"] : [])];
  throw new UsageError(`--${flag} belongs to ${owners.join(", ")}`);
}

/** Flags that say nothing to a run. */
const OF_COMMANDS = [
  "story",
  "runbook",
  "dry-run",
  "key",
  "from",
  "max-age",
  "identity",
  "issuer",
  "trusted-root",
] as const satisfies Flag[];

function initOptions(checkout: string, { name, out, story, ...others }: Given): InitOptions {
  const stray = Object.keys(others).find((flag) => flag !== "init");
  if (stray !== undefined)
    throw new UsageError(`--${stray} says nothing to --init: it takes --name, --story and --out`);
  return {
    checkout,
    ...(typeof name === "string" && { name: clusterName(name) }),
    ...(typeof story === "string" && { story }),
    ...(typeof out === "string" && { out }),
  };
}

function beginOptions({ name, out, story, kubeconfig, context, ...others }: Given): BeginOptions {
  const [stray] = Object.keys(others);
  if (stray !== undefined)
    throw new UsageError(
      `--${stray} says nothing to assay init: it takes --name, --story, --kubeconfig, --context and --out`,
    );
  return {
    ...(typeof name === "string" && { name: clusterName(name) }),
    ...(typeof story === "string" && { story }),
    ...(typeof out === "string" && { out }),
    ...(typeof kubeconfig === "string" && { kubeconfig }),
    ...(typeof context === "string" && { context }),
  };
}

/** A name that the profile's schema accepts; it becomes part of a file's name. */
function clusterName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return name;
  throw new UsageError(`--name "${name}" is no name of a cluster: lower-case letters, digits and dashes`);
}

function optionsOf(given: Given, known: Known, now: Date): RunOptions {
  refuseOnTheLab(given);
  const text = (name: Flag): string | undefined => (typeof given[name] === "string" ? given[name] : undefined);
  const many = (name: Flag): string[] => [given[name] ?? []].flat().map(String);
  const cluster = text("cluster") ?? "lab";
  const optional = {
    kubeconfig: text("kubeconfig"),
    context: text("context"),
    endpoint: url(text("endpoint")),
    talosconfig: text("talosconfig"),
    repo: text("repo"),
    startedAt: time(text("started-at"), now),
    connectivity: scope(text("connectivity")),
    scenario: text("scenario"),
    sign: text("sign"),
    followForMs: howLong(text("follow-for")),
    keep: keep(text("keep")),
    metrics: text("metrics"),
    push: pushPlace(given),
    ping: pingUrl(text("ping")),
    progress: postUrl(text("progress")),
    ...(given.follow === true && { follow: true }),
    ...(given["report-to-cluster"] === true && { reportToCluster: true }),
  };
  if (optional.followForMs !== undefined && !given.follow) throw new UsageError("--follow-for belongs to --follow");
  if (optional.scenario !== undefined && cluster !== "lab")
    throw new UsageError(`--scenario plays in the lab, not on ${cluster}: leave --cluster out`);
  return {
    cluster,
    suites: many("suite").map((name) => suiteName(name, known)),
    only: many("only").map((id) => rowId(id, known)),
    out: text("out") ?? known.out,
    patience: factor(text("patience")),
    probes: given.probes === true,
    backend: cluster === "lab" ? "lab" : "live",
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<RunOptions>),
  };
}

/** `--repo` alone: its checks need a profile and no cluster, so one is drafted. */
function draftedOr(options: RunOptions, given: Given): RunOptions {
  const isDrafted = given.repo !== undefined && given.cluster === undefined && given.scenario === undefined;
  if (!isDrafted) {
    if (given.name !== undefined) throw new UsageError("--name belongs to --init <checkout>, or to --repo alone");
    return options;
  }
  const suite = options.suites.find((name) => name !== OFFLINE);
  const only = options.only.find((id) => !id.startsWith("repository/"));
  const asked = suite === undefined ? (only ?? (given.follow === true ? "--follow" : undefined)) : `--suite ${suite}`;
  if (asked !== undefined)
    throw new UsageError(`${asked} needs a cluster: name it with --cluster; --repo alone is judged by ${OFFLINE}`);
  return {
    ...options,
    cluster: "drafted",
    suites: [OFFLINE],
    drafted: typeof given.name === "string" ? { name: clusterName(given.name) } : {},
    backend: "live",
  };
}

/** The suite that needs no cluster. */
const OFFLINE = "20-repository";

/** Flags that lead to a cluster that is there, or say what it was made from. */
const OF_A_CLUSTER = [
  "kubeconfig",
  "context",
  "endpoint",
  "talosconfig",
  "repo",
  "report-to-cluster",
] as const satisfies Flag[];

/** The lab has all of these by itself: another's would not be looked at, and the lab's would be judged in their place. */
function refuseOnTheLab(given: Given): void {
  if (given.cluster !== undefined && given.cluster !== "lab") return;
  const isDrafted = given.cluster === undefined && given.scenario === undefined && given.repo !== undefined;
  const flag = OF_A_CLUSTER.find((name) => given[name] !== undefined && !(name === "repo" && isDrafted));
  if (flag === undefined) return;
  throw new UsageError(
    given.cluster === "lab"
      ? `--${flag} contradicts --cluster lab, which has its own; name the cluster that --${flag} belongs to`
      : `--${flag} needs --cluster <name|path>: without it the embedded lab is judged, which has its own`,
  );
}

function suiteName(name: string, { suites }: Known): string {
  const found = suites.find((suite) => suite === name || suite.replace(/^\d+-/, "") === name);
  if (!found) throw new UsageError(`unknown suite "${name}"${nearest(name, suites)}; --list shows them`);
  return found;
}

function rowId(id: string, { rows }: Known): string {
  if (!rows.includes(id)) throw new UsageError(`unknown check "${id}"${nearest(id, rows)}; --list shows them`);
  return id;
}
