import type { OpenProfile } from "../../../clusters/profile.ts";
import { startOf, type RepositoryFinding } from "../../../repository/finding.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { baseOf } from "../../../repository/yaml/documents.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { beforeNetwork } from "../../../repository/helmfile/network-first.ts";
import { strangeAliases } from "../../../repository/helmfile/chart-aliases.ts";
import { refusedPostRenderers } from "../../../repository/helmfile/post-renderer.ts";
import { before, circleFrom } from "../../../repository/helmfile/release-order.ts";
import type { HelmfileState } from "../../../repository/helmfile/state.ts";
import { notCheckedOut, submoduleOf } from "../../../repository/yaml/submodules.ts";
import type { Files } from "../../../repository/yaml/files.ts";
import { repositoryFrom, withoutReleases } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/**
 * helmfile installs by `needs` alone, in parallel where it may; a target in another state file is an error
 * ("depend(s) on an undefined release", pkg/state/state_run.go).
 */
export default repositoryCriterion({
  id: "repository/core-releases-follow-the-chain",
  title: "helmfile's needs give the profile's order of releases, within each state file and without a circle",
  fails: "helmfile's order differs from the profile's",
  why: "What starts before the network or its CRDs fails, and helmfile gives up on the whole bootstrap.",
  serves: ["AC3", "S3"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "helmfile -f <file> list; helmfile -f <file> show-dag",
  seeks: "the profile's releases in helmfile states (helmfile.yaml, helmfile.d/)",

  irrelevant: (profile) =>
    withoutReleases(profile) ??
    (profile.releases.every(({ owner }) => owner === "flux")
      ? "Flux brings every release: helmfile orders none"
      : undefined),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const { helmfiles: states, files } = model;
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    for (const state of states) judgeState(state, files, result);
    judgeNetwork(states, result);
    result.findings.push(...refusedPostRenderers(model), ...strangeAliases(model));
    const core = states.filter(({ crdsOnly, releases }) => !crdsOnly && releases.length > 0);
    if (core.length === 0) {
      result.remarks.push("no helmfile state of this checkout installs a release");
      // includes alone are no order
      return states.some(({ uncertain }) => uncertain.length > 0) ? result : { ...result, examined: 0 };
    }
    // one that shows no release may hold any
    const open = states.find(({ uncertain }) => uncertain.length > 0);
    for (const pair of order(profile)) judgeOrder(pair, core, open, result);
    return result;
  },
});

function judgeState({ file, releases, includes, uncertain }: HelmfileState, files: Files, result: Result): void {
  for (const reason of uncertain) result.unseen.push({ subject: `file/${file}`, reason });
  judgeIncludes(file, includes, files, result);
  for (const release of releases) {
    for (const need of release.needs) {
      result.examined += 1;
      const target = releases.find(
        (one) => one.name === need.name && [undefined, one.namespace].includes(need.namespace),
      );
      if (target) continue;
      const namesake = releases.find(({ name }) => name === need.name);
      result.findings.push({
        subject: subjectOf(release),
        expected: "needs that this state file defines",
        actual: `needs ${need.written}, ${namesake ? `which is in namespace ${namesake.namespace}` : "which it does not define"}`,
        where: need.where,
        because: "helmfile refuses the state: the release depends on an undefined release.",
        mend: namesake
          ? `Write ${namesake.namespace}/${namesake.name}.`
          : "Define it in the same file, or leave the order to the files.",
      });
    }
    const circle = circleFrom(release, releases);
    if (circle)
      result.findings.push({
        subject: subjectOf(release),
        expected: "needs without a circle",
        actual: circle.join(" → "),
        where: release.where,
        because: "helmfile refuses a state whose releases need each other.",
        mend: "Remove one need of the circle.",
      });
  }
}

const OUTSIDE = "the path leads out of the checkout";

/** What a state names by path: several files that are missing for one reason are told once. */
function judgeIncludes(file: string, includes: HelmfileState["includes"], files: Files, result: Result): void {
  const missing: RepositoryFinding[] = [];
  for (const { exists, written: text, path, where, kind, absence } of includes) {
    result.examined += 1;
    if (exists && absence !== undefined)
      result.notices.push({
        severity: "warning",
        subject: `file/${path ?? text}`,
        expected: `the ${kind} ${path ?? text} in Git`,
        actual: `${absence}: a clone does not have it`,
        where,
        because: "From a clone helmfile refuses the state before it installs anything.",
        mend: `git add --force ${path ?? text}, or take it out of what ignores it.`,
      });
    if (exists) continue;
    const submodule = submoduleOf(files, path);
    if (submodule !== undefined) {
      result.unseen.push({ subject: `file/${file}`, reason: notCheckedOut(path ?? text, submodule) });
      continue;
    }
    // a root from the environment says less than the path that it stands for
    const written = text.includes("{{") ? (path ?? text) : text;
    missing.push({
      subject: `file/${file}`,
      expected: EXPECTED[kind](written),
      actual: path === undefined && kind !== "read" ? OUTSIDE : "there is no such file",
      where,
      because: "helmfile refuses the state before it installs anything.",
      mend: "Correct the path, or take it out of the state.",
    });
  }
  const reason = ({ expected, actual }: RepositoryFinding): string =>
    `${actual} ${baseOf(expected.split(",")[0] ?? "")}`;
  const named = ({ expected }: RepositoryFinding): string => expected.replace(/^the \w+ |,.*$/g, "");
  const of = (one: RepositoryFinding): string => (one.actual === OUTSIDE ? OUTSIDE : reason(one));
  result.findings.push(...foldedBy(missing, of, named, 2));
}

