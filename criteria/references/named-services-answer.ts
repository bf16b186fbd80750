import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { portOf, portsInWords, readyEndpoints, slicesByService, type Slices } from "../derive/endpoints.ts";
import { hollowServices } from "../derive/hollow-services.ts";
import { inWords } from "../derive/held-objects.ts";
import { idleServices } from "../derive/idle-services.ts";
import {
  OF_THE_API,
  namesServices,
  ofConversion,
  ofServedObject,
  ofWebhook,
  refuses,
  subjectOfWebhook,
  webhooksBeside,
  type NamedService,
  type Webhook,
} from "../derive/named-services.ts";
import type { Profile } from "../../clusters/profile.ts";
import { named } from "../../observations/kubernetes.ts";
import type { Everything } from "../../observations/everything.ts";
import type { EndpointSlice, Service } from "../../observations/objects.ts";

/** The webhooks that the profile lists are left to components/webhooks-are-wired, with their Services. */
export default criterion({
  id: "references/named-services-answer",
  title: "Every Service that something leads to exists, has that port, and has a ready endpoint",
  fails: "Something leads to a Service that does not answer",
  why:
    "A webhook without its server refuses every object of its kinds, a conversion makes them unreadable, an APIService " +
    "keeps every namespace from being deleted, and a route answers 503.",
  serves: ["reliability"],
  needs: [
    ...(["everything", "services", "endpointSlices", "pods"] as const),
    ...(["validatingWebhooks", "mutatingWebhooks", "customResourceDefinitions"] as const),
  ],
  restsOn: [
    "references/released-objects-exist",
    "references/applied-objects-exist",
    "components/workloads-are-rolled-out",
  ],
  advice:
    "kubectl -n <namespace> get services,endpointslices,pods -o wide; kubectl get apiservices; " +
    "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations",

  examine(observed, { profile }) {
    const { everything, services, endpointSlices, pods } = observed;
    const configurations = [...observed.validatingWebhooks, ...observed.mutatingWebhooks];
    const webhooks = webhooksBeside(profile, configurations);
    const leads = [
      // how its endpoints are is judged with those of all Services without a selector
      ...(services.some(named("kubernetes", "default")) ? [] : [OF_THE_API]),
      ...webhooks.flatMap(ofWebhook),
      ...observed.customResourceDefinitions.flatMap((crd) => ofConversion(crd, everything)),
      ...everything.objects.flatMap(ofServedObject),
    ];
    const slices = slicesByService(endpointSlices);
    const wrong = wrongServices(leads, services, slices);
    const judged = new Set([...leads, ...configurations.flatMap(servicesOf), ...relayOf(profile)].map(keyOf));
    const idle = idleServices(
      services.filter(({ metadata }) => !judged.has(`${metadata?.namespace}/${metadata?.name}`)),
      slices,
      pods,
    );
    const isHarmless = ({ by }: Wrong): boolean => by.every(({ harmless }) => harmless !== undefined);
    return {
      examined: leads.length + services.length,
      findings: [
        ...wrong.filter((it) => !isHarmless(it)).map(findingOf),
        ...webhooks.flatMap(withoutAuthority),
        ...idle.findings,
        ...hollowServices(services, slices),
      ],
      unseen: unlisted(everything),
      remarks: [...wrong.filter(isHarmless).map(remarkOf), ...idle.remarks],
    };
  },
});

/** cilium/hubble-relay-answers judges it. */
const relayOf = ({ cilium }: Profile): { namespace: string; name: string }[] =>
  cilium?.hubbleRelay ? [{ namespace: cilium.namespace, name: "hubble-relay" }] : [];

const keyOf = ({ namespace = "", name = "" }: { namespace?: string; name?: string }): string => `${namespace}/${name}`;

const servicesOf = ({ webhooks }: { webhooks?: unknown }): { namespace?: string; name?: string }[] =>
  ((webhooks ?? []) as Webhook[]).flatMap(({ clientConfig }) => clientConfig?.service ?? []);

/** One thing that is wrong with a Service, with all that name it so. */
interface Wrong {
  service: string;
  port: number | string;
  actual: string;
  by: NamedService[];
}

function wrongServices(named: readonly NamedService[], services: readonly Service[], slices: Slices): Wrong[] {
  const held = new Map(services.map((it) => [keyOf(it.metadata ?? {}), it]));
  const wrong = new Map<string, Wrong>();
  for (const it of named) {
    const service = keyOf(it);
    const actual = whatIsWrong(it, held.get(service), slices.get(service) ?? []);
    if (actual === undefined) continue;
    const known = wrong.get(`${service} ${actual}`);
    if (known) known.by.push(it);
    else wrong.set(`${service} ${actual}`, { service, port: it.port, actual, by: [it] });
  }
  return [...wrong.values()];
}

function whatIsWrong(
  { port: wanted }: NamedService,
  service: Service | undefined,
  slices: readonly EndpointSlice[],
): string | undefined {
  if (!service) return "none";
  // a name of another place has no endpoints here
  if (service.spec?.type === "ExternalName") return undefined;
  const port = portOf(service, wanted);
  if (!port) return `it has ${portsInWords(service)}`;
  if (readyEndpoints(slices, port).length > 0) return undefined;
  const others = readyEndpoints(slices).length;
  if (others > 0) return `none of its ${others} endpoints has port ${port.name || port.port}`;
  const unready = slices.flatMap(({ endpoints }) => endpoints ?? []).length;
  return unready > 0 ? `no ready endpoint: ${unready} not ready` : "no endpoint";
}

const findingOf = ({ service, port, actual, by }: Wrong): Finding => ({
  subject: `service/${service}`,
  expected: `a Service with ${port === "" ? "" : `port ${port} and `}a ready endpoint, to which ${namers(by)} leads`,
  actual,
});

const remarkOf = ({ service, actual, by }: Wrong): string =>
  `service/${service}, to which ${namers(by)} leads: ${actual}; it fails nothing, because ${by[0]?.harmless}`;

const namers = (by: readonly NamedService[]): string => inWords([...new Set(by.map((it) => it.by))]);

/** No public authority signs for the name of a Service: without a CA bundle the API server does not trust it. */
function withoutAuthority(webhook: Webhook): Finding[] {
  if (!webhook.clientConfig?.service || webhook.clientConfig.caBundle || !refuses(webhook)) return [];
  return [{ subject: subjectOfWebhook(webhook), expected: "a CA bundle", actual: "none" }];
}

/** A kind that leads to Services and was not listed; every API server serves APIServices. */
function unlisted({ kinds }: Everything): Unseen[] {
  const unseen = kinds
    .filter(({ group, kind, count }) => namesServices(group, kind) && count === undefined)
    .map(({ group, resource, trouble }) => ({
      subject: `${resource}.${group}`,
      reason: trouble?.message ?? "was not listed",
    }));
  if (kinds.some(({ kind }) => kind === "APIService")) return unseen;
  return [
    ...unseen,
    { subject: "apiservices.apiregistration.k8s.io", reason: "is not among the kinds that were listed" },
  ];
}
