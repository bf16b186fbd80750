import type { OpenProfile } from "../../../clusters/profile.ts";
import type { Where } from "../../../observations/checkout.ts";
import { startOf, type RepositoryFinding } from "../../../repository/finding.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { isCrdState } from "../../../repository/crds/phase.ts";
import { productOfGroup } from "../../../repository/crds/products.ts";
import {
  crdProviders,
  productsOfRelease,
  type CrdProvider,
  type CrdProviders,
} from "../../../repository/crds/providers.ts";
import { mayBring } from "../../../repository/crds/unknown-providers.ts";
import { coreUses, firstLayerUses, gathered, type CrdUse } from "../../../repository/crds/uses.ts";
import { textAt } from "../../../repository/yaml/documents.ts";
import type { FluxKustomization } from "../../../repository/flux/kustomizations.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";

type Result = RepositoryExamination;

export default repositoryCriterion({
  id: "repository/needed-crds-come-first",
  title:
    "Every CRD that the core phase or Flux's first layer uses is provided before: by the CRD phase, a URL or an earlier release",
  fails: "A CRD comes too late",
  why: "What uses a kind before its CRD is there is refused, with everything that is applied beside it.",
  serves: ["S2"],
  needs: ["repository"],
  restsOn: ["repository/crds-are-a-phase-of-their-own", "repository/yaml-is-sound"],
  advice: "helmfile -f <file> template --include-crds; kubectl get crd <name>",
  seeks: "helmfile states, and the first layer that Flux applies",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.crds.required.length === 0 ? "the profile names no CRD" : undefined),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    // a checkout that bootstraps nothing proves nothing
    if (model.helmfiles.length === 0 && model.releases.length === 0) {
      result.remarks.push("neither a helmfile state nor a HelmRelease was found in this checkout");
      return result;
    }
    const providers = crdProviders(model);
    for (const { file, uncertain } of model.helmfiles)
      for (const reason of uncertain)
        providers.unknown.push({ by: `${file}: ${reason}`, what: "", where: { file, line: 1, column: 1 } });
    judgeRequired(providers, model, profile, result);
    for (const one of gathered([...coreUses(model), ...firstLayerUses(model)])) judgeUse(one, providers, model, result);
    // every chart that asks for a ServiceMonitor falls with the same missing CRDs
    const byGroup = ({ subject, expected }: RepositoryFinding): string | undefined =>
      subject.startsWith("crd/") ? undefined : expected;
    return { ...result, findings: foldedBy(result.findings, byGroup, ({ subject }) => subject, FEW) };
  },
});

/** Uses of one group that are told each by itself. */
const FEW = 3;

/** What the profile requires, by name: the names are listed, never only counted. */
function judgeRequired(providers: CrdProviders, model: Repository, { crds }: OpenProfile, result: Result): void {
  const listed = new Map<string, string[]>();
  for (const one of crds.required) {
    const name = typeof one === "string" ? one : one.name;
    const group = name.split(".").slice(1).join(".");
    const subject = `crd/${name}`;
    const provider = providers.known.find(({ groups }) => groups.includes(group)) ?? atRuntime(group, model);
    result.examined += 1;
    if (provider) {
      listed.set(provider.by, [...(listed.get(provider.by) ?? []), name]);
      continue;
    }
    const [later] = fluxProviders(group, model);
    const open = providers.unknown.find(({ what }) => mayBring(what, group));
    if (open) result.unseen.push({ subject, reason: `nothing known brings it, and ${open.by} may` });
    else if (later)
      result.notices.push({
        subject,
        severity: "warning",
        expected: "a provider before Flux applies anything",
        actual: `only ${later.by} brings it`,
        where: later.owner.where,
        because: "What uses it in the meantime is refused until then.",
        mend: "Add its chart to the CRD state.",
      });
    else if (!productOfGroup(group) && model.releases.some((release) => !productsOfRelease(release)))
      result.unseen.push({ subject, reason: "which chart brings this group is not known here" });
    else
      result.findings.push({
        subject,
        expected: "a provider: the CRD phase, a URL, or an earlier release",
        actual: "nothing of this checkout brings it",
        where: crdStateOf(model),
        because: "What uses it is refused, with everything that is applied beside it.",
        mend: "Add its chart to the CRD state.",
      });
  }
  for (const [by, names] of listed) result.remarks.push(`${by}: ${names.join(", ")}`);
}

