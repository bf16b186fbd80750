import type { Profile } from "../../clusters/profile.ts";
import { groupOf, subjectOf } from "../../observations/kubernetes.ts";
import type { Everything, ServedObject } from "../../observations/everything.ts";
import type {
  CustomResourceDefinition,
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from "../../observations/objects.ts";

/** A Service as somebody names it. */
export interface NamedService {
  namespace: string;
  name: string;
  /** By number or by name; "" for any. */
  port: number | string;
  /** `webhook/mcluster.cnpg.io` */
  by: string;
  /** Why little depends on it so far: it is told, and fails nothing. */
  harmless?: string;
}

type Configuration = ValidatingWebhookConfiguration | MutatingWebhookConfiguration;

export type Webhook = NonNullable<Configuration["webhooks"]>[number];

interface Reference {
  namespace?: string;
  name?: string;
  port?: number;
}

/** Of webhooks, conversions and APIServices: https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference */
const DEFAULT_PORT = 443;

const named = ({ namespace = "", name = "", port }: Reference, by: string, harmless?: string): NamedService => ({
  ...{ namespace, name, port: port ?? DEFAULT_PORT, by },
  ...(harmless !== undefined && { harmless }),
});

/** The webhooks that are called, of all configurations but those that the profile lists: these have a check of their own. */
export function webhooksBeside(
  { releases }: Pick<Profile, "releases">,
  configurations: readonly Configuration[],
): Webhook[] {
  const listed = new Set(releases.flatMap(({ webhooks }) => webhooks));
  return configurations
    .filter(({ metadata }) => !listed.has(metadata?.name ?? ""))
    .flatMap(({ webhooks }) => (webhooks ?? []) as Webhook[])
    .filter(({ rules }) => (rules ?? []).length > 0);
}

export const subjectOfWebhook = ({ name }: Webhook): string => `webhook/${name ?? "(no name)"}`;

/** Fail is the default of v1. */
export const refuses = ({ failurePolicy }: Webhook): boolean => failurePolicy !== "Ignore";

export function ofWebhook(webhook: Webhook): NamedService[] {
  const service = webhook.clientConfig?.service;
  if (!service) return [];
  return [named(service, subjectOfWebhook(webhook), refuses(webhook) ? undefined : "its failurePolicy is Ignore")];
}

/** An object is converted when it is read in another version than it is stored in: a kind without objects never is. */
export function ofConversion({ spec, metadata }: CustomResourceDefinition, { kinds }: Everything): NamedService[] {
  const service = spec?.conversion?.strategy === "Webhook" ? spec.conversion.webhook?.clientConfig?.service : undefined;
  if (!service) return [];
  const kind = kinds.find(({ group, resource }) => group === spec?.group && resource === spec?.names?.plural);
  const by = `customresourcedefinition/${metadata?.name}`;
  return [named(service, by, kind?.count === 0 ? "no object of its kind exists that could be converted" : undefined)];
}

/** Whoever in a pod asks the API goes through it: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
export const OF_THE_API: NamedService = {
  ...{ namespace: "default", name: "kubernetes", port: "https" },
  by: "every pod that asks the API",
};

/** What an object of the sweep leads to: APIServices, Ingresses, routes of the Gateway API. */
export const ofServedObject = (object: ServedObject): NamedService[] =>
  READERS[`${groupOf(object.apiVersion)}/${object.kind}`]?.(object) ?? [];

const subject = ({ kind, metadata }: ServedObject): string => subjectOf(kind.toLowerCase(), { metadata });

function apiService(object: ServedObject): NamedService[] {
  const { service } = (object.spec ?? {}) as { service?: Reference | null };
  return service ? [named(service, subject(object))] : [];
}

interface IngressBackend {
  service?: { name?: string; port?: { number?: number; name?: string } } | null;
}

function ingress(object: ServedObject): NamedService[] {
  const { defaultBackend, rules } = (object.spec ?? {}) as {
    defaultBackend?: IngressBackend | null;
    rules?: { http?: { paths?: { backend?: IngressBackend | null }[] | null } | null }[] | null;
  };
  const paths = (rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  return [defaultBackend, ...paths.map(({ backend }) => backend)].flatMap((backend) => {
    const { name, port } = backend?.service ?? {};
    const namespace = object.metadata.namespace ?? "";
    return name ? [{ namespace, name, port: port?.number ?? port?.name ?? "", by: subject(object) }] : [];
  });
}

interface BackendRef extends Reference {
  group?: string;
  kind?: string;
  weight?: number;
}

/** A backend of weight 0 gets nothing. https://gateway-api.sigs.k8s.io/reference/spec/#backendref */
function route(object: ServedObject): NamedService[] {
  const { rules } = (object.spec ?? {}) as { rules?: { backendRefs?: BackendRef[] | null }[] | null };
  return (rules ?? [])
    .flatMap(({ backendRefs }) => backendRefs ?? [])
    .filter(({ group = "", kind = "Service", weight = 1 }) => group === "" && kind === "Service" && weight > 0)
    .map(({ namespace = object.metadata.namespace ?? "", name = "", port }) => ({
      ...{ namespace, name, port: port ?? "", by: subject(object) },
    }));
}

const GATEWAY = "gateway.networking.k8s.io";

const READERS: Record<string, ((object: ServedObject) => NamedService[]) | undefined> = {
  "apiregistration.k8s.io/APIService": apiService,
  "networking.k8s.io/Ingress": ingress,
  [`${GATEWAY}/HTTPRoute`]: route,
  [`${GATEWAY}/GRPCRoute`]: route,
  [`${GATEWAY}/TLSRoute`]: route,
  [`${GATEWAY}/TCPRoute`]: route,
  [`${GATEWAY}/UDPRoute`]: route,
};

export const namesServices = (group: string, kind: string): boolean => `${group}/${kind}` in READERS;
