import type { Profile } from "../clusters/profile.ts";
import type { Finding, Unseen } from "./criterion.ts";
import type { Judgement } from "./judge.ts";

/** What advice is about: a finding, or what could not be seen. */
export type About = Pick<Finding, "subject" | "where"> | Pick<Unseen, "subject">;

/**
 * A check's advice with the real things in the place of its `<…>`: the commands first, each a line, then what else there
 * is to say. Checks write it in one text, its parts set apart by `; `. A part that names what neither the finding nor the
 * profile knows is left out, and so is what speaks of Talos where the profile has none.
 */
export function adviceFor(advice: string, about: About | undefined, profile: Profile): string {
  const known = valuesOf(about, profile);
  const parts = partsOf(advice).flatMap((part) => {
    if (!profile.talos && /talos|talhelper/i.test(part)) return [];
    return filled(part, known) ?? [];
  });
  const commands = parts.filter(isCommand);
  return [...new Set([...commands, ...parts.filter((part) => !isCommand(part))])].join("\n");
}

/** The judgement with the next commands of each finding and of each subject that could not be seen. */
export function advised(judgement: Judgement, advice: string, profile: Profile): Judgement {
  const withNext = <It extends About & { next?: string }>(it: It): It => {
    const next = it.next ?? adviceFor(advice, it, profile);
    return next === "" ? it : { ...it, next };
  };
  return { ...judgement, findings: judgement.findings.map(withNext), unseen: judgement.unseen.map(withNext) };
}

/** What to do about sources that could not be read, where a check's own advice needs a subject and there is none. */
export function adviceOnTroubles(troubles: Judgement["troubles"]): string {
  const kinds = new Set(troubles.map(({ trouble }) => trouble.kind));
  return [
    ...(kinds.has("forbidden") || kinds.has("unauthorized") ? ["kubectl auth can-i --list"] : []),
    ...(kinds.has("not-served") ? ["kubectl api-resources"] : []),
    ...(UNANSWERED.some((kind) => kinds.has(kind)) ? ["kubectl get --raw '/readyz?verbose'"] : []),
  ].join("\n");
}

const UNANSWERED = ["unreachable", "timeout", "server-error", "throttled"] as const;

/** The lines of such a text as commands and sentences. */
export function commandsOf(advice: string): { commands: string[]; prose: string[] } {
  const lines = advice.split("\n").filter((line) => line !== "");
  return { commands: lines.filter(isCommand), prose: lines.filter((line) => !isCommand(line)) };
}

/** Every name that may stand in `<…>`, and what gives it. */
export const PLACEHOLDERS = [
  ...["kind", "namespace", "name", "container", "file", "folder", "address"],
  ...["cluster", "control-plane", "kubernetes-version", "checkout"],
  ...["flux-namespace", "flux-source", "flux-kustomization", "flux-instance", "git-url", "git-ref"],
  ...["cilium-namespace", "ceph-namespace", "connect-namespace", "connect"],
] as const;

type Placeholder = (typeof PLACEHOLDERS)[number];
type Values = Partial<Record<Placeholder, string | undefined>>;

/** The parts of advice, also as a check writes them: `; ` within quotes belongs to a command. */
export const partsOf = (advice: string): string[] =>
  advice.match(/(?:'[^']*'|"[^"]*"|(?!; )[^\n])+/g)?.map((part) => part.replace(/^; /, "").trim()) ?? [];

export const isCommand = (part: string): boolean =>
  /^(kubectl|talosctl|helm|helmfile|flux|cilium|cmctl|curl|grep|sops|yq|git|task|op|eval|export|age-keygen|talhelper|npm) /.test(
    `${part} `,
  ) && !part.includes(", ");

/** What findings speak of and no API serves: nothing is described by it. */
const NO_OBJECTS = new Set(
  (
    "agent agents check cluster cluster-mesh command component container context controller etcd etcdmember " +
    "file identity image phase readyz release resource row source storage talosconfig task test tool webhook " +
    "webhookconfiguration"
  ).split(" "),
);

function filled(part: string, known: Values): string | undefined {
  let whole = !(part.includes("<kind>") && NO_OBJECTS.has(known.kind ?? ""));
  // an object of the whole cluster is asked for without a namespace
  const asked = part.includes("<kind>") && known.namespace === undefined ? part.replace(" -n <namespace>", "") : part;
  const text = asked.replace(/<([a-z][a-z-]*)>/g, (_, name: Placeholder) => {
    const value = wordOf(known[name]);
    if (value === undefined) whole = false;
    return value ?? "";
  });
  return whole ? text : undefined;
}

/** As a shell takes it; what no cluster and no checkout calls anything, or what a shell would read as an option, is not taken. */
function wordOf(value: string | undefined): string | undefined {
  if (value === undefined || value === "" || value.startsWith("-")) return undefined;
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  return /^[^\p{C}']+$/u.test(value) && !/[<>\n]/.test(value) ? `'${value}'` : undefined;
}

function valuesOf(about: About | undefined, profile: Profile): Values {
  const { flux, cilium, platform, secrets, nodes } = profile;
  const controlPlane = nodes.find(({ role }) => role === "control-plane")?.address;
  return {
    cluster: profile.name,
    "control-plane": controlPlane,
    "kubernetes-version": profile.kubernetes.version,
    checkout: profile.repository,
    "flux-namespace": flux?.namespace,
    "flux-source": flux?.source.name,
    "flux-kustomization": flux?.kustomization.name,
    "flux-instance": flux?.instance,
    "git-url": flux?.source.url,
    "git-ref": flux?.source.ref,
    "cilium-namespace": cilium?.namespace,
    "ceph-namespace": platform.ceph?.namespace,
    "connect-namespace": secrets?.connect?.namespace,
    connect: secrets?.connect?.deployment,
    ...(about && ofSubject(about, profile)),
  };
}

/** `kind/name`, `kind/namespace/name` or `container/namespace/pod/name`; a file's path has slashes of its own. */
function ofSubject(about: About, { nodes, repository }: Profile): Values {
  const [kind = "", ...rest] = about.subject.split("/");
  const where = "where" in about ? about.where : undefined;
  // what is wrong with a file may stand in another: a task that runs it
  const path = kind === "file" ? rest.join("/") : where?.file;
  const file = path === undefined || repository === undefined || path.startsWith("/") ? path : `${repository}/${path}`;
  const placed: Values = { file, folder: file?.replace(/\/[^/]*$/, "") };
  if (kind === "file") return placed;
  if (kind === "container") return { ...placed, namespace: rest[0], name: rest[1], container: rest[2] };
  const name = rest.at(-1);
  const namespace = rest.length > 1 ? rest[0] : undefined;
  const address = kind === "node" ? nodes.find((node) => node.name === name)?.address : undefined;
  return { ...placed, kind, namespace, name: rest.length > 2 ? rest[1] : name, address };
}
