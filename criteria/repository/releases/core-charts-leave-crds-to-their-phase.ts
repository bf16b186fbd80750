import type { Where } from "../../../observations/checkout.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { isCrdState } from "../../../repository/crds/phase.ts";
import type { CrdProduct } from "../../../repository/crds/products.ts";
import { productsOf } from "../../../repository/crds/products.ts";
import {
  crdProviders,
  isOn,
  isOnlyCrds,
  productsOfRelease,
  type CrdProviders,
} from "../../../repository/crds/providers.ts";
import { at, get, inText, list, textAt, texts } from "../../../repository/yaml/documents.ts";
import type { FluxRelease } from "../../../repository/flux/helm-releases.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { gapsIn, repositoryFrom, withoutReleases, type Repository } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/**
 * Both ways happened in one repository: external-secrets brought CRDs that phase 0 had applied already (k8s-gitops
 * 45999fc~1), and cert-manager was left without any (b5063f4). https://helm.sh/docs/chart_best_practices/custom_resource_definitions/
 */
export default repositoryCriterion({
  id: "repository/core-charts-leave-crds-to-their-phase",
  title: "Each CRD has one installer: its phase or its chart, never both against each other and never none",
  fails: "A CRD has two installers or none",
  why: "Helm refuses CRDs that it does not own, and a controller without its CRDs never gets ready.",
  serves: ["S2", "S3"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "helmfile -f <file> template --include-crds | grep -A3 'kind: CustomResourceDefinition'",
  seeks: "the profile's releases in helmfile states and HelmReleases",

  irrelevant: withoutReleases,

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const providers = crdProviders(model);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const core = model.helmfiles.filter((state) => !isCrdState(state));
    for (const { file, uncertain } of core)
      for (const reason of uncertain) result.unseen.push({ subject: `file/${file}`, reason });
    for (const release of core.flatMap(({ releases }) => releases)) judgeCore(release, providers, model, result);
    for (const release of model.releases) judgeFlux(release, providers, model, result);
    return result;
  },
});

function judgeCore(release: HelmfileRelease, providers: CrdProviders, model: Repository, result: Result): void {
  const { chart, name, namespace, values } = release;
  const subject = `release/${namespace}/${name}`;
  if (chart?.text === undefined) {
    result.unseen.push({ subject, reason: "its chart is not known before helmfile renders it" });
    return;
  }
  result.examined += 1;
  const products = productsOf(chart.text);
  if (!products) result.remarks.push(`${subject}: what CRDs its chart ${chart.text} brings is not known here`);
  for (const product of products ?? []) {
    if (product.by === "runtime" || isOnlyCrds(product, chart.text)) continue;
    const others = providers.known.filter(
      (one) => one.release !== release && one.groups.some((group) => product.groups.includes(group)),
    );
    const on = isOn(product, values);
    const where = switchOf(release, product, model);
    if (on === undefined)
      result.unseen.push({ subject, reason: `whether it brings its CRDs (${switchName(product)}) is not known` });
    else if (!on && others.length === 0) {
      if (providers.unknown.length > 0)
        result.unseen.push({ subject, reason: `it brings no CRDs, and ${providers.unknown[0]?.by} may bring them` });
      else
        result.findings.push({
          subject,
          expected: `an installer of ${product.groups.join(", ")} before it`,
          actual: `its chart is told not to bring them (${switchName(product)}), and nothing else of the bootstrap does`,
          where,
          because: "The controller finds none of its kinds and never gets ready: helmfile waits for it, and gives up.",
          mend: "Render its chart in the CRD state, or switch its CRDs on.",
        });
    } else if (on && product.by === "templates") {
      const first = others.find(({ kind }) => kind !== "release");
      if (!first || ownsAnyway(release, model)) continue;
      result.findings.push({
        subject,
        expected: `one installer of ${product.groups.join(", ")}`,
        actual: `its chart brings them too (${switchName(product)}), after ${first.by} (${inText(first.where)})`,
        where,
        because: 'Helm refuses what exists without its own marks: "cannot be imported into the current release".',
        mend: `${product.switches?.at(-1) ?? "crds"}: false, or takeOwnership: true for this release.`,
      });
    }
  }
}

