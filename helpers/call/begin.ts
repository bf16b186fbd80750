import type { AnyCriterion } from "../../criteria/criterion.ts";
import { filled, gap, map, value, valueAt, type Draft } from "../../repository/draft/draft.ts";
import { draftOf } from "../../repository/draft/profile.ts";
import { nodesAsked, type NodesAsked } from "../observe/api/nodes-asked.ts";
import { wrongCheckout } from "../observe/files/checkout.ts";
import { contextsIn, reachBy, type KubeContext } from "../observe/files/kubeconfig.ts";
import { readCheckout } from "../observe/files/repository.ts";
import { SourceError } from "../trouble.ts";
import { withStory } from "./draft-story.ts";
import { writeProfile, type ProfilePlaces, type Written } from "./init.ts";
import { UsageError } from "./usage-error.ts";

/** What a call of `assay init` may say. Everything else is taken from the repository and the kubeconfig. */
export interface BeginOptions {
  name?: string;
  story?: string;
  out?: string;
  kubeconfig?: string;
  context?: string;
}

/** Asks a cluster for its nodes; `nodesAsked` but for tests. */
type Ask = (kubeconfig: string, context: string) => Promise<NodesAsked>;

/**
 * `assay init`: the profile of a cluster from the repository around it, and what that does not say from the kubeconfig
 * and the cluster it leads to. Throws UsageError with what to do where neither tells of a cluster, or of several.
 */
export async function begin(
  options: BeginOptions,
  places: ProfilePlaces,
  criteria: readonly AnyCriterion[],
  ask: Ask = nodesAsked,
): Promise<Written> {
  const reach = reached(options);
  const found = (await fromRepository(places.folder, options.name, reach)) ?? fromKubeconfig(options.name, reach);
  if (!found)
    throw new UsageError(
      [
        `${places.folder} is no GitOps repository, and ${reach.trouble ?? `${reach.file} has no context`}: nothing here tells of a cluster.`,
        "See what assay does, on a cluster that it brings: npx assay",
        "Then call npx assay init in the GitOps repository, or with --kubeconfig <path>.",
      ].join("\n"),
    );
  const context = contextOf(found.name, found.draft, reach, options.context);
  const { draft, said } = await withCluster(found.draft, context, ask);
  const whole = options.story === undefined ? draft : withStory(draft, options.story, criteria);
  const repository = found.isRepository ? places.folder : undefined;
  const how = { by: "init", out: options.out, ...(repository !== undefined && { repository }) };
  const written = writeProfile(whole, found.name, how, places, criteria);
  // --cluster lab is the embedded one
  const cluster = options.out === undefined && found.name !== "lab" ? found.name : written.shown;
  const lines = [...shortened(written.message.split("\n"), cluster), ...said];
  const lacksNodes = hasNodes(draft) ? undefined : written.shown;
  return { ...written, message: [...lines, ...nextSteps(cluster, found.isRepository, lacksNodes)].join("\n") };
}

/** A profile from a kubeconfig alone is silent about nearly everything: the reasons would hide what to do next. */
function shortened(lines: readonly string[], cluster: string): string[] {
  const reasons = lines.filter((line) => line.startsWith("Not applicable"));
  if (reasons.length <= MOST_REASONS) return [...lines];
  return [
    ...lines.filter((line) => !reasons.includes(line)),
    ...reasons.slice(0, MOST_REASONS),
    `Not applicable for ${reasons.length - MOST_REASONS} more reasons: npx assay --cluster ${cluster} --list shows them`,
  ];
}

const MOST_REASONS = 5;

interface Found {
  name: string;
  draft: Draft;
  isRepository: boolean;
}

interface Reach {
  file: string;
  /** The current one first; the given one alone. */
  contexts: KubeContext[];
  /** Why the kubeconfig tells nothing. */
  trouble?: string;
}

function reached({ kubeconfig, context }: BeginOptions): Reach {
  const named = { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) };
  const { file } = reachBy(named, { kubernetes: {} });
  try {
    const contexts = contextsIn(kubeconfig);
    if (context !== undefined && !contexts.some(({ name }) => name === context))
      throw new UsageError(`${file}: no context "${context}"; it has ${contexts.map(({ name }) => name).join(", ")}`);
    return { file, contexts: contexts.filter(({ name }) => context === undefined || name === context) };
  } catch (error) {
    // a file that was named must be there; one that nobody named may be missing
    if (!(error instanceof SourceError)) throw error;
    if (kubeconfig !== undefined || context !== undefined) throw new UsageError(error.message);
    return { file, contexts: [], trouble: error.message.split(";")[0] ?? "" };
  }
}

