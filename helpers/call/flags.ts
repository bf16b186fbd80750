import { parseArgs } from "node:util";
import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

export const FLAGS = {
  cluster: {
    type: "string",
    multiple: true,
    takes: "<name|path>",
    says: "a profile's name, like infra, or its path (default: lab, the embedded one); repeatable, and all or a folder: side by side",
  },
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
  out: {
    type: "string",
    takes: "<folder>",
    says: "where evidence goes (default: .assay of the repository, in assay's own checkout reports/out); with --init a file",
  },
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
  deadline: {
    type: "string",
    takes: "<duration>",
    says: "with several clusters: how long each may take (default: 2h); then it ends with what it has",
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
  "report-to-cluster": {
    type: "boolean",
    takes: "",
    says: "write the run into the cluster as a ClusterReport of openreports.io",
  },
  scenario: { type: "string", takes: "<name>", says: "let the lab play what goes wrong, like cilium-managed-twice" },
  "list-scenarios": { type: "boolean", takes: "", says: "what the lab can play, and which check names each first" },
  list: { type: "boolean", takes: "", says: "the checks that would run, with sources and patience" },
  explain: { type: "string", takes: "<id>", says: "what one check looks at, why, and what to do when it fails" },
  init: { type: "string", takes: "<checkout>", says: "write a cluster's profile from its GitOps repository" },
  name: { type: "string", takes: "<cluster>", says: "with --init, or --repo alone: which cluster of the repository" },
  story: {
    type: "string",
    takes: "<file.md>",
    says: "the story that sign-off writes into; with --init: whose acceptance criteria the profile maps to checks",
  },
  runbook: { type: "string", takes: "<file.md>", says: "with sign-off: writes the measured timings into it too" },
  "dry-run": { type: "boolean", takes: "", says: "with sign-off: shows what would change, and writes nothing" },
  keep: {
    type: "string",
    takes: "<n|duration>",
    says: "remove older runs that passed: all but the newest n, or those older than 30d",
  },
  metrics: {
    type: "string",
    takes: "<file>",
    says: "write metrics.prom here too, for node-exporter's textfile collector",
  },
  push: {
    type: "string",
    takes: "<s3://…>",
    says: "copy the evidence to s3://<bucket>/<prefix> too (or $ASSAY_PUSH); credentials come from AWS_*",
  },
  "s3-endpoint": {
    type: "string",
    takes: "<url>",
    says: "the storage's URL where it is not AWS' own (or $AWS_ENDPOINT_URL_S3)",
  },
  from: {
    type: "string",
    takes: "<place>",
    says: "with fleet: where the clusters' runs lie, s3://<bucket>/<prefix> or a folder",
  },
  "max-age": {
    type: "string",
    takes: "<duration>",
    says: "with fleet: an older run says nothing of its cluster any more (default: 26h)",
  },
  ping: {
    type: "string",
    takes: "<url>",
    says: "tell a dead-man service: <url>/start, then <url> or <url>/fail (healthchecks.io)",
  },
  progress: {
    type: "string",
    takes: "<url>",
    says: "post how far the run is after each check, as Sonobuoy takes it",
  },
  sign: {
    type: "string",
    takes: "<key>",
    says: "sign the evidence: a private key of OpenSSH, or in PEM; in CI also sigstore, by the job's OIDC token",
  },
  key: {
    type: "string",
    takes: "<file>",
    says: "with verify whom to trust (public key, allowed_signers); with sign the key",
  },
  identity: {
    type: "string",
    takes: "<name>",
    says: "with verify: whom a Sigstore bundle must be by, as its certificate names them; with --issuer",
  },
  issuer: { type: "string", takes: "<url>", says: "with verify: whose OIDC token the certificate was given for" },
  "trusted-root": {
    type: "string",
    takes: "<file>",
    says: "with verify: the trusted root of a Sigstore instance (default: the public one's, over the network)",
  },
  json: { type: "boolean", takes: "", says: "run.json on standard output, people's text on standard error" },
  version: { type: "boolean", takes: "", says: "assay's version" },
  help: { type: "boolean", short: "h", takes: "", says: "this" },
} as const;

export type Flag = keyof typeof FLAGS;

/** What was given, by flag. */
export type Given = { [Name in Flag]?: string | boolean | string[] };

/** The flags of a command line and its other words. Throws UsageError. `environment`: see {@link swallowedByNpm}. */
export function flagsOf(
  argv: readonly string[],
  environment: Record<string, string | undefined>,
): { given: Given; words: string[] } {
  const { tokens, values, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(Object.entries(FLAGS).map(([name, flag]) => [name, spec(flag)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  swallowedByNpm(argv, environment);
  const options = tokens.filter((token) => token.kind === "option");
  for (const token of options) checkFlag(token);
  for (const [name, flag] of Object.entries(FLAGS)) {
    const times = options.filter((token) => token.name === name).map(({ value }) => value);
    if (flag.type === "string" && !("multiple" in flag) && times.length > 1)
      throw new UsageError(`--${name} is given ${times.length} times (${times.join(", ")}): give it once`);
  }
  // one cluster is the usual case, and all but a run of several take one alone
  const [cluster, ...others] = [values["cluster"] ?? []].flat();
  return { given: { ...values, ...(others.length === 0 && cluster !== undefined && { cluster }) }, words: positionals };
}

/** Whether a command of the project is asked for its usage. */
export const asksForHelp = (argv: readonly string[]): boolean => argv.includes("--help") || argv.includes("-h");

/** `commands`: one line for each command beside the run of suites. */
export function help(commands: readonly string[] = []): string {
  const lines = Object.entries(FLAGS).map(([name, { takes, says }]) => `  ${`--${name} ${takes}`.padEnd(26)} ${says}`);
  return [
    "assay judges a freshly bootstrapped cluster and leaves evidence. It is called by npx assay, in its own checkout also",
    "by npm test -- <flags>.",
    "",
    "  assay                             judge the embedded lab: needs nothing but npm",
    "  assay --cluster infra             judge a cluster by its profile: assay/infra.yaml,",
    "                                    clusters/infra/assay.yaml, in assay's own checkout clusters/infra.yaml",
    "  assay --repo ../k8s-ops           judge a checkout, before there is a cluster or a profile",
    "  assay init                        write a profile from the repository and the kubeconfig that are there",
    ...commands,
    "",
    ...lines,
    "",
    "Exit codes: 0 everything passed · 1 something failed · 2 the call or the profile is wrong ·",
    "            3 nothing failed, but something could not be judged, or the run was interrupted",
  ].join("\n");
}

const spec = (flag: (typeof FLAGS)[Flag]): { type: "string" | "boolean"; multiple: boolean; short?: string } => ({
  type: flag.type,
  multiple: "multiple" in flag,
  ...("short" in flag && { short: flag.short }),
});

function checkFlag(token: {
  name: string;
  rawName: string;
  value: string | undefined;
  inlineValue: boolean | undefined;
}): void {
  const flag = FLAGS[token.name as Flag] as (typeof FLAGS)[Flag] | undefined;
  if (!flag) {
    const near = nearest(token.name, Object.keys(FLAGS), (name) => `--${name}`);
    throw new UsageError(`unknown flag ${token.rawName}${near || "; see --help"}`);
  }
  if (flag.type === "string" && (!token.value || (!token.inlineValue && token.value.startsWith("--")))) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${flag.takes}`);
  }
  // they would stand in names of files and in every report
  if (/\p{Cc}/u.test(token.value ?? ""))
    throw new UsageError(`${token.rawName} is given a value with line ends or other characters that cannot be printed`);
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
