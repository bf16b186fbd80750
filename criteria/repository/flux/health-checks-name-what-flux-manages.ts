import type { RepositoryNotice } from "../../../repository/finding.ts";
import type { BuiltObject } from "../../../repository/kustomize/build.ts";
import { isNamespaced } from "../../../repository/kustomize/scopes.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { at, get, inText, isUnresolved } from "../../../repository/yaml/documents.ts";
import { groupOf } from "../../../observations/kubernetes.ts";
import type { FluxKustomization } from "../../../repository/flux/kustomizations.ts";
import { healthChecksOf, type HealthCheck } from "../../../repository/flux/health-checks.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { folded, unevaluated } from "../../../repository/flux/health-expressions.ts";
import { isBelow } from "../../../repository/flux/order.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { hiddenMaker, repositoryFrom, withoutFlux, type Repository, unseenRoots } from "../../../repository/model.ts";
import { implicitSources } from "../../../repository/flux/sources.ts";

type Result = RepositoryExamination;

/**
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks
 * With `wait: true` they are not looked at: https://fluxcd.io/flux/components/kustomize/kustomizations/#wait
 */
export default repositoryCriterion({
  id: "repository/health-checks-name-what-flux-manages",
  title: "No Kustomization waits for a resource that only the bootstrap manages, or that nothing makes",
  fails: "A health check waits for what never comes",
  why: "What Flux neither installs nor mends holds up everything that depends on this Kustomization, for ever.",
  serves: ["S1"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "flux get kustomizations -A --status-selector ready=false; kubectl -n <namespace> describe <kind> <name>",
  seeks:
    "Kustomizations that Flux applies, from its entry point down (a FluxInstance, gotk-sync.yaml, flux.kustomization.path of the profile)",

  irrelevant: withoutFlux,

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const { tree, helmfiles } = repository;
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const seen: Seen = {
      repository,
      // what a FluxInstance makes itself is Flux's own
      implicit: implicitSources(repository, profile),
      installed: helmfiles.filter(({ crdsOnly }) => !crdsOnly).flatMap(({ releases }) => releases),
      hidden: hiddenMaker(repository),
      made: new Set(),
    };
    result.unseen.push(...unseenRoots(repository));
    const expressions: RepositoryNotice[] = [];
    for (const one of tree.kustomizations) {
      result.examined += 1;
      const checks = healthChecksOf(one);
      expressions.push(...unevaluated(one, checks));
      if (checks.length > 0 && get(one.object?.value, "spec", "wait") === true) ignored(one, checks, result);
      else for (const check of checks) judge(check, one, seen, result);
    }
    result.notices.push(...folded(expressions));
    // whoever moved to a new version forgot it in each file
    result.notices = foldedBy(
      result.notices,
      ({ mend }) => (mend.startsWith("Ask for ") ? mend : undefined),
      ({ subject, where }) => `${subject} (${inText(where)})`,
    );
    if (seen.made.size > 0)
      result.remarks.push(`waited for, and made by a chart or an operator: ${[...seen.made].join(", ")}`);
    return result;
  },
});

interface Seen {
  repository: Repository;
  implicit: ReturnType<typeof implicitSources>;
  installed: readonly HelmfileRelease[];
  hidden: string | undefined;
  /** What charts and operators make: not looked into. */
  made: Set<string>;
}

const subjectOf = ({ namespace, name }: FluxKustomization): string => `kustomization/${namespace || "-"}/${name}`;

function ignored(one: FluxKustomization, checks: readonly HealthCheck[], result: Result): void {
  result.notices.push({
    severity: "information",
    subject: subjectOf(one),
    expected: "either wait: true or healthChecks",
    actual: `both: its ${checks.length} health ${checks.length === 1 ? "check is" : "checks are"} not looked at`,
    where: checks[0]?.where ?? one.where,
    because: "Who reads them believes that this alone is waited for; Flux waits for everything that it applies.",
    mend: "Remove one of the two.",
  });
}

