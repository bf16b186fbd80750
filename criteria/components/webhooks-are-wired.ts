import { criterion, type Finding } from "../criterion.ts";
import { portOf, portsInWords } from "../derive/endpoints.ts";
import { named } from "../../observations/kubernetes.ts";
import type {
  EndpointSlice,
  MutatingWebhookConfiguration,
  Service,
  ValidatingWebhookConfiguration,
} from "../../observations/objects.ts";
import { isServing } from "../../observations/endpoints.ts";

type Webhook = NonNullable<(ValidatingWebhookConfiguration | MutatingWebhookConfiguration)["webhooks"]>[number];

/** https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/ */
export default criterion({
  id: "components/webhooks-are-wired",
  title: "Each webhook of these releases has a CA bundle and a ready endpoint",
  fails: "A webhook leads nowhere",
  why: "A webhook without either refuses every object of its kinds, with an error that names neither.",
  serves: ["AC3"],
  needs: ["validatingWebhooks", "mutatingWebhooks", "endpointSlices"],
  wants: ["services"],
  restsOn: ["components/workloads-are-rolled-out", "components/releases-are-deployed"],
  advice:
    "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o wide; kubectl -n cert-manager logs deploy/cert-manager-cainjector",

  irrelevant: ({ releases }) =>
    releases.some(({ webhooks }) => webhooks.length > 0) ? undefined : "the profile names no webhook",

  examine({ validatingWebhooks, mutatingWebhooks, endpointSlices, services }, { profile }) {
    const findings: Finding[] = [];
    let examined = 0;
    for (const name of profile.releases.flatMap(({ webhooks }) => webhooks)) {
      const configurations = [...validatingWebhooks, ...mutatingWebhooks].filter(named(name));
      const webhooks = configurations.flatMap((configuration) => (configuration.webhooks ?? []) as Webhook[]);
      examined += webhooks.length;
      if (webhooks.length === 0) {
        const actual = configurations.length > 0 ? "a configuration without webhooks" : "none";
        findings.push({ subject: `webhookconfiguration/${name}`, expected: "a webhook configuration", actual });
      }
      findings.push(...webhooks.flatMap((webhook) => wrong(webhook, endpointSlices, services)));
    }
    return { examined, findings };
  },
});

function wrong(
  { name, clientConfig }: Webhook,
  slices: readonly EndpointSlice[],
  services: readonly Service[] | undefined,
): Finding[] {
  const subject = `webhook/${name}`;
  const service = clientConfig?.service;
  // a URL outside may stand on a public CA
  if (!service) return clientConfig?.url ? [] : [{ subject, expected: "a service or a URL", actual: "neither" }];
  const findings: Finding[] = [];
  if (!clientConfig.caBundle) findings.push({ subject, expected: "a CA bundle", actual: "none" });
  const ready = slices
    .filter(
      ({ metadata }) =>
        metadata?.namespace === service.namespace && metadata?.labels?.["kubernetes.io/service-name"] === service.name,
    )
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(isServing);
  if (ready.length === 0)
    findings.push({
      subject,
      expected: `a ready endpoint of service ${service.namespace}/${service.name}`,
      actual: "none",
    });
  const its = services?.find(named(service.name ?? "", service.namespace));
  const { port = 443 } = service;
  if (its && !portOf(its, port)) {
    const expected = `port ${port} of service ${service.namespace}/${service.name}`;
    findings.push({ subject, expected, actual: portsInWords(its) });
  }
  return findings;
}
