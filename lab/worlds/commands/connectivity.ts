import type { Builder } from "../builder.ts";
import { ciliumVersion } from "./cilium-status.ts";
import { lines } from "./said.ts";

/** Tests and actions of a run as the CLI counts them, over the profile's scope. */
export function connectivity(
  b: Builder,
  { scope, smoke, minimumTests }: NonNullable<Builder["profile"]["cilium"]>["connectivity"],
): string {
  const run = scope === "full" ? RUN : smoke;
  const skipped = scope === "full" ? SKIPPED : [];
  const total = scope === "full" ? Math.max(run.length, minimumTests) + skipped.length : ALL_TESTS;
  const ran = total - (scope === "full" ? skipped.length : ALL_TESTS - run.length);
  const of = (index: number) => `[${index + 1}/${total}]`;
  return lines(
    "ℹ️  Monitor aggregation detected, will skip some flow validation steps",
    ...deployed(b.profile.kubernetes.context ?? `admin@${b.profile.name}`),
    "🔭 Enabling Hubble telescope...",
    '⚠️  Unable to contact Hubble Relay, disabling Hubble telescope and flow validation: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:4245: connect: connection refused"',
    "ℹ️  Expose Relay locally with:",
    "   cilium hubble enable",
    "   cilium hubble port-forward&",
    `ℹ️  Cilium version: ${ciliumVersion(b)}`,
    `🏃[cilium-test-1] Running ${total} tests ...`,
    ...Array.from(
      { length: ran },
      (_, index) => `[=] [cilium-test-1] Test [${run[index] ?? `extra-${index}`}] ${of(index)}`,
    ),
    ...skipped.map(
      (name, index) => `[=] [cilium-test-1] Skipping test [${name}] ${of(ran + index)} (skipped by condition)`,
    ),
    ...Array.from(
      { length: total - ran - skipped.length },
      (_, index) => `[=] [cilium-test-1] Skipping test [other-${index}] ${of(ran + index)} (skipped by user)`,
    ),
    "",
    `✅ [cilium-test-1] All ${ran} tests (${ran * 9} actions) successful, ${total - ran} tests skipped, ${scope === "full" ? 1 : 0} scenarios skipped.`,
  );
}

/** Of the CLI's 0.19.7. */
const ALL_TESTS = 132;

/** What it makes, and waits for, before the first test. */
function deployed(context: string): string[] {
  const made = (what: string): string => `✨ [${context}] ${what}...`;
  const awaited = (what: string): string => `⌛ [${context}] Waiting for ${what}...`;
  return [
    made("Creating namespace cilium-test-1 for connectivity check"),
    ...["echo-same-node service", "DNS test server configmap", "same-node deployment"].map((it) =>
      made(`Deploying ${it}`),
    ),
    ...["client", "client2", "client3"].map((it) => made(`Deploying ${it} deployment`)),
    ...["echo-other-node service", "other-node deployment"].map((it) => made(`Deploying ${it}`)),
    `✨ [host-netns] Deploying ${context} daemonset...`,
    "ℹ️  Skipping tests that require a node Without Cilium",
    made("Deploying ccnp deployment"),
    ...["ccnp1", "ccnp2"].map((it) => made(`Creating namespace cilium-test-${it} for connectivity check`)),
    ...["l7-lb service", "l7-lb non-L7 service"].map((it) => made(`Deploying ${it}`)),
    ...["client", "client2", "echo-same-node", "client3", "echo-other-node"].map((it) =>
      awaited(`deployment cilium-test-1/${it} to become ready`),
    ),
    ...["ccnp1", "ccnp2"].map((it) => awaited(`deployment cilium-test-${it}/client-ccnp to become ready`)),
  ];
}

/** Tests that run on such a cluster. */
const RUN =
  `no-policies no-policies-from-outside no-policies-extra allow-all-except-world client-ingress client-ingress-knp
allow-all-with-metrics-check all-ingress-deny all-ingress-deny-from-outside all-ingress-deny-knp all-egress-deny
all-egress-deny-knp all-entities-deny cluster-entity host-entity-egress host-entity-ingress echo-ingress
echo-ingress-from-outside echo-ingress-knp client-ingress-icmp client-egress client-egress-knp client-egress-expression
client-egress-expression-port-range client-egress-expression-knp client-with-service-account-egress-to-echo
client-with-service-account-egress-to-echo-deny client-egress-to-echo-service-account
client-egress-to-echo-service-account-deny to-entities-world to-entities-world-port-range to-cidr-external
to-cidr-external-knp echo-ingress-from-other-client-deny client-ingress-from-other-client-icmp-deny
client-egress-to-echo-deny client-ingress-to-echo-named-port-deny client-egress-to-echo-expression-deny
client-egress-to-cidr-deny client-egress-to-cidr-deny-default client-egress-to-cidrgroup-deny
client-egress-to-cidrgroup-deny-by-label health pod-to-node-cidrpolicy echo-ingress-l7 echo-ingress-l7-via-hostport
echo-ingress-l7-named-port client-egress-l7-method client-egress-l7 client-egress-l7-named-port client-egress-tls-sni
client-egress-tls-sni-denied client-egress-tls-sni-wildcard client-egress-l7-set-header client-egress-l7-tls-headers
client-egress-l7-extra-tls-headers client-egress-l7-tls-headers-sni client-egress-l7-tls-headers-other-sni
echo-ingress-auth-always-fail dns-only to-fqdns to-fqdns-with-proxy pod-to-controlplane-host
pod-to-k8s-on-controlplane pod-to-controlplane-host-cidr pod-to-k8s-on-controlplane-cidr policy-local-cluster-egress
pod-to-pod-no-frag client-egress-l7-tls-deny-without-headers no-unexpected-packet-drops check-log-errors`.split(/\s+/);

/** Tests whose feature is off. */
const SKIPPED =
  `cluster-entity-multi-cluster from-cidr-host-netns clustermesh-endpointslice-sync north-south-loadbalancing
north-south-loadbalancing-with-l7-policy pod-to-pod-encryption pod-to-pod-with-l7-policy-encryption
node-to-node-encryption egress-gateway egress-gateway-multigateway egress-gateway-with-l7-policy
echo-ingress-mutual-auth-spiffe pod-to-ingress-service outside-to-ingress-service l7-lb local-redirect-policy
local-redirect-policy-with-node-dns bgp-control-plane-v1 bgp-control-plane-v2 multicast strict-mode-encryption
strict-mode-encryption-v2 ipsec-key-derivation-validation host-firewall-ingress host-firewall-egress
egress-to-specific-namespace-ccnp ingress-from-specific-namespace-ccnp`.split(/\s+/);