const EXPECTED: Record<HelmfileState["includes"][number]["kind"], (written: string) => string> = {
  read: (written) => `the file ${written}, which its values' template reads`,
  hook: (written) => `the file ${written}, which its hook applies`,
  helmfile: (written) => `the helmfile ${written}`,
  base: (written) => `the base ${written}`,
  values: (written) => `the values ${written}`,
};

const subjectOf = ({ namespace, name }: Pick<HelmfileRelease, "namespace" | "name">): string =>
  `release/${namespace}/${name}`;

/** What may start before there is a pod network, whatever phases the profile gives it. */
function judgeNetwork(states: readonly HelmfileState[], result: Result): void {
  for (const { release, network, with: more } of beforeNetwork(states)) {
    const others =
      more.length === 0
        ? ""
        : `; ${more.map(({ name }) => name).join(", ")} hang${more.length === 1 ? "s" : ""} on it alone`;
    result.examined += 1;
    result.notices.push({
      severity: "warning",
      subject: subjectOf(release),
      expected: `after ${network.namespace}/${network.name}, by its needs`,
      actual: `${release.needs.length === 0 ? "it needs nothing" : `it needs ${release.needs.map(({ written }) => written).join(", ")}`}${others}`,
      where: release.needs[0]?.where ?? release.where,
      because: "helmfile installs it beside the network: its pods get no address until that is up.",
      mend: `Add ${network.namespace}/${network.name} to its needs.`,
    });
  }
}

type Release = OpenProfile["releases"][number];

/** Each release of the profile with those that must come right before it: those of the phase before. */
function order({ releases }: OpenProfile): { release: Release; earlier: Release[] }[] {
  const phases: Release[][] = [];
  for (const release of releases.filter(({ owner }) => owner !== "flux")) {
    const last = phases.at(-1);
    if (last?.[0]?.phase !== undefined && last[0].phase === release.phase) last.push(release);
    else phases.push([release]);
  }
  return phases.flatMap((phase, index) => phase.map((release) => ({ release, earlier: phases[index - 1] ?? [] })));
}

function judgeOrder(
  { release, earlier }: ReturnType<typeof order>[number],
  states: readonly HelmfileState[],
  open: HelmfileState | undefined,
  result: Result,
): void {
  const subject = subjectOf(release);
  const it = findIn(states, release);
  result.examined += 1;
  if (!it) {
    if (open) result.unseen.push({ subject, reason: `not seen, and ${open.file} is not known whole` });
    else
      result.findings.push({
        subject,
        expected: "a helmfile release",
        actual: "no state file defines it",
        where: states[0]?.where ?? startOf("helmfile.yaml"),
        because: "The bootstrap leaves it out, and what comes after it in the chain starts without it.",
        mend: "Add it to the state file, or say in the profile who brings it (owner).",
      } satisfies RepositoryFinding);
    return;
  }
  for (const one of earlier) {
    const other = findIn(states, one);
    // what is missing is told of itself
    if (!other) continue;
    if (
      other.state === it.state ? before(it.found, it.state.releases).has(other.found) : other.state.file < it.state.file
    )
      continue;
    result.findings.push({
      subject,
      expected: `after ${one.namespace}/${one.name}, by its needs`,
      actual:
        it.found.needs.length === 0
          ? "it needs nothing"
          : `it needs ${it.found.needs.map(({ written }) => written).join(", ")}`,
      where: it.found.needs[0]?.where ?? it.found.where,
      because: "helmfile may start both at once.",
      mend: `Add ${one.namespace}/${one.name} to its needs.`,
    });
  }
}

function findIn(
  states: readonly HelmfileState[],
  { name, namespace }: Release,
): { state: HelmfileState; found: HelmfileRelease } | undefined {
  for (const state of states) {
    const found = state.releases.find((one) => one.name === name && one.namespace === namespace);
    if (found) return { state, found };
  }
  return undefined;
}
