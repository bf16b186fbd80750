import { trouble } from "../faults/api.ts";
import { podAnswers, resolves } from "../faults/proxies.ts";
import type { Scenario, Timed } from "../scenario.ts";
import type { ApiTrouble } from "../world.ts";
import type { Profile } from "../../clusters/profile.ts";

const MINUTE = 60_000;
const INSIDE = "kubernetes.default.svc.cluster.local";
const OUTSIDE = "kubernetes.io";
const NOBODY = { [INSIDE]: undefined, [OUTSIDE]: undefined };

/** What was seen is told, though something beside it was not. */
export const TOLD_ALL_THE_SAME: readonly Scenario[] = [
  {
    name: "no-name-resolved-and-coredns-not-asked",
    title: "With --probes no name is resolved, and the pods of CoreDNS cannot be listed",
    from: "a bug report: a probe that failed was inconclusive",
    faults: [
      resolves(NOBODY),
      trouble({ match: "GET /api/v1/namespaces/kube-system/pods\\?.*kube-dns", how: "status", status: 500 }),
    ],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "no-name-resolved-and-no-metrics",
    title: "With --probes no name is resolved, and CoreDNS is ready and answers no metrics",
    from: "a bug report: a probe that failed was inconclusive",
    faults: [resolves(NOBODY), podAnswers(/coredns.*:9153\/proxy\/metrics$/, () => ({ status: 503, body: "error" }))],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "no-name-resolved-and-no-proxy",
    title: "With --probes no name is resolved, and the API's proxy reaches no pod of CoreDNS",
    from: "a bug report: a probe that failed was inconclusive",
    faults: [resolves(NOBODY), podAnswers(/coredns.*\/proxy\//, () => ({ status: 403, body: "denied" }))],
    expect: { first: ["components/coredns-answers"] },
  },
  {
    name: "no-name-of-the-outside-resolved",
    title: "With --probes names of the cluster are resolved, and none of the outside",
    from: "a bug report: an upstream that is dead",
    faults: [resolves({ [INSIDE]: "10.96.0.1", [OUTSIDE]: undefined })],
    expect: { first: ["components/coredns-answers"] },
  },
];

/** With --probes on a healthy cluster. */
export const RESOLVED: readonly Scenario[] = [
  {
    name: "names-are-resolved",
    title: "With --probes: a pod resolves a name of the cluster, and one of the outside",
    from: "a healthy variant",
    faults: [resolves({ [INSIDE]: "10.96.0.1", [OUTSIDE]: "15.197.167.90" })],
  },
];

const steady = (lab: Profile): Profile => ({ ...lab, workloads: { ...lab.workloads, steadyFor: MINUTE } });

/** Away from the twentieth second of the steady window on, for so long: nothing waits before it. */
const away = (seconds: number, how: ApiTrouble): Timed => ({
  fault: trouble(how),
  fromMs: 20_000,
  untilMs: 20_000 + seconds * 1_000,
});

/** Windows in which the API server was not there, or not ready, for a while. */
export const NO_QUIET_WINDOW: readonly Scenario[] = [
  {
    name: "api-away-in-the-steady-window",
    title: "The API server is away for twenty seconds in the steady window, and everything is well at its end",
    from: "a bug report: a window in which nobody answered was called quiet",
    profile: steady,
    faults: [away(20, { match: ".", how: "reset" })],
    expect: { first: ["workloads/nothing-moves"] },
  },
  {
    name: "api-overloaded-in-the-steady-window",
    title: "The API server answers 503 to everything for half a minute of the steady window",
    from: "a bug report: a window in which nobody answered was called quiet",
    profile: steady,
    faults: [away(30, { match: ".", how: "status", status: 503 })],
    expect: { first: ["workloads/nothing-moves"] },
  },
  {
    name: "api-not-ready-in-the-steady-window",
    title: "The API server lists everything and is not ready for a quarter of a minute: its etcd had no leader",
    from: "a bug report: a window in which nobody answered was called quiet",
    profile: steady,
    faults: [away(16, { match: "/readyz", how: "status", status: 500 })],
    expect: { first: ["workloads/nothing-moves"] },
  },
  {
    name: "api-silent-in-the-steady-window",
    title: "The API server accepts connections and answers nothing for twenty seconds of the steady window",
    from: "a bug report: a window in which nobody answered was called quiet",
    profile: steady,
    faults: [away(20, { match: ".", how: "silence" })],
    expect: { first: ["workloads/nothing-moves"] },
  },
];

/** Shorter than a lost request. */
export const QUIET_ENOUGH: readonly Scenario[] = [
  {
    name: "api-blinks-in-the-steady-window",
    title: "The API server is restarted in the steady window, and away for five seconds: the others answer",
    from: "the other side of a bug report",
    profile: steady,
    faults: [away(5, { match: ".", how: "reset" })],
  },
];
