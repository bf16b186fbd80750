import type { Verdict } from "../criteria/judge.ts";
import { briefly, noticesInWords } from "./places.ts";
import type { Run, RunCheck } from "../evidence/run.ts";
import { storiesOf } from "../evidence/stories.ts";
import { line } from "../evidence/text.ts";

/** How a checkout follows one pattern of bootstrapping, by the verdicts of the checks that stand for it. */
export interface Compliance {
  pattern: string;
  asks: string;
  verdict: Verdict | "not-run";
  checks: { id: string; verdict: Verdict | "not-run" }[];
  /** What was seen, in one line. Empty where the pattern holds and nothing is worth mending. */
  seen: string;
}

/** The verdict on each pattern. Empty where none of these checks was judged, as in a run without a checkout. */
export function complianceOf({ criteria }: Run): Compliance[] {
  const declared = PATTERNS.map(([ac, statement, checks]) => ({
    ac,
    statement,
    rows: checks.map((check) => `repository/${check}`),
  }));
  const matrix = storiesOf([{ id: "patterns", title: "", criteria: declared }], criteria, undefined)
    .flatMap((story) => story.criteria)
    .map(({ ac: pattern, statement: asks, verdict, criteria: ids }): Compliance => {
      const judged = ids.flatMap((id) => criteria.find((check) => check.id === id) ?? []);
      const checks = ids.map((id) => ({
        id,
        verdict: judged.find((check) => check.id === id)?.verdict ?? ("not-run" as const),
      }));
      return { pattern, asks, verdict, checks, seen: seenOf(verdict, judged) };
    });
  const isSaid = (verdict: Compliance["verdict"]): boolean => verdict !== "not-run" && verdict !== "not-applicable";
  return matrix.some(({ checks }) => checks.some(({ verdict }) => isSaid(verdict))) ? matrix : [];
}

/** The nine patterns of bootstraps that two public repositories share, and the checks that stand for each. */
const PATTERNS: [pattern: string, asks: string, checks: string[]][] = [
  [
    "Phased CRD extraction",
    "CRDs are a phase of their own, before whatever uses them.",
    [
      "crds-are-a-phase-of-their-own",
      "needed-crds-come-first",
      "core-charts-leave-crds-to-their-phase",
      "crds-and-controllers-agree-on-version",
    ],
  ],
  [
    "Helmfile orchestration",
    "One task runs helmfile's phases in order, with versions that stay what they are.",
    ["bootstrap-task-runs-every-step", "charts-are-pinned"],
  ],
  [
    "Explicit dependencies",
    "Each release and Kustomization names what must be there before it.",
    ["core-releases-follow-the-chain", "dependencies-resolve", "custom-resources-follow-their-crds"],
  ],
  [
    "Flux-instance post-sync hook",
    "The bootstrap hands over to Flux, which follows this cluster's branch and path.",
    ["handover-to-flux-is-declared", "git-source-tracks-the-branch"],
  ],
  [
    "Cluster-specific values",
    "What differs from cluster to cluster is set for each.",
    ["clusters-are-distinct", "substitutions-resolve"],
  ],
  ["Storage on infra-only", "Storage operators stand only where they belong.", ["storage-runs-where-it-belongs"]],
  [
    "Cilium day-2 via Flux",
    "What the bootstrap installs and Flux takes over has one definition and one owner.",
    ["releases-have-one-definition", "objects-have-one-owner", "health-checks-name-what-flux-manages"],
  ],
  ["ClusterMesh automation", "ClusterMesh is declared whole, or off.", ["cluster-mesh-is-declared-whole"]],
  ["Pod CIDR validation", "Talos, Cilium and the settings give the same networks.", ["pod-and-service-cidrs-agree"]],
];

function seenOf(verdict: Compliance["verdict"], judged: readonly RunCheck[]): string {
  const [worst] = judged.filter((check) => check.verdict === verdict);
  switch (verdict) {
    case "fail":
    case "waived": {
      const [finding] = worst?.findings ?? [];
      const count = judged.reduce((sum, { findings }) => sum + findings.length, 0);
      return finding ? `${briefly(finding)}${count > 1 ? ` (and ${count - 1} more)` : ""}` : "";
    }
    case "inconclusive":
    case "not-applicable":
      return line(worst?.reason ?? "", 160);
    case "pass":
      return noticesInWords(judged);
    case "not-run":
      return "";
  }
}