/** `undefined` where the folder is no GitOps repository. Of several clusters the current context may name one. */
async function fromRepository(folder: string, name: string | undefined, reach: Reach): Promise<Found | undefined> {
  if (wrongCheckout(folder) !== undefined) return undefined;
  const checkout = { ...(await readCheckout(folder)), root: folder };
  const first = draftOf(checkout, name);
  const several = first.refusal === undefined ? [] : (first.clusters ?? []);
  const current = name === undefined ? reach.contexts[0]?.name : undefined;
  const meant = current === undefined ? undefined : several.find((one) => isOf(current, one));
  const drafted = meant === undefined ? first : draftOf(checkout, meant);
  if (drafted.refusal === undefined) return { name: drafted.name, draft: drafted.draft, isRepository: true };
  if (!drafted.clusters) return undefined;
  const commands = drafted.clusters.map((one) => `\n  npx assay init --name ${one}`);
  throw new UsageError(`${drafted.refusal}${commands.join("")}`);
}

function fromKubeconfig(given: string | undefined, { contexts }: Reach): Found | undefined {
  const [context] = contexts;
  if (!context) return undefined;
  // Talos and kubeadm write user@cluster
  const last = context.name.split("@").at(-1) ?? "";
  const name =
    given ??
    (last
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, "-")
      .replace(/^-+|-+$/g, "") ||
      "cluster");
  const draft = map([
    ["name", value(name, given === undefined ? `context ${context.name} of ${context.file}` : "--name")],
  ]);
  return { name, draft, isRepository: false };
}

/** The context that leads to this cluster: the one given, that of the same server, or the one whose name has it. */
function contextOf(
  name: string,
  draft: Draft,
  { contexts }: Reach,
  given: string | undefined,
): KubeContext | undefined {
  if (given !== undefined) return contexts.find((one) => one.name === given);
  const endpoint = valueAt(draft, ["kubernetes", "endpoint"]);
  return (
    contexts.find(({ server }) => server !== undefined && server === endpoint) ??
    contexts.find((one) => isOf(one.name, name)) ??
    // nothing but the kubeconfig tells of this cluster
    (endpoint === undefined && valueAt(draft, ["kubernetes", "version"]) === undefined && contexts.length === 1
      ? contexts[0]
      : undefined)
  );
}

/** `admin@infra` and `infra` are of infra, `infra-old` is not. */
const isOf = (context: string, name: string): boolean => context.split(/[@/:]/).includes(name);

/** With what the kubeconfig says, and with the nodes of the cluster where nothing else names any. */
async function withCluster(
  draft: Draft,
  context: KubeContext | undefined,
  ask: Ask,
): Promise<{ draft: Draft; said: string[] }> {
  if (!context) return { draft, said: [] };
  const from = `context ${context.name} of ${context.file}`;
  const server = context.server === undefined ? gap("a server") : value(context.server, from);
  const known = filled(
    filled(draft, ["kubernetes", "endpoint"], server),
    ["kubernetes", "context"],
    value(context.name, from),
  );
  const said = [`The kubeconfig's context ${context.name} leads to it.`];
  if (hasNodes(known)) return { draft: known, said };
  const asked = await ask(context.file, context.name);
  if (asked.trouble !== undefined)
    return { draft: known, said: [...said, `Its nodes are not known: ${asked.trouble}; write them into the profile.`] };
  const { version, nodes } = asked;
  return {
    draft: filled(filled(known, ["kubernetes", "version"], version), ["nodes"], nodes),
    said: [...said, "Version and nodes are what the cluster has, not what was meant: compare them."],
  };
}

const hasNodes = (draft: Draft): boolean =>
  draft.is === "map" && draft.entries.some(([key, one]) => key === "nodes" && one.is === "list");

/** `lacksNodes`: the profile, where it must be completed before a cluster is judged by it. */
const nextSteps = (cluster: string, isRepository: boolean, lacksNodes: string | undefined): string[] => [
  "Next:",
  ...(isRepository
    ? [`  npx assay --cluster ${cluster} --suite 20-repository   # the checkout, without a cluster`]
    : []),
  ...(lacksNodes === undefined ? [] : [`  write nodes into ${lacksNodes}, like ${NODES}`]),
  `  npx assay --cluster ${cluster}`,
];

const NODES = "nodes: [{ name: cp-01, address: 10.0.0.11, role: control-plane }]";
