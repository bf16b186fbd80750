import type { Box, StoryFile } from "./parse.ts";
import { bare } from "./words.ts";

/** A story of a profile as it is drafted from the story's file. */
export interface Mapping {
  id: string;
  title: string;
  criteria: { ac: string; statement: string; rows: Proof[]; line: number }[];
}

/** A check that may prove a statement, or a part of one, and the words that led to it. */
export interface Proof {
  check: string;
  only?: string;
  words: string;
}

/** A release of the profile, with its namespace. */
export interface Release {
  name: string;
  namespace: string;
}

/**
 * The acceptance criteria and the boxes of the lists below them, each with the checks that its words name. What no words
 * lead to is left to whoever reads the draft: `rows: []` is attested by hand.
 */
export function mappingOf(file: StoryFile, releases: readonly Release[]): Mapping {
  const boxes = checklistOf(file);
  return {
    id: file.id ?? "",
    title: file.title ?? "",
    criteria: [
      ...file.criteria.map(({ ac, text, line }) => {
        const statement = conclusionOf(text);
        return { ac, statement, rows: proofsOf(statement, releases), line };
      }),
      ...boxes.map(({ text, line }, index) => ({
        ac: `VC${index + 1}`,
        statement: text,
        rows: proofsOf(text, releases),
        line,
      })),
    ],
  };
}

/** The boxes of the list that is for the end: tasks are work, and no check sees who did it. */
const checklistOf = ({ boxes }: StoryFile): Box[] => {
  const seen = new Set<string>();
  return boxes.filter(({ section, text }) => {
    const isNew = !seen.has(bare(text));
    seen.add(bare(text));
    return isNew && /checklist|validation|definition of done/i.test(section) && !/tasks/i.test(section);
  });
};

/** Of `Given … When … Then …` what must be true; the whole where it is not written so. */
function conclusionOf(text: string): string {
  const then = /(?:^|\s)Then (.+)$/.exec(text)?.[1] ?? text;
  return then.replace(/^(?:And|But) /, "");
}

function proofsOf(statement: string, releases: readonly Release[]): Proof[] {
  const found = WORDS.flatMap(([words, ...checks]) => {
    const said = words.exec(statement)?.[0];
    return said === undefined ? [] : checks.map((check): Proof => ({ check, words: said }));
  });
  const running = /\b(?:pods?|controllers?|workloads?)\b.*\b(?:running|ready|healthy)\b/i.exec(statement);
  const rolled = releases
    .filter(
      ({ name }) =>
        running && new RegExp(String.raw`(?<![\w-])${name.replace(/[^\w-]/g, "")}(?![\w-])`, "i").test(statement),
    )
    .map(({ name, namespace }): Proof => ({
      check: "components/workloads-are-rolled-out",
      only: `${namespace}/${name}*`,
      words: running?.[0] ?? "",
    }));
  return [...found, ...rolled].filter(({ check }, index, all) => all.findIndex((it) => it.check === check) === index);
}

/** Words of operators, and the checks that judge what they speak of. */
export const WORDS: [words: RegExp, ...checks: string[]][] = [
  [/talosctl bootstrap/i, "talos/control-plane-is-bootstrapped", "talos/every-machine-is-running"],
  [
    /kubeconfig is generated|talosctl kubeconfig/i,
    "prerequisites/kubeconfig-names-a-usable-context",
    "kubernetes/api-is-ready",
  ],
  [/install\w* .*in order/i, "components/were-installed-in-order", "components/releases-are-deployed"],
  [/\bCRDs\b.*\b(?:established|ready|installed)/i, "crds/required-are-established"],
  [/deploy key/i, "flux/deploy-key-is-in-place", "flux/git-source-is-ready"],
  [/GitRepository\b.*\bready/i, "flux/git-source-is-ready"],
  [/flux check/i, "flux/check-passes", "flux/controllers-are-ready"],
  [/flux (?:pods|controllers)\b/i, "flux/controllers-are-ready"],
  [/kustomizations?\b.*\b(?:ready|reconcil\w*)/i, "flux/everything-is-reconciled"],
  [/cluster\.id|cluster\.name/i, "cilium/identity-matches"],
  [/cilium connectivity test/i, "cilium/connectivity-test-passes"],
  [/cilium status/i, "cilium/status-is-ok"],
  [/CoreDNS\b.*\bresolv/i, "components/coredns-answers"],
  [/Spegel\b.*\b(?:cach|mirror|imag)/i, "components/spegel-mirrors"],
  [/bootstrap \w+ (?:within|in|under)\b.*\bminutes/i, "budget/bootstrap-took-under-the-budget"],
  [/nodes?\b.*\bready/i, "kubernetes/every-expected-node-is-ready"],
  [/no failing pods|all pods\b.*\brunning/i, "workloads/every-pod-runs"],
  [/HEALTH_OK|OSDs? are up/, "platform/ceph-is-healthy"],
  [/ExternalSecrets?\b.*\bsync/i, "secrets/external-secrets-are-synced"],
];