const switchName = ({ switches }: CrdProduct): string => switches?.join(" or ") ?? "it has no switch";

/** helmfile's ways to take over what is there. https://helmfile.readthedocs.io/en/latest/#configuration */
function ownsAnyway({ document, path, file }: HelmfileRelease, { files, helmfiles }: Repository): boolean {
  const bases = helmfiles
    .filter((state) => state.file === file)
    .flatMap(({ includes }) => includes.flatMap(({ kind, path: base }) => (kind === "base" ? [base ?? ""] : [])));
  const defaults = [file, ...bases].flatMap((one) =>
    (files.file(one)?.documents ?? []).map(({ value }) => get(value, "helmDefaults")),
  );
  return [get(document.value, ...path), ...defaults].some(
    (one) =>
      get(one, "takeOwnership") === true ||
      get(one, "forceConflicts") === true ||
      [...texts(get(one, "syncArgs")), ...texts(get(one, "args"))].includes("--take-ownership"),
  );
}

/** Where the switch is written: in the HelmRelease that the values come from, inline, or at the release. */
function switchOf(
  { document, path, values, where }: HelmfileRelease,
  product: CrdProduct,
  { files }: Repository,
): Where {
  for (const dotted of product.switches ?? []) {
    const keys = dotted.split(".");
    const source = files
      .file(values.derivedFrom ?? "")
      ?.documents.find(({ value }) => textAt(value, "kind") === "HelmRelease");
    if (source && get(source.value, "spec", "values", ...keys) !== undefined)
      return at(source, ["spec", "values", ...keys]);
    const inline = list(get(document.value, ...path, "values")).findIndex((one) => get(one, ...keys) !== undefined);
    if (inline >= 0) return at(document, [...path, "values", inline, ...keys]);
    const set = list(get(document.value, ...path, "set")).findIndex((one) => textAt(one, "name") === dotted);
    if (set >= 0) return at(document, [...path, "set", set]);
  }
  return where;
}

/** Flux takes over what exists (helm-controller's default), so that only a hole counts. */
function judgeFlux(release: FluxRelease, providers: CrdProviders, model: Repository, result: Result): void {
  const subject = `helmrelease/${release.namespace}/${release.name}`;
  for (const product of productsOfRelease(release) ?? []) {
    if (product.by === "runtime" || isOnlyCrds(product, release.chart?.text ?? "")) continue;
    const on = isOn(product, release.values);
    if (on === undefined) {
      result.remarks.push(`${subject}: whether it brings its CRDs is not known offline`);
      continue;
    }
    result.examined += 1;
    const skipped = product.by === "folder" && textAt(release.object.value, "spec", "install", "crds") === "Skip";
    if (on && !skipped) continue;
    const has = (groups: readonly string[]): boolean => groups.some((group) => product.groups.includes(group));
    const known = providers.known.some(({ groups }) => has(groups));
    const byFlux = model.releases.some(
      (one) =>
        one.object.document !== release.object.document &&
        (productsOfRelease(one) ?? []).some((other) => has(other.groups) && isOn(other, one.values) !== false),
    );
    const written = model.tree.objects.some(
      ({ object }) => object.kind === "CustomResourceDefinition" && has([textAt(object.value, "spec", "group") ?? ""]),
    );
    if (known || byFlux || written) continue;
    const gap = gapsIn(model)[0];
    if (providers.unknown.length > 0 || gap) {
      const maybe = providers.unknown[0]?.by ?? gap?.reason ?? "";
      result.unseen.push({ subject, reason: `it brings no CRDs, and what may bring them is not known: ${maybe}` });
      continue;
    }
    result.findings.push({
      subject,
      expected: `an installer of ${product.groups.join(", ")}`,
      actual: `its chart is told not to bring them (${skipped ? "install.crds: Skip" : switchName(product)}), and nothing else does`,
      where: at(release.object.document, ["spec", "values", ...(product.switches?.[0]?.split(".") ?? [])]),
      because: "The controller finds none of its kinds and never gets ready.",
      mend: "Render its chart in the CRD state, or switch its CRDs on.",
    });
  }
}
