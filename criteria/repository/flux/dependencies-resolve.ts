import type { Unseen } from "../../criterion.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { foldedAlike } from "../../../repository/fold.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { at, folderOf, isUnresolved, textAt } from "../../../repository/yaml/documents.ts";
import type { FluxKustomization, Reference } from "../../../repository/flux/kustomizations.ts";
import { circlesOf, isBelow } from "../../../repository/flux/order.ts";
import { buildFaults } from "../../../repository/flux/build-faults.ts";
import { found } from "../../../repository/flux/helm-releases.ts";
import { hiddenMaker, repositoryFrom, withoutFlux, type Repository } from "../../../repository/model.ts";
import { brokenReferences } from "../../../repository/references/broken.ts";
import { isNear } from "../../../repository/references/near.ts";
import { implicitSources } from "../../../repository/flux/sources.ts";

type Result = RepositoryExamination;

/**
 * References as kustomize-controller and helm-controller resolve them, after every transformer: without a namespace
 * they mean the object's own. https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies
 */
export default repositoryCriterion({
  id: "repository/dependencies-resolve",
  title:
    "Every dependsOn, sourceRef, chartRef, path and object that is named resolves after transformers, without a circle",
  fails: "A reference leads nowhere or in a circle",
  why: "Flux waits for ever on what is not there, on a circle, and on what only it itself would bring.",
  serves: ["S0"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "kubectl kustomize <folder>; flux tree kustomization <flux-kustomization> -n <flux-namespace>",
  seeks:
    "Kustomizations that Flux applies, from its entry point down (a FluxInstance, gotk-sync.yaml, flux.kustomization.path of the profile)",

  irrelevant: withoutFlux,

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const { tree, releases, unreached } = repository;
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const implicit = implicitSources(repository, profile);
    const outcome = { repository, implicit, result, hidden: hiddenMaker(repository) };
    for (const one of tree.kustomizations) judgeKustomization(one, outcome);
    for (const release of releases) {
      const subject = `helmrelease/${release.namespace}/${release.name}`;
      resolve(subject, release.source, outcome, "the chart is never fetched");
      for (const reference of release.dependsOn) resolve(subject, reference, outcome, "the release is never installed");
    }
    for (const { path, where } of circlesOf(tree, releases)) {
      const [first = ""] = path;
      result.findings.push({
        subject: first,
        expected: "dependencies without a circle",
        actual: [...path, first].join(" → "),
        where,
        because: "Each of them waits for the next one, for ever.",
        mend: "Remove one dependsOn of the circle.",
      });
    }
    const broken = brokenReferences(repository, outcome.hidden);
    result.examined += broken.examined;
    result.findings.push(...broken.findings);
    result.unseen.push(...broken.unseen);
    result.notices.push(...broken.notices);
    for (const { name, document } of unreached) {
      result.notices.push({
        severity: "information",
        subject: `file/${document.file}`,
        expected: "an entry point that reaches it",
        actual: `nothing that Flux builds names Kustomization ${name}`,
        where: at(document),
        because: "It is never applied, though it reads as if it were.",
        mend: "Name it in a kustomization.yaml that Flux builds, or remove it.",
      });
    }
    return { ...result, findings: foldedAlike(result.findings), unseen: once(result.unseen) };
  },
});

/** A file that several Kustomizations build is unseen once. */
const once = (unseen: readonly Unseen[]): Unseen[] =>
  unseen.filter(
    ({ subject, reason }, index) =>
      unseen.findIndex((one) => one.subject === subject && one.reason === reason) === index,
  );

interface Outcome {
  repository: Repository;
  implicit: readonly Omit<Reference, "where">[];
  result: Result;
  hidden: string | undefined;
}

const subjectOf = ({ namespace, name }: FluxKustomization): string => `kustomization/${namespace || "-"}/${name}`;

