import { sourceFails } from "../../faults/flux.ts";
import { podAnswers } from "../../faults/proxies.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import { NOTHING_FETCHED } from "../rows.ts";

const DNS = 'server="dns://:53",view="",zone="."';

/** What CoreDNS counts. */
const counts = (...lines: string[]): Fault =>
  podAnswers(/coredns.*:9153\/proxy\/metrics$/, (answer) => ({ ...answer, body: `${lines.join("\n")}\n` }));

const INSIDE = `coredns_dns_responses_total{plugin="kubernetes",rcode="NOERROR",${DNS}} 4210`;

/** CoreDNS is ready, and names outside the cluster are not resolved. */
export const NAMES: readonly Scenario[] = [
  {
    name: "dns-inside-only",
    title: "CoreDNS answers names of the cluster; all that it forwards ends in SERVFAIL, and Git cannot be fetched",
    from: "a bug report",
    faults: [
      counts(
        INSIDE,
        `coredns_dns_responses_total{plugin="forward",rcode="SERVFAIL",${DNS}} 9844`,
        "coredns_forward_healthcheck_broken_total 412",
      ),
      sourceFails(
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to list remote for 'ssh://git@github.com/monosense-io/k8s-ops.git': dial tcp: lookup github.com on 10.245.0.10:53: server misbehaving",
      ),
    ],
    expect: { first: ["components/coredns-answers"], falls: ["flux/git-source-is-ready", ...NOTHING_FETCHED] },
  },
  {
    name: "dns-upstreams-unhealthy",
    title:
      "No upstream of CoreDNS was ever healthy: failures of forward are counted under no plugin, as CoreDNS 1.13 does",
    from: "a bug report",
    faults: [
      counts(
        `coredns_dns_responses_total{plugin="loadbalance",rcode="NOERROR",${DNS}} 4210`,
        `coredns_dns_responses_total{plugin="",rcode="SERVFAIL",${DNS}} 412`,
        "coredns_forward_healthcheck_broken_total 412",
        'coredns_proxy_healthcheck_failures_total{proxy_name="forward",to="10.25.21.1:53"} 390',
      ),
    ],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "dns-upstream-refuses",
    title: "The upstream refuses whatever CoreDNS asks",
    from: "a bug report",
    faults: [
      counts(
        INSIDE,
        `coredns_dns_responses_total{plugin="forward",rcode="REFUSED",${DNS}} 733`,
        'coredns_proxy_request_duration_seconds_count{proxy_name="forward",rcode="REFUSED",to="10.25.21.1:53"} 733',
      ),
    ],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "dns-answers-once-in-a-while",
    title: "CoreDNS forwarded 12 names in vain for each that was answered",
    from: "a bug report",
    faults: [
      counts(
        INSIDE,
        `coredns_dns_responses_total{plugin="forward",rcode="NOERROR",${DNS}} 40`,
        `coredns_dns_responses_total{plugin="",rcode="SERVFAIL",${DNS}} 480`,
      ),
    ],
    expect: { first: ["components/coredns-answers"] },
  },
];

/** Failures that are over. */
export const NAMES_HARMLESS: readonly Scenario[] = [
  {
    name: "dns-failed-at-first",
    title: "CoreDNS forwarded names in vain while its upstream came up, and is answered since",
    from: "a healthy variant",
    faults: [
      counts(
        INSIDE,
        `coredns_dns_responses_total{plugin="forward",rcode="NOERROR",${DNS}} 912`,
        `coredns_dns_responses_total{plugin="forward",rcode="SERVFAIL",${DNS}} 61`,
        "coredns_forward_healthcheck_broken_total 17",
      ),
    ],
  },
];
