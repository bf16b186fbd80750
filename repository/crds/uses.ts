import type { Where } from "../../observations/checkout.ts";
import { isCrdState } from "./phase.ts";
import { at, folderOf, get, inText, isRecord, join, textAt, type Path } from "../yaml/documents.ts";
import { manifestOf } from "../yaml/files.ts";
import { groupOf } from "../../observations/kubernetes.ts";
import type { FluxKustomization } from "../flux/kustomizations.ts";
import type { HelmfileRelease } from "../helmfile/release.ts";
import type { Repository } from "../model.ts";

/** Something in the bootstrap, or in the first layer of Flux, that needs a CRD. */
export interface CrdUse {
  group: string;
  /** The kind, like `ServiceMonitor`, or the value that switches it on. */
  kind: string;
  /** What uses it, as reports name it. */
  by: string;
  subject: string;
  where: Where;
  /** The release whose chart or hook uses it: the CRD must come before that release. */
  release?: HelmfileRelease;
  /** The Kustomization that applies it. */
  owner?: FluxKustomization;
}

/** Custom resources that the core charts render and their hooks apply. */
export function coreUses({ helmfiles, files }: Repository): CrdUse[] {
  const core = helmfiles.filter((state) => !isCrdState(state)).flatMap(({ releases }) => releases);
  return core.flatMap((release) => {
    const { name, namespace, chart, values, where, document } = release;
    const subject = `release/${namespace}/${name}`;
    const switched = switchedOn(values.known, chart?.text ?? name).map(({ path, group, kind }): CrdUse => {
      const source = files
        .file(values.derivedFrom ?? "")
        ?.documents.find((one) => textAt(one.value, "kind") === "HelmRelease");
      const place = source ? at(source, ["spec", "values", ...path]) : inlinePlace(release, path);
      return { group, kind, by: `its values (${path.join(".")})`, subject, where: place, release };
    });
    const applied = release.hooks.flatMap(({ command, args, events, where: place }) => {
      const line = [command, ...args].join(" ");
      if (!/\bapply\b|\bcreate\b/.test(line)) return [];
      return [...line.matchAll(/(?:-f|--filename)[ =]([^\s"';|&]+)/g)].flatMap(([, named = ""]) =>
        (files.file(join(folderOf(document.file), named) ?? "")?.documents ?? []).flatMap((one): CrdUse[] => {
          const manifest = manifestOf(one);
          const group = groupOf(manifest?.apiVersion ?? "");
          // a postsync hook runs after its release; Flux's kinds are judged by the check of the hand-over
          if (!manifest || !isCustom(group) || events.includes("postsync")) return [];
          return [{ group, kind: manifest.kind, by: `its hook at ${inText(place)}`, subject, where: at(one), release }];
        }),
      );
    });
    return [...switched, ...applied].map((use) => ({ ...use, where: use.where ?? where }));
  });
}

function inlinePlace({ document, path, where }: HelmfileRelease, keys: Path): Where {
  for (let index = 0; index < 10; index += 1)
    if (get(document.value, ...path, "values", index, ...keys) !== undefined)
      return at(document, [...path, "values", index, ...keys]);
  return where;
}

/** Values that make a chart render custom resources whether or not the cluster has the CRD. */
const SWITCHES: readonly { key: RegExp; group: string; kind: string }[] = [
  { key: /^service-?monitors?$/i, group: "monitoring.coreos.com", kind: "ServiceMonitor" },
  { key: /^pod-?monitors?$/i, group: "monitoring.coreos.com", kind: "PodMonitor" },
  { key: /^prometheusRules?$/i, group: "monitoring.coreos.com", kind: "PrometheusRule" },
  { key: /^httpRoutes?$/i, group: "gateway.networking.k8s.io", kind: "HTTPRoute" },
];

/** external-secrets asks the cluster first: its default is `serviceMonitor.renderMode: skipIfMissing`. */
const ASKS = /(^|\/)external-secrets$/;

function switchedOn(value: unknown, chart: string, path: Path = []): { path: Path; group: string; kind: string }[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = [...path, key];
    const found = SWITCHES.find((one) => one.key.test(key));
    const on = isRecord(item) && ["enabled", "create"].some((word) => item[word] === true);
    const asks = ASKS.test(chart) && textAt(item, "renderMode") === undefined;
    if (found && on && !asks) return [{ path: inner, group: found.group, kind: found.kind }];
    return switchedOn(item, chart, inner);
  });
}

/**
 * Custom resources in the Kustomizations that make other Kustomizations, at the root and right below it. They are
 * dry-run before anything of theirs is applied, so no HelmRelease below can have brought the CRD.
 */
export function firstLayerUses({ tree }: Repository): CrdUse[] {
  const first = tree.kustomizations.filter(({ parent, children }) => children.length > 0 && !parent?.parent);
  return tree.objects.flatMap(({ object, owner }): CrdUse[] => {
    const group = groupOf(object.apiVersion);
    if (!first.includes(owner) || !isCustom(group)) return [];
    const name = `${object.kind} ${object.namespace ?? ""}/${object.name}`;
    return [
      {
        group,
        kind: object.kind,
        by: `${name} in Kustomization ${owner.name}`,
        subject: `kustomization/${owner.namespace}/${owner.name}`,
        where: at(object.document),
        owner,
      },
    ];
  });
}

/** Whether it is the group of a CRD: it has a dot and is neither Kubernetes's nor Flux's. */
const isCustom = (group: string): boolean =>
  group.includes(".") &&
  !/^(?:rbac\.authorization|networking|policy|storage|apiextensions|admissionregistration|scheduling|coordination|node|discovery|certificates|apiregistration|events|flowcontrol\.apiserver|resource|authentication|authorization|autoscaling|batch|apps)(?:\.k8s\.io)?$/.test(
    group,
  ) &&
  !group.endsWith(".toolkit.fluxcd.io") &&
  group !== "kustomize.config.k8s.io";

/** Each kind once for each subject, with the number of further uses: twelve namespaces may include one component. */
export function gathered(uses: readonly CrdUse[]): { use: CrdUse; more: number }[] {
  const groups = new Map<string, { use: CrdUse; more: number }>();
  for (const use of uses) {
    const key = `${use.subject}|${use.group}|${use.release === undefined ? use.kind : use.by}`;
    const known = groups.get(key);
    if (known) known.more += 1;
    else groups.set(key, { use, more: 0 });
  }
  return [...groups.values()];
}