function judgeKustomization(it: FluxKustomization, outcome: Outcome): void {
  const { repository, result } = outcome;
  const subject = subjectOf(it);
  result.examined += 1;
  if (it.unknown?.startsWith("its path")) result.unseen.push({ subject, reason: it.unknown });
  else if (it.unknown !== undefined) result.remarks.push(`${subject} is not looked into: ${it.unknown}`);
  for (const { expected, actual, where } of it.build.faults)
    result.findings.push({
      subject,
      expected,
      actual,
      where,
      because: "The build fails, and nothing of this Kustomization is applied.",
      mend: "Correct it until kubectl kustomize builds the folder.",
    });
  for (const { where, reason, kind } of it.build.gaps)
    if (kind === "template" || kind === "unreadable") result.unseen.push({ subject: `file/${where.file}`, reason });
  const built = buildFaults(it, subject, repository);
  result.findings.push(...built.findings);
  result.notices.push(...built.notices);
  result.unseen.push(...built.unseen);
  const source = sourceOf(it);
  if (source) resolve(subject, source, outcome, "nothing of it is applied");
  for (const reference of it.dependsOn) {
    const target = repository.tree.kustomizations.find(
      ({ name, namespace }) => name === reference.name && namespace === reference.namespace,
    );
    if (!target || target === it || !(isBelow(target, it) || (isBelow(it, target) && target.waits))) {
      resolve(subject, reference, outcome, "it is never applied");
      continue;
    }
    result.examined += 1;
    if (cameTogether(it, target, repository)) continue;
    const isOwn = isBelow(target, it);
    result.findings.push({
      subject,
      expected: isOwn ? "no dependency on what it brings itself" : "no dependency on a parent that waits for it",
      actual: `dependsOn ${subjectOf(target)}, which ${isOwn ? "its own path creates" : "waits for all that it applies"}`,
      where: reference.where,
      because: "Each of the two waits for the other: nothing below it is ever applied.",
      mend: "Depend on it from a Kustomization beside this one, not from above it.",
    });
  }
}

/**
 * A root that stands in the folder that it applies was first applied from outside (`kubectl apply -k flux/config`), and
 * with it what stands beside it: it waits for something that is there.
 */
const cameTogether = (it: FluxKustomization, target: FluxKustomization, { tree }: Repository): boolean =>
  tree.roots.includes(it) && it.object !== undefined && folderOf(it.where.file) === folderOf(target.where.file);

function sourceOf({ object, namespace }: FluxKustomization): Reference | undefined {
  if (!object) return undefined;
  const path = ["spec", "sourceRef"];
  const [kind, name] = [textAt(object.value, ...path, "kind"), textAt(object.value, ...path, "name")];
  if (kind === undefined || name === undefined) return undefined;
  const own = textAt(object.value, ...path, "namespace") ?? namespace;
  return { kind, name, namespace: own, where: at(object.document, path) };
}

/** Holds a reference to an object against what the tree brings. */
function resolve(subject: string, reference: Reference, outcome: Outcome, then: string): void {
  const { repository, implicit, result, hidden } = outcome;
  const { kind, name, namespace, where } = reference;
  result.examined += 1;
  const words = `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
  if (isUnresolved(name) || isUnresolved(namespace)) {
    result.unseen.push({ subject, reason: `${words} is named with a variable that nothing here resolves` });
    return;
  }
  const same = (other: { kind: string; name: string; namespace?: string }): boolean =>
    other.kind === kind && other.name === name && (other.namespace ?? "") === namespace;
  if (implicit.some(same) || found(repository.tree, reference)) return;
  if (kind === "Kustomization" && repository.tree.kustomizations.some((one) => same({ kind, ...one }))) return;
  if (hidden !== undefined) {
    result.unseen.push({ subject, reason: `${words} is not seen, and ${hidden}` });
    return;
  }
  const elsewhere = repository.tree.objects.find(({ object }) => object.kind === kind && object.name === name)?.object;
  const near = [
    ...new Set(
      repository.tree.objects.flatMap(({ object }) =>
        object.kind === kind && isNear(object.name, name) ? [object.name] : [],
      ),
    ),
  ];
  const written = repository.manifests.find((one) => one.kind === kind && one.name === name)?.document.file;
  result.findings.push({
    subject,
    expected: words,
    actual: elsewhere
      ? `there is one ${elsewhere.namespace === undefined ? "without a namespace" : `in namespace ${elsewhere.namespace}`} only`
      : written === undefined
        ? `nothing defines it${near.length === 0 ? "" : `; there is ${near.slice(0, 3).join(", ")}`}`
        : `only ${written} defines it, which this cluster does not build`,
    where,
    because: `It is never found: ${then}.`,
    mend:
      elsewhere?.namespace === undefined
        ? "Correct the name, or add what it names."
        : `Name its namespace: ${elsewhere.namespace}.`,
  } satisfies RepositoryFinding);
}
