import type { Where } from "../../../observations/checkout.ts";
import { type RepositoryNotice } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import type { BuiltObject } from "../../../repository/kustomize/build.ts";
import {
  customIn,
  groupProviders,
  uncertainGroups,
  type GroupProvider,
} from "../../../repository/crds/custom-resources.ts";
import { kindsOf, refusedLater, refusedOf } from "../../../repository/crds/conformance.ts";
import { crdProviders, type CrdProviders } from "../../../repository/crds/providers.ts";
import { mayBring } from "../../../repository/crds/unknown-providers.ts";
import { at, inText } from "../../../repository/yaml/documents.ts";
import type { FluxKustomization } from "../../../repository/flux/kustomizations.ts";
import { isBelow, precedes } from "../../../repository/flux/order.ts";
import { repositoryFrom, withoutFlux, type Repository, unseenRoots } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/**
 * kustomize-controller dry-runs every object before it applies any; only CRDs, Namespaces and ClusterRoles of the same
 * build go before: https://github.com/fluxcd/pkg/blob/main/ssa/manager_apply.go (ApplyAllStaged). An unknown kind thus
 * keeps the very Kustomization from being created that would bring it. What comes from a sibling is retried until it is
 * there: that converges.
 */
export default repositoryCriterion({
  id: "repository/custom-resources-follow-their-crds",
  title:
    "No custom resource stands in a Kustomization that must be applied before its CRD can exist, or asks for what its CRD does not have",
  fails: "A resource comes before its CRD, or does not fit its kind",
  why: "The dry-run fails on the unknown kind, so that what would bring the kind is never created: a deadlock.",
  serves: ["S0", "S2"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "kubectl get crd; kubectl -n <namespace> describe <kind> <name>",
  seeks:
    "objects that Flux applies, from its entry point down (a FluxInstance, gotk-sync.yaml, flux.kustomization.path of the profile)",

  irrelevant: withoutFlux,

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const bootstrap = crdProviders(repository);
    const seen: Seen = {
      before: new Set(bootstrap.known.flatMap(({ groups }) => groups)),
      providers: groupProviders(repository),
      blind: blindness(repository, bootstrap),
      maybe: uncertainGroups(repository),
      nowhere: new Set(),
      unordered: new Map(),
      hasty: new Map(),
      byName: new Map(repository.tree.kustomizations.map((one) => [`${one.namespace}/${one.name}`, one])),
    };
    const kinds = kindsOf(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    result.unseen.push(...unseenRoots(repository));
    for (const one of repository.tree.kustomizations) {
      result.examined += 1;
      for (const [group, objects] of customIn(one)) judge(one, group, objects, seen, result);
    }
    const refused = refusedOf(
      repository.tree.objects.map(({ object }) => object),
      kinds,
    );
    result.findings.push(...refused.findings);
    result.notices.push(...refused.notices);
    for (const { notice, kustomizations } of [...seen.unordered.values(), ...seen.hasty.values()]) {
      const others = kustomizations === 1 ? "" : `; so do ${kustomizations - 1} more Kustomizations`;
      result.notices.push({ ...notice, actual: notice.actual + others });
    }
    result.notices.push(...refusedLater(repository, kinds));
    if (seen.nowhere.size > 0)
      result.remarks.push(`nothing known here brings the CRDs of ${[...seen.nowhere].toSorted().join(", ")}`);
    return result;
  },
});

interface Seen {
  /** Groups that are there before Flux is. */
  before: ReadonlySet<string>;
  providers: readonly GroupProvider[];
  /** Why the bootstrap may bring CRDs of a group that are not seen. */
  blind: (group: string) => string | undefined;
  /** Groups that a release of the bootstrap may bring: its switch is in values that are not known. */
  maybe: ReadonlyMap<string, string>;
  /** Groups that nothing known brings. */
  nowhere: Set<string>;
  /** Groups whose resources stand beside what brings them, in no order: told once each. */
  unordered: Map<string, { notice: RepositoryNotice; kustomizations: number }>;
  /** Groups whose resources depend on what brings them, which waits for nothing: told once each. */
  hasty: Map<string, { notice: RepositoryNotice; kustomizations: number }>;
  byName: ReadonlyMap<string, FluxKustomization>;
}

/** Custom resources of one group in one Kustomization. */
interface Use {
  one: FluxKustomization;
  group: string;
  /** `ExternalSecret x and 3 more of external-secrets.io`. */
  words: string;
  where: Where;
}

/** What is read of the bootstrap decides: where nothing of it is seen, or its CRD phase takes what may hold the group, nothing does. */
function blindness({ helmfiles }: Repository, { unknown }: CrdProviders): Seen["blind"] {
  if (helmfiles.every(({ releases }) => releases.length === 0))
    return () => "the repository has no helmfile: what its bootstrap installs is not known";
  const open = unknown.filter(({ by }) => /^the CRD state's|^https:|^oci:/.test(by));
  return (group) => {
    const lost = open.find(({ what }) => mayBring(what, group));
    return lost && `${lost.by} (${inText(lost.where)}) may bring CRDs that are not known`;
  };
}

const subjectOf = ({ namespace, name }: FluxKustomization): string => `kustomization/${namespace || "-"}/${name}`;

function judge(
  one: FluxKustomization,
  group: string,
  objects: readonly BuiltObject[],
  seen: Seen,
  result: Result,
): void {
  const [first] = objects;
  if (!first || seen.before.has(group)) {
    result.examined += objects.length;
    return;
  }
  const providers = seen.providers.filter((provider) => provider.group === group);
  const [provider] = providers;
  if (!provider) {
    seen.nowhere.add(group);
    return;
  }
  result.examined += objects.length;
  const subject = subjectOf(one);
  const where = at(first.document);
  const more = objects.length > 1 ? ` and ${objects.length - 1} more of ${group}` : "";
  const words = `${first.kind} ${first.name}${more}`;
  const inTime = providers.filter(
    ({ owner, itself }) => (owner === one && itself) || !(owner === one || isBelow(owner, one)),
  );
  if (inTime.length === 0) {
    const owner = provider.owner === one ? "the same Kustomization" : `${subjectOf(provider.owner)}, below it`;
    const actual = `it holds ${words}; the CRDs come with ${provider.by} in ${owner}`;
    const doubt = seen.blind(group) ?? seen.maybe.get(group);
    if (doubt !== undefined) result.unseen.push({ subject, reason: `${actual}, and ${doubt}` });
    else
      result.findings.push({
        subject,
        expected: `CRDs of ${group} before it is applied`,
        actual,
        where,
        because: "Its dry-run finds no such kind and applies nothing: what would bring the kind never comes.",
        mend: "Move the custom resource to a Kustomization that depends on the operator's, or install the CRD in the CRD phase.",
      });
    return;
  }
  const known = inTime.filter(({ owner }) => owner === one || isBelow(one, owner) || precedes(owner, one, seen.byName));
  if (known.length > 0) {
    judgeWait(known, { one, group, words, where }, seen);
    return;
  }
  judgeUnordered(provider, { one, group, words, where }, seen);
}

/** Beside what brings its CRDs, in no given order: it converges, because Flux retries. */
function judgeUnordered(provider: GroupProvider, { one, group, words, where }: Use, seen: Seen): void {
  const told = seen.unordered.get(group);
  if (told) told.kustomizations += 1;
  else
    seen.unordered.set(group, {
      kustomizations: 1,
      notice: {
        severity: "information",
        subject: subjectOf(one),
        expected: `a dependsOn on what brings the CRDs of ${group}`,
        actual: `${words}: the CRDs come with ${provider.by} in ${subjectOf(provider.owner)}, in no given order`,
        where,
        because: "Flux retries until the kind is there, which takes time of the first bootstrap.",
        mend: `Let it depend on ${subjectOf(provider.owner)}.`,
      },
    });
}

/**
 * A dependsOn is met when the Kustomization is Ready: with a HelmRelease in it that is when the HelmRelease is applied,
 * not when its chart is installed, unless it waits.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies
 */
function judgeWait(known: readonly GroupProvider[], { one, group, words, where }: Use, { hasty }: Seen): void {
  const [first] = known;
  const isFine = ({ owner, itself }: GroupProvider): boolean => itself || owner.waits || isBelow(one, owner);
  if (!first || known.some(isFine)) return;
  const told = hasty.get(group);
  if (told) told.kustomizations += 1;
  else
    hasty.set(group, {
      kustomizations: 1,
      notice: {
        severity: "warning",
        subject: subjectOf(one),
        expected: `wait: true or health checks in ${subjectOf(first.owner)} (${inText(first.owner.where)})`,
        actual: `${words}: it depends on it for ${first.by}, and it does not wait for that`,
        where,
        because:
          "The dependency is met before the chart has installed its CRDs: the dry run fails until it is retried.",
        mend: `Write wait: true into ${subjectOf(first.owner)}.`,
      },
    });
}
