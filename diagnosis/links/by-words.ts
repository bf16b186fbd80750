import type { Finding } from "../../criteria/criterion.ts";
import type { Link } from "../link.ts";
import type { JudgedCheck } from "./judged-check.ts";

/**
 * What findings have to do with each other beyond the objects that they name, by what they say: some name one machine and
 * speak of all (a member of etcd without a leader says that the others do not vote), some are the other way round than
 * their checks.
 */
export function linksByWords({ judgement }: JudgedCheck, checks: readonly JudgedCheck[]): Link[] {
  if (judgement.verdict !== "fail") return [];
  const failed = checks.filter((other) => other.judgement.verdict === "fail");
  return RULES.filter(({ id }) => id === judgement.id).flatMap((rule) => {
    const subjects = new Set(judgement.findings.map(({ subject }) => subject));
    // links go by subject: all that is said of it must be of this kind
    return [...subjects]
      .filter((subject) => rule.of === undefined || rule.of === subject)
      .filter((subject) => judgement.findings.every((it) => it.subject !== subject || rule.said.test(inWords(it))))
      .flatMap((subject) => failed.flatMap((other) => linksTo(other, subject, rule)));
  });
}

interface Rule {
  id: string;
  /** The subject of its findings; left out: any. */
  of?: string;
  /** What its findings say. */
  said: RegExp;
  /** Checks that they fall with … */
  fallsWith: readonly string[];
  /** … by findings whose subject and words are such; left out: by any. */
  found?: RegExp;
  /** Whether those must be of the same machine. */
  isSame?: true;
}

const RULES: readonly Rule[] = [
  { id: "prerequisites/talos-api-is-reachable", said: /./, fallsWith: ["prerequisites/talosconfig-is-valid"] },
  {
    id: "talos/etcd-raises-no-alarm",
    // https://github.com/etcd-io/etcd/blob/main/api/v3rpc/rpctypes/error.go (ErrNoLeader)
    said: /none is elected|no leader/,
    fallsWith: ["talos/links-carry-the-mtu", "talos/services-are-healthy", "talos/control-plane-is-bootstrapped"],
  },
  {
    // a learner answers no linearizable read, which is what Talos' health check of etcd makes:
    // https://etcd.io/docs/v3.5/learning/design-learner/
    id: "talos/services-are-healthy",
    said: /^service etcd .*: running, but not healthy/,
    fallsWith: ["talos/control-plane-is-bootstrapped"],
    found: /: a learner$/,
    isSame: true,
  },
  {
    // who left etcd, or was removed from it, has it stopped by Talos; a member whose etcd died is a member still
    id: "talos/services-are-healthy",
    said: /^service etcd .*: not running/,
    fallsWith: ["talos/control-plane-is-bootstrapped"],
    found: /: a member of etcd: none: /,
    isSame: true,
  },
  {
    // nothing is written any more, leases neither: https://etcd.io/docs/v3.5/op-guide/maintenance/#space-quota
    id: "kubernetes/every-expected-node-is-ready",
    said: /: silent for /,
    fallsWith: ["talos/etcd-raises-no-alarm"],
    found: /NOSPACE/,
  },
  // what it says of pods is said better of their owners
  {
    id: "talos/health-command-passes",
    of: "check/coredns to report ready",
    said: /./,
    fallsWith: ["workloads/every-pod-runs"],
    found: /^deployment\/kube-system\/coredns: /,
  },
  {
    id: "talos/health-command-passes",
    of: "check/kube-proxy to report ready",
    said: /./,
    fallsWith: ["workloads/every-pod-runs"],
    found: /^daemonset\/kube-system\/kube-proxy: /,
  },
  {
    // pods that nobody manages have no endpoint
    id: "cilium/endpoints-are-ready",
    said: /^a CiliumEndpoint: none/,
    fallsWith: ["cilium/status-is-ok"],
    found: /^cluster\/pods: /,
  },
  {
    id: "cilium/load-balancer-addresses-are-announced",
    said: /there is no CiliumBGPAdvertisement/,
    fallsWith: ["references/applied-objects-exist"],
    found: /^ciliumbgpadvertisement\//,
  },
];

function linksTo({ judgement }: JudgedCheck, subject: string, { id, fallsWith, found, isSame }: Rule): Link[] {
  if (!fallsWith.includes(judgement.id)) return [];
  return judgement.findings
    .filter(
      (cause) => (found?.test(`${cause.subject}: ${inWords(cause)}`) ?? true) && (!isSame || cause.subject === subject),
    )
    .map((cause) => ({
      ...{ row: id, subject, explainedBy: judgement.id, by: cause.subject },
      because: `${cause.subject}: ${cause.actual}`,
    }));
}

const inWords = ({ expected, actual }: Finding): string => `${expected}: ${actual}`;
