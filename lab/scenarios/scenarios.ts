import type { Scenario } from "../scenario.ts";
import { API_TROUBLE, PASSING_TROUBLE } from "./trouble/api.ts";
import { FROM_DELIVERY } from "./cascades/delivery.ts";
import { FROM_ETCD } from "./cascades/etcd.ts";
import { FROM_THE_GROUND } from "./cascades/ground.ts";
import { BETWEEN_NEIGHBOURS } from "./cascades/neighbours.ts";
import { FROM_A_SERVICE } from "./cascades/services.ts";
import { TWO_CAUSES } from "./cascades/two-causes.ts";
import { AGAIN_AND_AGAIN, TRIED_AGAIN } from "./again.ts";
import { INDEPENDENT } from "./cascades/independent.ts";
import { BOOTSTRAPS, STEADY_BOOTSTRAPS } from "./time/bootstraps.ts";
import { CILIUM } from "./cilium/cilium.ts";
import { CHANGED_AND_BACK, WRITTEN_UNDER_THE_AGENTS } from "./cilium/config.ts";
import { NOT_MANAGED_YET } from "./cilium/pods.ts";
import { NOT_OF_THE_CONNECTIVITY_TEST, OF_THE_CONNECTIVITY_TEST } from "./cilium/connectivity-test.ts";
import { CLOCKS, CLOCKS_APART } from "./time/clocks.ts";
import { CILIUM_AGENTS } from "./cilium/agents.ts";
import { CLIENT_FILES } from "./trouble/client-files.ts";
import { COMMANDS } from "./trouble/commands.ts";
import { COMPONENTS } from "./components.ts";
import { CONTROL_PLANE } from "./machines/control-plane.ts";
import { CONTRADICTIONS } from "./contradictions.ts";
import { CRDS, LATE_IN_TIME } from "./crds.ts";
import { ANNOUNCED_HARMLESS, LEASES, ROUTES } from "./effects/announcements.ts";
import { APIS } from "./effects/apis.ts";
import { NAMES, NAMES_HARMLESS } from "./effects/names.ts";
import { DNS_POLICIES, DNS_POLICIES_HARMLESS } from "./effects/dns-policies.ts";
import { POLICIES, POLICIES_HARMLESS } from "./effects/policies.ts";
import { FLUX_ITSELF } from "./flux/flux.ts";
import { FOLLOWED, FOLLOWED_IN_VAIN } from "./time/followed.ts";
import { GIT_SOURCE } from "./flux/git-source.ts";
import { TARGETED, TARGETED_WRONG } from "./flux/targets.ts";
import { HEALTHY_CLUSTERS } from "./healthy/clusters.ts";
import { WITHOUT_A_CHECKOUT, WITHOUT_A_CHECKOUT_OR_A_KEY } from "./healthy/no-checkout.ts";
import { HEALTHY_FLUX } from "./healthy/flux.ts";
import { HEALTHY_ODDITIES } from "./healthy/oddities.ts";
import { HELM_RELEASES } from "./flux/helm-releases.ts";
import { HOSTILE_TEXT } from "./hostile/hostile.ts";
import { KUSTOMIZATIONS } from "./flux/kustomizations.ts";
import { KUBELETS, KUBELETS_HARMLESS } from "./machines/kubelets.ts";
import { MACHINES } from "./machines/nodes.ts";
import { AT_REST } from "./objects/at-rest.ts";
import { IN_DELETION } from "./objects/deletion.ts";
import { STALE } from "./objects/stale.ts";
import { UNWELL } from "./objects/unwell.ts";
import { PLACEMENT, PLACEMENT_HARMLESS } from "./machines/placement.ts";
import { PLANTED, QUOTED } from "./hostile/planted.ts";
import { PLATFORM } from "./platform.ts";
import { REASONS, REMARKED } from "./reasons.ts";
import { NAMED_BUT_HARMLESS, REFERENCES } from "./references.ts";
import { BESIDE, LEFT_BEHIND, RELEASES } from "./releases.ts";
import { REPOSITORY } from "./repository/repository.ts";
import { REPOSITORY_HARMLESS } from "./repository/bootstrap.ts";
import { SECRETS } from "./secrets.ts";
import { STANDING } from "./trouble/standing.ts";
import { SILENT_PROFILES } from "./trouble/silent-profiles.ts";
import { WHO_ANSWERS, WHO_ANSWERS_CHANGES, WHO_ANSWERS_WELL } from "./trouble/who-answers.ts";
import { TALOS } from "./machines/talos.ts";
import { TALOSCTL } from "./machines/talosctl.ts";
import { NOT_READY_BEFORE, READY_AGAIN } from "./time/readiness.ts";
import { SLOW_SOURCES } from "./time/slow-sources.ts";
import { MOVING, SLOW, TIME } from "./time/time.ts";
import { NO_QUIET_WINDOW, QUIET_ENOUGH, RESOLVED, TOLD_ALL_THE_SAME } from "./told.ts";
import { WORKLOADS } from "./workloads.ts";