function judge(check: HealthCheck, one: FluxKustomization, seen: Seen, result: Result): void {
  const { kind, name, namespace, apiVersion, where } = check;
  const subject = subjectOf(one);
  const words = `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
  result.examined += 1;
  if ([name, namespace, kind, apiVersion].some(isUnresolved)) {
    result.unseen.push({ subject, reason: `${words} is named with a variable that nothing here resolves` });
    return;
  }
  const { tree } = seen.repository;
  const alike = tree.objects.filter(
    ({ object }) => object.kind === kind && object.name === name && groupOf(object.apiVersion) === groupOf(apiVersion),
  );
  const found = alike.find(({ object }) => namespace === "" || (object.namespace ?? "") === namespace);
  if (found) {
    judgeFound(check, found.object, subject, result);
    return;
  }
  const isFlux = groupOf(apiVersion).endsWith(".toolkit.fluxcd.io");
  const implicit = seen.implicit.some(
    (own) => own.kind === kind && own.name === name && (namespace === "" || own.namespace === namespace),
  );
  if (implicit) return;
  if (one.unknown !== undefined) {
    result.unseen.push({
      subject,
      reason: `whether it makes ${words}, which it waits for, is not seen: ${one.unknown}`,
    });
    return;
  }
  const bootstrapped = bootstrappedBy(check, one, seen);
  if (bootstrapped) {
    result.findings.push({
      subject,
      expected: "health checks of what Flux manages",
      actual: `it waits for ${words}, which only helmfile installs (${inText(bootstrapped.where)})`,
      where,
      because: isFlux
        ? "No HelmRelease of this name is ever there: the check never passes, and what depends on it never starts."
        : "Flux can neither install nor mend it, and everything that depends on this Kustomization waits for it.",
      mend: "Remove the health check, or let Flux adopt the release.",
    });
  } else if (isFlux && seen.hidden !== undefined)
    result.unseen.push({ subject, reason: `${words} is not seen, and ${seen.hidden}` });
  else if (isFlux) {
    const [elsewhere] = alike;
    result.findings.push({
      subject,
      expected: `${words}, for its health check`,
      actual: elsewhere
        ? `there is one ${elsewhere.object.namespace === undefined ? "without a namespace" : `in namespace ${elsewhere.object.namespace}`} only`
        : "nothing that Flux applies defines it",
      where,
      because: "The check never passes: this Kustomization is never Ready, and what depends on it never starts.",
      mend: elsewhere?.object.namespace === undefined ? "Correct the name." : `Name ${elsewhere.object.namespace}.`,
    });
  } else seen.made.add(words);
}

/** What is there, and is asked for in another way than it is found. */
function judgeFound(check: HealthCheck, object: BuiltObject, subject: string, result: Result): void {
  const { kind, name, namespace, apiVersion, where } = check;
  const words = `${kind} ${namespace ? `${namespace}/` : ""}${name}`;
  // without a namespace kustomize-controller asks for an object of the whole cluster
  if (namespace === "" && object.namespace !== undefined && isNamespaced(object))
    result.findings.push({
      subject,
      expected: `the namespace of ${words} in its health check: ${object.namespace}`,
      actual: "it names none",
      where,
      because: "The check never passes: this Kustomization is never Ready, and what depends on it never starts.",
      mend: `Add namespace: ${object.namespace}.`,
    });
  // https://github.com/fluxcd/kustomize-controller/blob/main/internal/inventory/inventory.go, ReferenceToObjMetadataSet
  if (object.apiVersion !== apiVersion)
    result.notices.push({
      severity: "information",
      subject,
      expected: `${object.apiVersion}, as ${inText(at(object.document))} has it`,
      actual: `the health check of ${words} asks for ${apiVersion}`,
      where,
      because: "Flux looks the object up by its group and kind alone: the check passes, and misleads who reads it.",
      mend: `Ask for ${object.apiVersion}.`,
    });
}

/**
 * The helmfile release that brings what a check names, where no HelmRelease does: charts name their workloads after the
 * release (`cilium`, `cilium-operator`). A HelmRelease of this Kustomization may name them otherwise.
 */
function bootstrappedBy(
  { kind, name, namespace, apiVersion }: HealthCheck,
  one: FluxKustomization,
  { repository, installed }: Seen,
): HelmfileRelease | undefined {
  const isRelease = kind === "HelmRelease";
  if (!isRelease && !(groupOf(apiVersion) === "apps" && /^(?:Deployment|DaemonSet|StatefulSet)$/.test(kind)))
    return undefined;
  const brings = (release: { name: string; namespace: string }): boolean =>
    (namespace === "" || release.namespace === namespace) &&
    (release.name === name || (!isRelease && name.startsWith(`${release.name}-`)));
  const byFlux = repository.releases.some(
    ({ release, owner }) =>
      brings(release) ||
      (!isRelease && (owner === one || isBelow(owner, one)) && [namespace, ""].includes(release.namespace)),
  );
  return byFlux ? undefined : installed.find((release) => !release.optional && brings(release));
}
