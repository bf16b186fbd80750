import type { Where } from "../../observations/checkout.ts";
import { crdProviders, type CrdProvider } from "../crds/providers.ts";
import { productsOf } from "../crds/products.ts";
import { baseOf, get, inText, isUnresolved, text } from "../yaml/documents.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import type { HelmfileRelease } from "../helmfile/release.ts";
import type { ReleaseValues } from "../helmfile/release-values.ts";
import { flow, gap, list, map, value, type Draft, type Entries } from "./draft.ts";
import { phasesOf } from "./phases.ts";
import { installed } from "./values.ts";
import { isSeeds, workloadsOf } from "./workloads.ts";
import type { Repository } from "../model.ts";
import type { WrittenValue } from "../flux/sync.ts";

/** What helmfile installs, in its order; then well-known charts that only Flux installs. */
export function releasesDraft(repository: Repository): Draft {
  const all = installed(repository);
  const sure = all.filter(({ name, namespace, optional }) => isNamed(name, namespace) && !optional);
  const once = sure.filter((one, index) => sure.findIndex((other) => isSame(one, other)) === index);
  const providers = crdProviders(repository).known;
  const byHelm = phasesOf(once).flatMap((phase) =>
    phase.map((release) => installedDraft(release, phaseName(phase), repository, providers)),
  );
  const byFlux = repository.releases
    .filter(({ chart, name, release }) => isSeeds(chart?.text ?? name) && !once.some((one) => isSame(one, release)))
    // checks report such duplicates; a profile names a release once
    .filter(({ release }, index, every) => every.findIndex((one) => isSame(one.release, release)) === index)
    .map((release) => fluxOnly(release, providers));
  const left = all.find((one) => !sure.includes(one));
  const why =
    left &&
    `${all.filter((one) => !sure.includes(one)).length} release(s) that may not be installed or have no name offline, the first at ${inText(left.where)}`;
  if (byHelm.length + byFlux.length === 0)
    return gap("releases of a helmfile state, HelmReleases of the charts that the seeds bootstrap with", "[]");
  return list([...byHelm, ...byFlux], why);
}

const isNamed = (name: string, namespace: string): boolean =>
  name !== "" && namespace !== "" && !isUnresolved(name) && !isUnresolved(namespace);

type Named = Pick<HelmfileRelease, "name" | "namespace">;

const isSame = (one: Named, other: Named): boolean => one.name === other.name && one.namespace === other.namespace;

/** A step of one release has its name; a step of several has all their names. */
function phaseName(phase: readonly HelmfileRelease[]): string {
  const [one, ...more] = phase.map(({ name }) => name);
  return more.length > 2 ? `${one} and ${more.length} more` : [one, ...more].join(" + ");
}

function installedDraft(
  release: HelmfileRelease,
  phase: string,
  repository: Repository,
  providers: readonly CrdProvider[],
): Draft {
  const twin = repository.releases.find((one) => isSame(one.release, release));
  const needs = release.needs.map(({ written }) => written).join(", ");
  return map([
    ["name", value(release.name, release.where)],
    ["namespace", value(release.namespace, release.where)],
    ...versionOf(release.name, release.chart, release.version, release.where),
    [
      "phase",
      value(
        phase,
        needs === "" ? `${inText(release.where)}, needs nothing` : `${inText(release.where)}, needs ${needs}`,
      ),
    ],
    ...(twin ? [["owner", value("adopted", twin.where)] as Entries[number]] : []),
    // once Flux adopts it, Flux's values hold
    ...partsOf({ ...release, values: twin?.values ?? release.values }, release.where, providers),
  ]);
}

function fluxOnly(release: FluxRelease, providers: readonly CrdProvider[]): Draft {
  const { name, namespace } = release.release;
  return map([
    ["name", value(name, release.where)],
    ["namespace", value(namespace, release.where)],
    ...versionOf(name, release.chart, release.version, release.where),
    ["phase", value("flux", "by Flux alone, in no order that is known offline")],
    ["owner", value("flux", release.where)],
    ...partsOf({ ...release, name }, release.where, providers),
  ]);
}

function versionOf(
  name: string,
  chart: WrittenValue | undefined,
  version: WrittenValue | undefined,
  where: Where,
): Entries {
  const stored = chart?.text === undefined ? undefined : baseOf(chart.text);
  const exact = version?.text !== undefined && /^v?\d+\.\d+\.\d+/.test(version.text) ? version.text : undefined;
  return [
    ...(stored !== undefined && stored !== name
      ? [["chart", value(stored, chart?.where ?? where)] as Entries[number]]
      : []),
    [
      "version",
      exact === undefined
        ? gap(`an exact version of the chart${version ? ` (${inText(version.where)})` : ""}`, "1.0.0")
        : value(exact.replace(/@.*$/, ""), version?.where ?? where),
    ],
  ];
}

interface Parts {
  name: string;
  chart?: WrittenValue;
  values: ReleaseValues;
}

/** Workloads, webhooks and CRDs, where the chart is well known. */
function partsOf({ name, chart, values }: Parts, where: Where, providers: readonly CrdProvider[]): Entries {
  const known = chart?.text === undefined ? undefined : workloadsOf(name, chart.text, values);
  const [hidden] = values.unresolved;
  if (known && hidden !== undefined)
    return [["workloads", gap(`what it rolls out by its values: ${hidden}`, "[{ kind: Deployment, name: x }]")]];
  if (!known)
    return [
      [
        "workloads",
        gap("what its chart rolls out, which is none that is known here", "[{ kind: Deployment, name: x }]"),
      ],
    ];
  const place = chart?.where ?? where;
  const from = `the chart of ${inText(place)}`;
  const crds = crdsBefore(name, chart, values, providers);
  return [
    ["workloads", list(known.workloads.map((one) => flow({ ...one }, from)))],
    ...(crds.length > 0 ? [["crds", list(crds)] as Entries[number]] : []),
    ...(known.webhooks ? [["webhooks", list(known.webhooks.map((one) => value(one, from)))] as Entries[number]] : []),
  ];
}

/** The groups of its CRDs that something else brings first, and the Gateway API where Cilium is told to serve it. */
function crdsBefore(
  name: string,
  chart: WrittenValue | undefined,
  { known }: ReleaseValues,
  providers: readonly CrdProvider[],
): Draft[] {
  const own = (productsOf(chart?.text ?? name) ?? []).flatMap(({ groups, by }) => (by === "runtime" ? [] : groups));
  const served = text(get(known, "gatewayAPI", "enabled")) === "true" ? ["gateway.networking.k8s.io"] : [];
  const groups = [...own, ...served].flatMap((group): Draft[] => {
    const provider = providers.find((one) => one.kind !== "release" && one.groups.includes(group));
    return provider ? [value(`*.${group}`, provider.where)] : [];
  });
  // the chart holds one object of this kind: https://fluxoperator.dev/docs/charts/flux-instance/
  const instance = name === "flux-instance" ? [value("fluxinstances.fluxcd.controlplane.io", "its chart")] : [];
  return [...groups, ...instance];
}
