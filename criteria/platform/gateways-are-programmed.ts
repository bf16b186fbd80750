import { leaving } from "../derive/deletion.ts";
import { criterion, each, together, type Examination, type Finding } from "../criterion.ts";
import { routeFinding, type HTTPRoute } from "../derive/gateway-routes.ts";
import { conditionIn, conditionLacks, conditionOf, lacks, sinceIsNot } from "../../observations/conditions.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { Condition, CustomResource } from "../../observations/objects.ts";

/** A Gateway has no Ready condition: kstatus calls it current at once. https://gateway-api.sigs.k8s.io/reference/spec/#gatewaystatus */
export default criterion({
  id: "platform/gateways-are-programmed",
  title: "Every Gateway is programmed with an address, and every HTTPRoute is accepted",
  fails: "A Gateway or HTTPRoute does not work",
  why: "Traffic from outside ends at a Gateway that has no address, or at a route that nobody took.",
  serves: ["S1", "S3"],
  needs: ["gateways", "gatewayClasses"],
  wants: ["httpRoutes"],
  restsOn: [
    "crds/required-are-established",
    "cilium/status-is-ok",
    "cilium/load-balancer-pools-serve",
    "platform/certificates-are-valid",
    "flux/everything-is-reconciled",
  ],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl get httproutes -A -o wide; kubectl get gatewayclass",

  irrelevant: ({ platform }) => (platform.gateways ? undefined : "the profile has no Gateways"),

  examine({ gateways, gatewayClasses, httpRoutes }, { profile }) {
    const wanted = profile.platform.gateways;
    const missing = (wanted?.gateways ?? []).filter(({ namespace, name }) => !gateways.some(named(name, namespace)));
    return together(
      each(missing, ({ namespace, name }) => ({
        subject: `gateway/${namespace}/${name}`,
        expected: "a Gateway",
        actual: "none",
      })),
      each(
        gateways,
        (gateway: Gateway) =>
          leaving(subjectOf("gateway", gateway), gateway) ??
          classFinding(gateway, gatewayClasses) ??
          gatewayFindings(gateway),
      ),
      wanted?.routes ? routesExamined(httpRoutes) : { examined: 0, findings: [] },
    );
  },
});

type Gateway = CustomResource<
  { gatewayClassName?: string; listeners?: { name?: string }[] | null },
  {
    addresses?: { value?: string }[] | null;
    listeners?: { name?: string; conditions?: Condition[] | null }[] | null;
  }
>;

/** Nobody programs a Gateway whose class no controller took. */
function classFinding(gateway: Gateway, classes: readonly CustomResource[]): Finding | undefined {
  const name = gateway.spec?.gatewayClassName ?? "";
  const found = classes.find(named(name));
  const actual = found ? conditionLacks(found, "Accepted") : "no such GatewayClass";
  if (actual === undefined) return undefined;
  return { subject: subjectOf("gateway", gateway), expected: `GatewayClass ${name || "(none)"} accepted`, actual };
}

function gatewayFindings(gateway: Gateway): Finding[] {
  const subject = subjectOf("gateway", gateway);
  const states = ["Accepted", "Programmed"].flatMap((type): Finding[] => {
    const actual = conditionLacks(gateway, type);
    if (actual === undefined) return [];
    return [{ subject, expected: `${type}=True`, actual, since: sinceIsNot(conditionOf(gateway, type)) }];
  });
  const addressed = (gateway.status?.addresses ?? []).some(({ value }) => value);
  return [
    ...states,
    ...(addressed ? [] : [{ subject, expected: "an address", actual: "none" }]),
    ...(gateway.spec?.listeners ?? []).flatMap(({ name = "" }) => listenerFindings(subject, name, gateway)),
  ];
}

function listenerFindings(gateway: string, name: string, { metadata, status }: Gateway): Finding[] {
  const subject = `${gateway} listener ${name}`;
  const listener = status?.listeners?.find((listener) => listener.name === name);
  const wrong = (type: string, wanted: string): Finding[] => {
    const condition = conditionIn(listener, type);
    if (wanted === "False" && condition === undefined) return [];
    const actual = lacks(condition, type, metadata?.generation, wanted);
    return actual === undefined ? [] : [{ subject, expected: `${type}=${wanted}`, actual }];
  };
  return [
    ...["Accepted", "Programmed", "ResolvedRefs"].flatMap((type) => wrong(type, "True")),
    ...wrong("Conflicted", "False"),
  ];
}

function routesExamined(routes: readonly HTTPRoute[] | undefined): Examination {
  if (routes === undefined) {
    const reason = "HTTPRoutes could not be listed";
    return { examined: 0, findings: [], unseen: [{ subject: "httproutes", reason }] };
  }
  return each(routes, routeFinding);
}
