import type { OpenProfile } from "../../clusters/profile.ts";
import type { Where } from "../../observations/checkout.ts";
import type { Repository } from "../model.ts";
import type { Sequence } from "./sequence.ts";

/** One step of a bootstrap: what it does, and how a line of shell says so. */
export interface Step {
  key: "talos" | "kubeconfig" | "secrets" | "crds" | "apps" | "flux";
  what: string;
  pattern: RegExp;
}

const STEPS: readonly Step[] = [
  {
    key: "talos",
    what: "talosctl bootstrap",
    pattern: /\btalosctl\b(?:(?!&&|[|;\n]).)*\sbootstrap(?=\s|$|[;"')])|\bgencommand bootstrap\b/,
  },
  {
    key: "kubeconfig",
    what: "talosctl kubeconfig",
    pattern: /\btalosctl\b(?:(?!&&|[|;\n]).)*\skubeconfig\b|\bgencommand kubeconfig\b/,
  },
  {
    key: "secrets",
    what: "the secrets (op inject, sops)",
    pattern:
      /\bop\s+(?:inject|read|run)\b|\bsops\s+(?:\S+\s+)*?(?:exec-file|exec-env|--decrypt|-d|decrypt)\b|\bjust template\b|\bcreate secret\b|\bbws\b|\bvals\s+eval\b/,
  },
  {
    key: "crds",
    what: "the CRDs",
    pattern:
      /\bhelmfile\b(?:(?!\bhelmfile\s|\ssync\b|\sapply\b)[\s\S]){0,200}?\stemplate\b[\s\S]{0,200}?(?:CustomResourceDefinition|\bcrds?\b)|\bkubectl\b[^\n]*\b(?:apply|create|replace)\b[^\n]*(?:crds?\b|standard-install|customresourcedefinition)/i,
  },
  {
    key: "apps",
    what: "helmfile sync or apply of the core releases",
    pattern: /\bhelmfile\b(?:(?!crds?\b|[|;\n]).)*\s(?:sync|apply)\b/,
  },
  {
    key: "flux",
    what: "the hand-over to Flux",
    pattern:
      /\bflux\s+(?:bootstrap|install)\b|\bflux-operator\s+install\b|gotk-sync|\bkubectl\b[^\n]*\bapply\b[^\n]*\bflux/,
  },
];

/** Each must come after those that it names. */
export const AFTER: Record<Step["key"], readonly Step["key"][]> = {
  talos: [],
  kubeconfig: ["talos"],
  secrets: [],
  crds: ["talos", "kubeconfig"],
  apps: ["talos", "kubeconfig", "crds"],
  flux: ["crds", "apps"],
};

/** The steps that this profile's bootstrap has. */
export function stepsOf(profile: OpenProfile, { helmfiles }: Pick<Repository, "helmfiles">): Step[] {
  const released = helmfiles.flatMap(({ releases }) => releases);
  // the last release of the chain hands over
  const byHelmfile = released.some(({ name }) => name === "flux-instance" || name === "flux-operator");
  const wanted: Record<Step["key"], boolean> = {
    talos: profile.talos !== undefined,
    kubeconfig: profile.talos !== undefined,
    secrets: profile.sops !== undefined || profile.onePassword !== undefined,
    crds: profile.crds.required.length > 0,
    // those that Flux alone brings are nobody's to run
    apps: profile.releases.some(({ owner }) => owner !== "flux"),
    flux: profile.flux !== undefined && !byHelmfile,
  };
  return STEPS.filter(({ key }) => wanted[key]);
}

/** Where a sequence does a step first; its place in the order, too. */
export function stepIn({ lines }: Sequence, { pattern }: Step): { order: number; where: Where } | undefined {
  const whole = lines.map(({ text }) => text).join("\n");
  const order = pattern.exec(whole)?.index;
  if (order === undefined) return undefined;
  const line = whole.slice(0, order).split("\n").length - 1;
  const where = lines[line]?.where;
  return where && { order, where };
}