/** A controller that registers its kinds itself, in the core phase. */
function atRuntime(group: string, { helmfiles }: Repository): { by: string; release: HelmfileRelease } | undefined {
  const product = productOfGroup(group);
  if (product?.by !== "runtime") return undefined;
  const release = helmfiles
    .flatMap(({ releases }) => releases)
    .find(({ name, chart }) => product.charts.includes((chart?.text ?? name).split("/").at(-1) ?? ""));
  return release && { by: `helmfile's release ${release.namespace}/${release.name}, when it runs`, release };
}

/** Where a missing CRD should be rendered: the CRD state, else the state that installs, else where Flux begins. */
const crdStateOf = ({ helmfiles, releases }: Repository): Where =>
  (helmfiles.find(isCrdState) ?? helmfiles[0] ?? releases[0])?.where ?? startOf("helmfile.yaml");

/** What brings a group's CRDs among what Flux applies, with the Kustomization that applies it. */
function fluxProviders(
  group: string,
  { releases, tree }: Pick<Repository, "releases" | "tree">,
): { by: string; owner: FluxKustomization }[] {
  const charts = releases
    .filter((one) => productsOfRelease(one)?.some(({ groups }) => groups.includes(group)))
    .map(({ namespace, name, owner }) => ({ by: `the HelmRelease ${namespace}/${name}`, owner }));
  const written = tree.objects
    .filter(
      ({ object }) => object.kind === "CustomResourceDefinition" && textAt(object.value, "spec", "group") === group,
    )
    .map(({ owner }) => ({ by: `Kustomization ${owner.name}`, owner }));
  return [...written, ...charts];
}

const above = (one: FluxKustomization): FluxKustomization[] => (one.parent ? [one, ...above(one.parent)] : [one]);

function judgeUse(
  { use, more }: { use: CrdUse; more: number },
  providers: CrdProviders,
  model: Repository,
  result: Result,
): void {
  const { group, kind, by, subject, where, release, owner } = use;
  result.examined += 1;
  const known: Pick<CrdProvider, "kind" | "by" | "release">[] = providers.known.filter(({ groups }) =>
    groups.includes(group),
  );
  const runtime = atRuntime(group, model);
  const candidates = runtime ? [...known, { kind: "release" as const, ...runtime }] : known;
  if (candidates.some((one) => comesBefore(one, use, model))) return;
  const open = providers.unknown.find(({ what }) => mayBring(what, group));
  if (open && candidates.length === 0) {
    result.unseen.push({ subject, reason: `it uses ${kind} (${group}), and ${open.by} may bring it` });
    return;
  }
  const later = fluxProviders(group, model);
  if (owner && isApart(owner, later, model)) return;
  if (model.helmfiles.length === 0) {
    result.unseen.push({ subject, reason: `it uses ${kind} (${group}), and how this checkout bootstraps is not seen` });
    return;
  }
  const late = candidates[0]?.by ?? later[0]?.by;
  result.findings.push({
    subject,
    expected: `${group} before it: from the CRD phase, a URL or an earlier release`,
    actual: `${by}${more > 0 ? ` (and ${more} more)` : ""}: ${kind}, and ${late === undefined ? "nothing brings it" : `only ${late} brings it`}`,
    where,
    because: release
      ? "Helm refuses the chart (no matches for kind), and helmfile gives up."
      : "The dry run of the Kustomization fails, and nothing of it is applied: neither what would bring the CRD.",
    mend: "Add its chart to the CRD state.",
  });
}

/** The Kustomization holds the CRD itself (Flux applies those first), or another brings it that is none of its own. */
const isApart = (
  owner: FluxKustomization,
  later: readonly { owner: FluxKustomization }[],
  { tree }: Repository,
): boolean =>
  later.some(
    (one) =>
      !above(one.owner).includes(owner) ||
      (one.owner === owner &&
        tree.objects.some(({ object, owner: its }) => its === owner && object.kind === "CustomResourceDefinition")),
  );

/** Whatever is no core release comes before them all; of those, what a release needs, or an earlier file. */
function comesBefore(
  { kind, release: provider }: Pick<CrdProvider, "kind" | "release">,
  { release }: CrdUse,
  model: Repository,
): boolean {
  if (kind !== "release" || !provider || !release || provider === release) return true;
  if (provider.file !== release.file) return provider.file < release.file;
  const all = model.helmfiles.find(({ file }) => file === release.file)?.releases ?? [];
  const reached = new Set<HelmfileRelease>();
  const waiting = [release];
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const need of next.needs) {
      const found = all.find((one) => one.name === need.name && [undefined, one.namespace].includes(need.namespace));
      if (!found || reached.has(found)) continue;
      reached.add(found);
      waiting.push(found);
    }
  return reached.has(provider);
}
