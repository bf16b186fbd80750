import { parseArgs } from "node:util";
import { parseDuration } from "../../clusters/schema/duration.ts";
import type { InitOptions } from "./init.ts";
import { nearest } from "./nearest.ts";
import type { RunOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

export type Call =
  | { what: "run"; options: RunOptions; json: boolean; patienceGiven: boolean }
  | { what: "list"; options: RunOptions; json: boolean }
  | { what: "explain"; id: string }
  | { what: "init"; options: InitOptions }
  | { what: "report"; folder: string }
  | { what: "scenarios" }
  | { what: "help" }
  | { what: "version" };

/** The names that a call may use. */
export interface Known {
  suites: readonly string[];
  rows: readonly string[];
}

const FLAGS = {
  cluster: { type: "string", takes: "<name|path>", says: "infra, apps, kind, lab, or a profile's path (default: lab)" },
  suite: { type: "string", multiple: true, takes: "<name>", says: "only this suite, like 80-flux or flux; repeatable" },
  only: { type: "string", multiple: true, takes: "<id>", says: "only this check, like flux/check-passes; repeatable" },
  kubeconfig: { type: "string", takes: "<path>", says: "instead of the profile's, $KUBECONFIG, ~/.kube/config" },
  context: { type: "string", takes: "<name>", says: "the kubeconfig's context, instead of the profile's" },
  endpoint: {
    type: "string",
    takes: "<url>",
    says: "the API server's URL where it differs from the profile's: a tunnel",
  },
  talosconfig: { type: "string", takes: "<path>", says: "instead of the profile's, $TALOSCONFIG, ~/.talos/config" },
  repo: {
    type: "string",
    takes: "<path>",
    says: "checkout of the GitOps repository; without --cluster it is judged by a profile drafted from it",
  },
  out: { type: "string", takes: "<folder>", says: "where evidence goes (default: reports/out); with --init a file" },
  "started-at": { type: "string", takes: "<time>", says: "when the bootstrap began, like 2026-11-21T10:00:00Z" },
  follow: {
    type: "boolean",
    takes: "",
    says: "watch the bootstrap first, from before the cluster is there until all is up; then judge",
  },
  "follow-for": {
    type: "string",
    takes: "<duration>",
    says: "how long --follow watches at most, like 45m (default: twice the profile's budget)",
  },
  patience: {
    type: "string",
    takes: "<factor>",
    says: "multiplies how long checks may take to come true; 0 judges once",
  },
  connectivity: {
    type: "string",
    takes: "<scope>",
    says: "cilium connectivity test: full, smoke or off; it writes to cilium-test-*",
  },
  probes: { type: "boolean", takes: "", says: "let a pod in the namespace assay-probe resolve names" },
  scenario: { type: "string", takes: "<name>", says: "let the lab play what goes wrong, like cilium-managed-twice" },
  "list-scenarios": { type: "boolean", takes: "", says: "what the lab can play, and which check names each first" },
  list: { type: "boolean", takes: "", says: "the checks that would run, with sources and patience" },
  explain: { type: "string", takes: "<id>", says: "what one check looks at, why, and what to do when it fails" },
  init: { type: "string", takes: "<checkout>", says: "write a cluster's profile from its GitOps repository" },
  name: { type: "string", takes: "<cluster>", says: "with --init, or --repo alone: which cluster of the repository" },
  json: { type: "boolean", takes: "", says: "run.json on standard output, people's text on standard error" },
  version: { type: "boolean", takes: "", says: "assay's version" },
  help: { type: "boolean", takes: "", says: "this" },
} as const;

type Flag = keyof typeof FLAGS;

/**
 * Reads a command line. Throws UsageError. `environment` shows flags that npm took for itself because the `--` was
 * forgotten.
 */
export function readCall(argv: readonly string[], known: Known, environment: Record<string, string | undefined>): Call {
  const { tokens, values, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(Object.entries(FLAGS).map(([name, flag]) => [name, spec(flag)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  swallowedByNpm(argv, environment);
  for (const token of tokens) if (token.kind === "option") checkFlag(token);
  if (positionals[0] === "report") return { what: "report", folder: onlyOne(positionals.slice(1), "report <folder>") };
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is no flag; see --help`);
  const given = values as { [Name in Flag]?: string | boolean | string[] };
  if (given.help) return { what: "help" };
  if (given.version) return { what: "version" };
  if (typeof given.explain === "string") return { what: "explain", id: rowId(given.explain, known) };
  if (given["list-scenarios"]) return { what: "scenarios" };
  if (typeof given.init === "string") return { what: "init", options: initOptions(given.init, given) };
  const options = draftedOr(optionsOf(given, known), given);
  const json = given.json === true;
  return given.list
    ? { what: "list", options, json }
    : { what: "run", options, json, patienceGiven: given.patience !== undefined };
}

export function help(): string {
  const lines = Object.entries(FLAGS).map(([name, { takes, says }]) => `  ${`--${name} ${takes}`.padEnd(26)} ${says}`);
  return [
    "assay judges a freshly bootstrapped cluster and leaves evidence.",
    "",
    "  npm test                          judge the embedded lab: needs nothing but npm",
    "  npm test -- --cluster infra       judge the cluster of clusters/infra.yaml",
    "  npm test -- --repo ../k8s-ops     judge a checkout, before there is a cluster or a profile",
    "  assay report <folder>             render a run's reports anew from its journal",
    "",
    ...lines,
    "",
    "Exit codes: 0 everything passed · 1 something failed · 2 the call or the profile is wrong ·",
    "            3 nothing failed, but something could not be judged, or the run was interrupted",
  ].join("\n");
}

const initOptions = (
  checkout: string,
  { name, out }: { [Name in Flag]?: string | boolean | string[] },
): InitOptions => ({
  checkout,
  ...(typeof name === "string" && { name: clusterName(name) }),
  ...(typeof out === "string" && { out }),
});

/** A name that the profile's schema accepts; it becomes part of a file's name. */
function clusterName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]*$/.test(name)) return name;
  throw new UsageError(`--name "${name}" is no name of a cluster: lower-case letters, digits and dashes`);
}

function optionsOf(given: { [Name in Flag]?: string | boolean | string[] }, known: Known): RunOptions {
  const text = (name: Flag): string | undefined => (typeof given[name] === "string" ? given[name] : undefined);
  const many = (name: Flag): string[] => [given[name] ?? []].flat().map(String);
  const cluster = text("cluster") ?? "lab";
  const optional = {
    kubeconfig: text("kubeconfig"),
    context: text("context"),
    endpoint: text("endpoint"),
    talosconfig: text("talosconfig"),
    repo: text("repo"),
    startedAt: time(text("started-at")),
    connectivity: scope(text("connectivity")),
    scenario: text("scenario"),
    followForMs: howLong(text("follow-for")),
    ...(given.follow === true && { follow: true }),
  };
  if (optional.followForMs !== undefined && !given.follow) throw new UsageError("--follow-for belongs to --follow");
  if (optional.scenario !== undefined && cluster !== "lab")
    throw new UsageError(`--scenario plays in the lab, not on ${cluster}: leave --cluster out`);
  return {
    cluster,
    suites: many("suite").map((name) => suiteName(name, known)),
    only: many("only").map((id) => rowId(id, known)),
    out: text("out") ?? "reports/out",
    patience: factor(text("patience")),
    probes: given.probes === true,
    backend: cluster === "lab" ? "lab" : "live",
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<RunOptions>),
  };
}

/** `--repo` alone: its checks need a profile and no cluster, so one is drafted. */
function draftedOr(options: RunOptions, given: { [Name in Flag]?: string | boolean | string[] }): RunOptions {
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

const spec = (flag: (typeof FLAGS)[Flag]): { type: "string" | "boolean"; multiple: boolean } => ({
  type: flag.type,
  multiple: "multiple" in flag,
});

function checkFlag(token: {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}): void {
  const flag = FLAGS[token.name as Flag] as (typeof FLAGS)[Flag] | undefined;
  if (!flag)
    throw new UsageError(
      `unknown flag ${token.rawName}${nearest(token.name, Object.keys(FLAGS), (name) => `--${name}`)}`,
    );
  if (flag.type === "string" && (token.value === undefined || (!token.inlineValue && token.value.startsWith("--")))) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${flag.takes}`);
  }
  if (flag.type === "boolean" && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
}

/** Without `--`, `npm test --cluster infra` loses the flag: npm keeps it and passes only `infra`. */
function swallowedByNpm(argv: readonly string[], environment: Record<string, string | undefined>): void {
  const swallowed = Object.keys(FLAGS).filter((flag) => {
    const value = environment[`npm_config_${flag.replaceAll("-", "_")}`];
    return value !== undefined && value !== "" && !["version", "help", "json"].includes(flag);
  });
  const [flag] = swallowed;
  if (flag === undefined || argv.includes(`--${flag}`)) return;
  const value = environment[`npm_config_${flag.replaceAll("-", "_")}`];
  const rest = value === "true" ? argv.join(" ") : value;
  throw new UsageError(
    `npm took --${flag} for itself; write two dashes before the flags: npm test -- --${flag} ${rest}`.trim(),
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

function time(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`--started-at "${text}" is no time; write it like 2026-11-21T10:00:00Z`);
  return at.toISOString();
}

function howLong(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new UsageError(`--follow-for "${text}" is no duration; write 45m or 90s`);
  return ms;
}

function factor(text: string | undefined): number {
  if (text === undefined) return 1;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new UsageError(`--patience "${text}" is no factor; write 0, 0.5 or 2`);
  return value;
}

function scope(text: string | undefined): RunOptions["connectivity"] {
  if (text === undefined || text === "full" || text === "smoke" || text === "off") return text;
  throw new UsageError(`--connectivity "${text}" is not full, smoke or off`);
}

function onlyOne(values: readonly string[], usage: string): string {
  const [value, ...more] = values;
  if (value === undefined || more.length > 0) throw new UsageError(`write: assay ${usage}`);
  return value;
}
