import { cut } from "../../observations/kubernetes.ts";
import type { Examination, Finding, Unseen } from "../criterion.ts";
import type { Observations } from "../../observations/observations.ts";
import type { PerNode, TalosResource } from "../../observations/talos.ts";
import type { Profile } from "../../clusters/profile.ts";

export type ProfileNode = Profile["nodes"][number];

/**
 * Judges what each node of the profile answered. A node that was not asked, did not answer, or answered with nothing
 * that can be read is unseen: talosctl's ways of leaving a node out all end with exit 0.
 */
export function eachNode<Value>(
  nodes: readonly ProfileNode[],
  answers: PerNode<Value>,
  judge: (value: Value, node: ProfileNode) => Judged,
): Examination & { findings: Finding[]; unseen: Unseen[] } {
  const examination = { examined: 0, findings: [] as Finding[], unseen: [] as Unseen[] };
  for (const node of nodes) {
    const answer = answerOf(node, answers);
    if ("reason" in answer) {
      examination.unseen.push({ subject: subjectOf(node), reason: answer.reason });
      continue;
    }
    const judged = judge(answer.value, node);
    examination.findings.push(...(judged.findings ?? []));
    const unseen = judged.unseen ?? [];
    examination.unseen.push(...unseen);
    if (unseen.length === 0 || (judged.findings ?? []).length > 0) examination.examined += 1;
  }
  return examination;
}

/** What is wrong with one node, and what of it could not be seen. */
export interface Judged {
  findings?: Finding[];
  unseen?: Unseen[];
}

/** What one node answered, or why there is nothing to judge. */
export function answerOf<Value>(node: ProfileNode, answers: PerNode<Value>): { value: Value } | { reason: string } {
  const answer = answers.find(({ node: name }) => name === node.name);
  if (!answer) return { reason: "was not asked" };
  if (!answer.look.ok) return { reason: cut(answer.look.trouble.message) };
  const { value } = answer.look;
  return value === null || value === undefined ? { reason: "answered with nothing" } : { value };
}

export const subjectOf = ({ name }: ProfileNode): string => `node/${name}`;

export const controlPlaneOf = ({ nodes }: Profile): ProfileNode[] =>
  nodes.filter(({ role }) => role === "control-plane");

/** Why every check about the machines is irrelevant where the profile has no Talos. */
export const withoutTalos = ({ talos }: Profile): string | undefined =>
  talos ? undefined : "the profile has no talos: its machines do not run Talos";

/**
 * Whether the machine runs as a container, as `talosctl cluster create docker` makes them: it shares the host's clock and
 * devices, so neither timed nor udevd runs there. One that did not say is a machine like any other.
 * https://github.com/siderolabs/talos/blob/v1.12.0/internal/app/machined/pkg/runtime/mode.go
 */
export function isInContainer(node: ProfileNode, versions: Observations["talosVersions"] | undefined): boolean {
  const answer = answerOf(node, versions ?? []);
  return "value" in answer && answer.value.mode === "container";
}

/**
 * Whether a resource has this id. talosctl sends ids through an untyped YAML scalar: `007` arrives as 7, `0x10` as 16,
 * `1e3` as 1000, `true` as a boolean, so the expectation is read the same way.
 */
export function hasId({ metadata }: TalosResource<unknown>, id: string): boolean {
  const arrived: unknown = metadata?.id;
  if (typeof arrived === "number") return Number(id) === arrived;
  return String(arrived) === id;
}
