import { heldInDeletion } from "./deletion.ts";
import {
  ofConversion,
  ofServedObject,
  ofWebhook,
  type NamedService,
  type Webhook,
} from "../../criteria/derive/named-services.ts";
import { groupOf, servedObjects, subjectOfKind } from "../../criteria/derive/served-objects.ts";
import { releaseSubject } from "../../criteria/derive/releases.ts";
import { conditionOf } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource, KubernetesObject } from "../../observations/objects.ts";
import type { Observations, SourceKey } from "../../observations/observations.ts";
import type { Certificate } from "../../observations/secret-makers.ts";

type Seen = <Key extends SourceKey>(key: Key) => Observations[Key] | undefined;
type Edge = [from: string, to: string];

/**
 * What waits for what because it names it: whoever leads to a Service for the Service, that for the workloads that its
 * selector matches; a release for its objects that are gone; a kind for its definition, an aggregated one for its
 * APIService; a Secret for the Certificate that makes it; and what Flux was refused by a webhook for its Service.
 */
export function namedEdges(seen: Seen): Edge[] {
  const named = namedServices(seen);
  return [
    ...named.map((it): Edge => [it.by, subjectOfService(it)]),
    ...toWorkloads(seen),
    ...toLostObjects(seen),
    ...heldInDeletion(seen("everything")?.objects),
    ...ofKinds(seen),
    ...((seen("certificates") ?? []) as Certificate[]).map((it): Edge => [
      `secret/${it.metadata?.namespace}/${it.spec?.secretName}`,
      subjectOf("certificate", it),
    ]),
    ...(seen("kustomizations") ?? []).flatMap((it) => toRefusing("kustomization", it, named)),
    ...(seen("helmReleaseResources") ?? []).flatMap((it) => toRefusing("helmrelease", it, named)),
  ];
}

const subjectOfService = ({ namespace, name }: Pick<NamedService, "namespace" | "name">): string =>
  `service/${namespace}/${name}`;

function namedServices(seen: Seen): NamedService[] {
  const configurations = [...(seen("validatingWebhooks") ?? []), ...(seen("mutatingWebhooks") ?? [])];
  const everything = seen("everything") ?? { kinds: [], objects: [], undiscovered: [] };
  return [
    ...configurations.flatMap(({ webhooks }) => (webhooks ?? []) as Webhook[]).flatMap(ofWebhook),
    ...(seen("customResourceDefinitions") ?? []).flatMap((crd) => ofConversion(crd, everything)),
    ...everything.objects.flatMap(ofServedObject),
  ];
}

function toWorkloads(seen: Seen): Edge[] {
  const workloads = (
    [
      ["deployment", seen("deployments")],
      ["daemonset", seen("daemonSets")],
      ["statefulset", seen("statefulSets")],
    ] as const
  ).flatMap(([kind, list]) => (list ?? []).map((it) => ({ subject: subjectOf(kind, it), it })));
  return (seen("services") ?? []).flatMap((service) => {
    const selector = Object.entries(service.spec?.selector ?? {});
    const of = workloads.filter(
      ({ it }) =>
        selector.length > 0 &&
        it.metadata?.namespace === service.metadata?.namespace &&
        selector.every(([key, value]) => it.spec?.template?.metadata?.labels?.[key] === value),
    );
    return of.map(({ subject }): Edge => [subjectOf("service", service), subject]);
  });
}

function toLostObjects(seen: Seen): Edge[] {
  const everything = seen("everything");
  if (!everything) return [];
  const presenceOf = servedObjects(everything);
  return (seen("helmReleases") ?? []).flatMap((record) =>
    (record.manifest?.objects ?? []).flatMap(({ apiVersion, ...object }): Edge[] => {
      const presence = presenceOf({ ...object, group: groupOf(apiVersion) }, record.manifest?.namespace);
      const isLost = presence.state !== "there" && presence.state !== "left-out" && presence.state !== "unseen";
      return isLost ? [[releaseSubject(record), presence.subject]] : [];
    }),
  );
}

function ofKinds(seen: Seen): Edge[] {
  const definitions = (seen("customResourceDefinitions") ?? []).map(({ metadata, spec }): Edge => [
    subjectOfKind(spec?.group ?? "", spec?.names?.kind ?? ""),
    `customresourcedefinition/${metadata?.name}`,
  ]);
  const { kinds = [], objects = [] } = seen("everything") ?? {};
  const aggregated = objects
    .filter((it) => it.kind === "APIService" && ofServedObject(it).length > 0)
    .flatMap(({ metadata }) =>
      kinds
        .filter(({ group, version }) => `${version}.${group}` === metadata.name)
        .map(({ group, kind }): Edge => [subjectOfKind(group, kind), `apiservice/${metadata.name}`]),
    );
  return [...definitions, ...aggregated];
}

/** `failed calling webhook "x"`, `Post "https://<service>.<namespace>.svc:443/convert"`, `no endpoints available for service "x"` */
function toRefusing(kind: string, object: KubernetesObject & CustomResource, named: readonly NamedService[]): Edge[] {
  const { status, message = "" } = conditionOf(object, "Ready") ?? {};
  if (status === "True") return [];
  const from = subjectOf(kind, object);
  const [, webhook] = /\bcalling webhook \\?"?([\w.-]+)/.exec(message) ?? [];
  const [, host, place] = /https?:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/.exec(message) ?? [];
  const [, name] = /\bservice \\?"?([a-z0-9-]+)\\?"? not found/.exec(message) ??
    /\bservice \\?"([a-z0-9-]+)/.exec(message) ?? [undefined, undefined];
  return [
    ...(webhook === undefined ? [] : [[from, `webhook/${webhook}`] satisfies Edge]),
    ...(host && place ? [[from, subjectOfService({ namespace: place, name: host })] satisfies Edge] : []),
    ...named.filter((it) => it.name === name).map((it): Edge => [from, subjectOfService(it)]),
  ];
}