const ACCESS = [...CLIENT_FILES, ...COMMANDS, ...API_TROUBLE, ...WHO_ANSWERS, ...SILENT_PROFILES];
const CASCADES = [
  ...FROM_THE_GROUND,
  ...FROM_ETCD,
  ...FROM_A_SERVICE,
  ...FROM_DELIVERY,
  ...BETWEEN_NEIGHBOURS,
  ...TWO_CAUSES,
  ...INDEPENDENT,
];

/** Every scenario in which something is wrong, in the order in which it is told. */
export const FAULTY: readonly Scenario[] = [
  ...STANDING,
  ...ACCESS,
  ...REPOSITORY,
  ...[MACHINES, PLACEMENT, KUBELETS, TALOS, CONTROL_PLANE, TALOSCTL].flat(),
  ...[CRDS, RELEASES, COMPONENTS].flat(),
  ...[CILIUM, CILIUM_AGENTS, WRITTEN_UNDER_THE_AGENTS, NOT_MANAGED_YET].flat(),
  ...[GIT_SOURCE, KUSTOMIZATIONS, HELM_RELEASES, FLUX_ITSELF].flat(),
  ...[NAMES, ROUTES, LEASES, POLICIES, DNS_POLICIES, APIS].flat(),
  ...[SECRETS, PLATFORM, REFERENCES, WORKLOADS, REASONS].flat(),
  ...[UNWELL, IN_DELETION, STALE, CONTRADICTIONS].flat(),
  ...CASCADES,
  ...TIME,
  ...BOOTSTRAPS,
  ...MOVING,
  ...CLOCKS,
  ...TOLD_ALL_THE_SAME,
  ...NOT_OF_THE_CONNECTIVITY_TEST,
  ...WITHOUT_A_CHECKOUT_OR_A_KEY,
  ...LEFT_BEHIND,
  ...NO_QUIET_WINDOW,
  ...TARGETED_WRONG,
  ...AGAIN_AND_AGAIN,
  ...NOT_READY_BEFORE,
  ...FOLLOWED_IN_VAIN,
  ...WHO_ANSWERS_CHANGES,
  ...HOSTILE_TEXT,
  ...QUOTED,
];

/** Every scenario that must stay green. */
export const HARMLESS: readonly Scenario[] = [
  ...PASSING_TROUBLE,
  ...WHO_ANSWERS_WELL,
  ...SLOW,
  ...SLOW_SOURCES,
  ...READY_AGAIN,
  ...TRIED_AGAIN,
  ...RESOLVED,
  ...LATE_IN_TIME,
  ...OF_THE_CONNECTIVITY_TEST,
  ...WITHOUT_A_CHECKOUT,
  ...BESIDE,
  ...QUIET_ENOUGH,
  ...TARGETED,
  ...CHANGED_AND_BACK,
  ...CLOCKS_APART,
  ...STEADY_BOOTSTRAPS,
  ...FOLLOWED,
  ...HEALTHY_CLUSTERS,
  ...AT_REST,
  ...HEALTHY_ODDITIES,
  ...HEALTHY_FLUX,
  ...[
    PLACEMENT_HARMLESS,
    KUBELETS_HARMLESS,
    NAMES_HARMLESS,
    ANNOUNCED_HARMLESS,
    POLICIES_HARMLESS,
    DNS_POLICIES_HARMLESS,
  ].flat(),
  ...REMARKED,
  ...NAMED_BUT_HARMLESS,
  ...REPOSITORY_HARMLESS,
  ...PLANTED,
];

export const SCENARIOS: readonly Scenario[] = [...FAULTY, ...HARMLESS];

/** Of each suite one, besides what is trouble. */
const OF_EACH_SUITE: readonly Scenario[] = [
  ...[
    REPOSITORY,
    MACHINES,
    CONTROL_PLANE,
    CRDS,
    COMPONENTS,
    CILIUM,
    GIT_SOURCE,
    SECRETS,
    PLATFORM,
    REFERENCES,
    WORKLOADS,
  ],
  ...[UNWELL, IN_DELETION, STALE],
  ...[TIME, HEALTHY_CLUSTERS],
].flatMap((group) => group.slice(0, 1));

/** What is played over the wire too: every trouble of API and commands, every cascade, and one of each suite. */
export const WIRE: readonly Scenario[] = [
  ...new Set([
    ...[STANDING, ACCESS, TALOSCTL, PASSING_TROUBLE].flat(),
    ...SCENARIOS.filter(({ trouble }) => trouble),
    ...CASCADES,
    ...OF_EACH_SUITE,
    ...REPOSITORY.filter(({ name }) => name.startsWith("remote-manifest-")),
  ]),
];
