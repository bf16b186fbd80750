import type { OpenProfile } from "../../../clusters/profile.ts";
import type { Where } from "../../../observations/checkout.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { isCrdState } from "../../../repository/crds/phase.ts";
import { minor, productsOf, type CrdProduct } from "../../../repository/crds/products.ts";
import { crdProviders, type CrdProvider } from "../../../repository/crds/providers.ts";
import { baseOf, inText } from "../../../repository/yaml/documents.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/**
 * A warning, because five public repositories run with a minor version between the two. An error where one bootstrap brings CRDs of another major version than its controller (docs/adr/0009).
 */
export default repositoryCriterion({
  id: "repository/crds-and-controllers-agree-on-version",
  title: "What brings CRDs and what runs their controllers have the same version",
  fails: "CRDs and their controllers differ in version",
  why: "A controller reads and writes fields that CRDs of another version do not have: they are dropped in silence.",
  serves: ["S2"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound", "repository/crds-are-a-phase-of-their-own"],
  advice:
    "grep -n version <file>; kubectl get crd -o custom-columns=NAME:.metadata.name,VERSIONS:.spec.versions[*].name",
  seeks: "charts or URLs that bring CRDs beside releases that run their controllers",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.crds.required.length === 0 ? "the profile names no CRD" : undefined),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const controllers = controllersOf(model, profile);
    const seen = new Set<string>();
    for (const { file, uncertain, releases } of model.helmfiles.filter(isCrdState)) {
      for (const reason of uncertain) result.unseen.push({ subject: `file/${file}`, reason });
      for (const { namespace, name, chart } of releases)
        if (chart?.text === undefined)
          result.unseen.push({ subject: `release/${namespace}/${name}`, reason: "its chart is not known offline" });
    }
    for (const source of sourcesOf(model)) {
      result.examined += 1;
      const theirs = controllers.filter((one) => areOfOne(source, one));
      for (const controller of theirs) {
        const key = [source.by, controller.by, controller.version].join("|");
        if (!seen.has(key)) judgePair(source, controller, result);
        seen.add(key);
      }
    }
    return result;
  },
});

/** What brings CRDs apart from their controller: a release of the CRD state, or a URL. */
interface Source {
  by: string;
  subject: string;
  /** The chart; left out of a URL. */
  chart?: string;
  products: readonly CrdProduct[];
  version?: string;
  where: Where;
}

interface Controller {
  by: string;
  chart: string;
  version?: string;
  /** Which version it is: the chart's, or the app's own. */
  of: "chart" | "app";
  where?: Where;
  /** Installed by the bootstrap that applied the CRDs, or told by the profile. */
  now: boolean;
}

function sourcesOf(model: Repository): Source[] {
  const states = model.helmfiles.filter(isCrdState);
  const releases = states.flatMap((state) =>
    state.releases.flatMap(({ name, namespace, chart, version, where }): Source[] =>
      chart?.text === undefined
        ? []
        : [
            {
              by: `the CRD state's ${name}`,
              subject: `release/${namespace}/${name}`,
              chart: chart.text,
              products: productsOf(chart.text) ?? [],
              where: version?.where ?? where,
              ...(version?.text !== undefined && { version: version.text }),
            },
          ],
    ),
  );
  const urls = crdProviders(model).known.filter((one): one is CrdProvider & { product: CrdProduct } =>
    one.kind === "url" ? one.product !== undefined : false,
  );
  return [
    ...releases,
    ...urls.map(({ by, product, version, where }) => ({
      by,
      subject: `file/${where.file}`,
      products: [product],
      where,
      ...(version !== undefined && { version }),
    })),
  ];
}

function controllersOf(model: Repository, { releases }: OpenProfile): Controller[] {
  const core = model.helmfiles
    .filter((state) => !isCrdState(state))
    .flatMap((state) =>
      state.releases.map(({ namespace, name, chart, version, where }): Controller => ({
        by: `helmfile's ${namespace}/${name}`,
        chart: chart?.text ?? name,
        of: "chart",
        where: version?.where ?? where,
        now: true,
        ...(version?.text !== undefined && { version: version.text }),
      })),
    );
  const told = releases.flatMap(({ namespace, name, chart = name, version, appVersion }): Controller[] => {
    const by = `the profile's ${namespace}/${name}`;
    const chartOnly: Controller[] = version === undefined ? [] : [{ by, chart, version, of: "chart", now: true }];
    return appVersion === undefined
      ? chartOnly
      : [...chartOnly, { by, chart, version: appVersion, of: "app", now: true }];
  });
  const flux = model.releases.map(({ namespace, name, chart, version, where }): Controller => ({
    by: `the HelmRelease ${namespace}/${name}`,
    chart: chart?.text ?? name,
    of: "chart",
    where: version?.where ?? where,
    now: false,
    ...(version?.text !== undefined && { version: version.text }),
  }));
  // what the profile repeats is told by whoever installs it
  const repeats = ({ by, chart, version }: Controller): boolean =>
    [...core, ...flux].some(
      (one) => one.chart.endsWith(baseOf(chart)) && one.version === version && wordOf(one) === wordOf({ by }),
    );
  return [...core, ...told.filter((one) => !repeats(one)), ...flux];
}

/** `namespace/name` at the end of who says it. */
const wordOf = ({ by }: Pick<Controller, "by">): string => by.split(" ").at(-1) ?? "";

/** The same chart, or a URL's CRDs and the chart of their controller. */
function areOfOne(source: Source, { chart, of }: Controller): boolean {
  const name = nameOf(chart);
  if (source.chart !== undefined) return of === "chart" && nameOf(source.chart) === name;
  return source.products.some(({ charts }) => charts.includes(name));
}

const nameOf = (chart: string): string => baseOf(chart).replace(/[@:].*$/, "");

const major = (version: string): string => version.split(".")[0] ?? "";

const plain = (version: string): string => (version.split("@")[0] ?? "").replace(/^v/, "");

function judgePair(source: Source, controller: Controller, result: Result): void {
  const { subject, version } = source;
  if (version === undefined || controller.version === undefined) {
    const reason = `the version of ${version === undefined ? source.by : controller.by} is not known before it is rendered`;
    if (controller.now && (source.chart !== undefined || controller.version === undefined))
      result.unseen.push({ subject, reason });
    else result.remarks.push(`${subject}: ${reason}`);
    return;
  }
  const byUrl = source.chart === undefined && controller.of === "chart";
  const app = source.products.find(({ charts }) => charts.includes(nameOf(controller.chart)))?.app;
  if (byUrl && !app) {
    result.remarks.push(
      `${subject}: ${version}, and ${controller.by} is a chart ${controller.version}: no relation is known`,
    );
    return;
  }
  const theirs = byUrl && app ? app(controller.version) : plain(controller.version);
  const ours = byUrl ? minor(version) : plain(version);
  if (ours === theirs) return;
  const finding: RepositoryFinding = {
    subject,
    expected: `the version of ${controller.by}, ${controller.version}${controller.where ? ` (${inText(controller.where)})` : ""}`,
    actual: `${source.by} has ${version}`,
    where: source.where,
    because: "The controller starts with CRDs of another version: what they do not know is dropped, or refused.",
    mend: "Take both versions from one place, as the HelmRelease's OCIRepository.",
  };
  if (controller.now && major(ours) !== major(theirs)) result.findings.push(finding);
  else result.notices.push({ ...finding, severity: "warning" });
}
