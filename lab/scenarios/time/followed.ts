import type { Profile } from "../../../clusters/profile.ts";
import { trouble } from "../../faults/api.ts";
import { before } from "../../faults/birth.ts";
import { edit, findObject, remove, statusOf, withObjects, type Json } from "../../faults/objects.ts";
import type { Fault, Scenario, Timed } from "../../scenario.ts";
import type { LabObject, World } from "../../world.ts";
import { healthyWorld } from "../../worlds/healthy.ts";

const SECOND = 1_000;
/** Twenty-two minutes in half a minute. */
const PACE = 0.025;
/** The API server answers. */
const API_MS = 5 * SECOND;
/** The last that becomes ready does so in the second after this one. */
const LAST_MS = 32 * SECOND;
/** Everything is there. */
const BORN_MS = 34 * SECOND;

/** The bootstrap begins with the scenario: the world's now is its end. */
const born = (profile: Profile, start: Date): World =>
  healthyWorld(profile, { now: new Date(start.getTime() + BORN_MS), bootstrapStarted: start, pace: PACE });

/** Nobody answers, then one second of the bootstrap after the other. */
const BIRTH: readonly Timed[] = [
  { fault: trouble({ match: ".", how: "reset" }), untilMs: API_MS },
  ...Array.from({ length: (LAST_MS - API_MS) / SECOND }, (_, step): Timed => {
    const fromMs = API_MS + step * SECOND;
    const fault = before(BORN_MS - fromMs);
    return { fault, fromMs: step === 0 ? 0 : fromMs, untilMs: fromMs + SECOND };
  }),
];

const steady =
  (steadyFor: number) =>
  (lab: Profile): Profile => ({ ...lab, workloads: { ...lab.workloads, steadyFor } });

const after = ({ now }: World, ms: number): string =>
  `${new Date(Date.parse(now) - BORN_MS + ms).toISOString().slice(0, 19)}Z`;

/** Every pod of this name is Ready or not, and says since when. */
const pods = (name: RegExp, isReady: boolean, sinceMs: number): Fault =>
  edit("Pod", name, (pod, world) => {
    const status = statusOf(pod);
    for (const it of status["conditions"] as Json[]) {
      if (it["type"] !== "Ready" && it["type"] !== "ContainersReady") continue;
      Object.assign(it, { status: isReady ? "True" : "False", lastTransitionTime: after(world, sinceMs) });
    }
    for (const it of status["containerStatuses"] as Json[]) Object.assign(it, { ready: isReady });
  });

const KUBEAI = /^kubeai\/kubeai-/;
const LOST_MS = 36 * SECOND;
const BACK_MS = 12 * 60 * SECOND;

/** Seven upgrades later: Helm keeps the last revision only. */
const upgraded: Fault = (world) => {
  const first = findObject(world, "Secret", "kube-system/sh.helm.release.v1.cilium.v1");
  const labels = { ...(first.metadata as { labels?: object }).labels, version: "7", modifiedAt: seconds(world) };
  const uid = "00000000-0000-4000-8000-000000000007";
  const name = "sh.helm.release.v1.cilium.v7";
  const metadata = { ...first.metadata, name, uid, labels, creationTimestamp: after(world, BORN_MS - 4 * SECOND) };
  const seventh: LabObject = { ...first, metadata };
  const without = remove("Secret", "kube-system/sh.helm.release.v1.cilium.v1")(world);
  return withObjects(without, [...without.kubernetes.objects, seventh]);
};
const seconds = (world: World): string => String(Date.parse(after(world, BORN_MS - 3 * SECOND)) / 1000);

/** Their boot is that of the reboot after the installation. */
const rebooted: Fault = (world) => ({
  ...world,
  talos: {
    ...world.talos,
    nodes: world.talos.nodes.map((node) => ({
      ...node,
      resources: {
        ...node.resources,
        machinestatus: (node.resources["machinestatus"] ?? []).map((it) => ({
          ...it,
          created: after(world, 4 * SECOND),
        })),
      },
    })),
  },
});

/** Bootstraps that are watched, and told green. */
export const FOLLOWED: readonly Scenario[] = [
  {
    name: "bootstraps-before-your-eyes",
    title: "With --follow: the API refuses, then nodes, CRDs, releases, Flux and its pods come one after another",
    from: "how bootstraps are measured",
    profile: steady(3 * SECOND),
    world: born,
    follow: true,
    faults: BIRTH,
  },
  {
    name: "ready-lost-and-ready-again",
    title: "With --follow: a pod is Ready, falls for twelve minutes, and comes back; afterwards nobody could tell",
    from: "how bootstraps are measured",
    profile: steady(10 * SECOND),
    world: born,
    follow: true,
    faults: [
      ...BIRTH,
      { fault: pods(KUBEAI, false, LOST_MS), fromMs: LOST_MS, untilMs: BACK_MS },
      { fault: pods(KUBEAI, true, BACK_MS), fromMs: BACK_MS },
    ],
  },
  {
    name: "api-away-while-followed",
    title:
      "With --follow: the API server goes away for a minute and a half in the middle; what came meanwhile is that uncertain",
    from: "how bootstraps are measured",
    profile: steady(3 * SECOND),
    world: born,
    follow: true,
    faults: [...BIRTH, { fault: trouble({ match: ".", how: "reset" }), fromMs: 15 * SECOND, untilMs: 105 * SECOND }],
  },
  {
    name: "first-revision-seen-and-forgotten",
    title: "With --follow: a release is upgraded so often that Helm forgets its first revision, whose end was seen",
    from: "how bootstraps are measured",
    profile: steady(3 * SECOND),
    world: born,
    follow: true,
    faults: [...BIRTH, { fault: upgraded, fromMs: BORN_MS - 3 * SECOND }],
  },
];

/** Bootstraps that are watched, and whose start nobody can tell exactly enough. */
export const FOLLOWED_IN_VAIN: readonly Scenario[] = [
  {
    name: "rebooted-while-followed",
    title: "With --follow: the machines rebooted, so that the start that they remember is too late to be believed",
    from: "how bootstraps are measured",
    profile: (lab) => ({
      ...steady(3 * SECOND)(lab),
      ...(lab.budget && { budget: { ...lab.budget, total: 31 * SECOND } }),
    }),
    world: born,
    follow: true,
    faults: [...BIRTH, rebooted],
    expect: {
      first: ["budget/bootstrap-took-under-the-budget"],
      unseen: ["budget/bootstrap-took-under-the-budget"],
    },
  },
];
