import type { Profile } from "../../../clusters/profile.ts";
import type { Scenario } from "../../scenario.ts";
import { both, lacking } from "../profiles.ts";

const COVERAGE = "prerequisites/profile-covers-the-cluster";

/** Name, version, endpoint and nodes alone. */
const hollow = both(
  lacking("talos", "network", "sops", "onePassword", "cilium", "flux", "secrets", "budget"),
  (lab): Profile => ({
    ...lab,
    tools: {},
    crds: { required: [], dependents: [] },
    releases: [],
    platform: { databases: [], services: [] },
  }),
);

const without =
  (...parts: (keyof Profile["platform"])[]) =>
  (lab: Profile): Profile => {
    const kept = Object.entries(lab.platform).filter(([key]) => !parts.includes(key as keyof Profile["platform"]));
    return { ...lab, platform: { databases: [], services: [], ...Object.fromEntries(kept) } };
  };

const silent = (name: string, title: string, judgedBy: (lab: Profile) => Profile): Scenario => ({
  ...{ name, title, judgedBy, faults: [] },
  from: "a bug report: what the profile leaves out was not judged, and the run passed",
  expect: { first: [COVERAGE], unseen: [COVERAGE] },
});

/** The cluster is well, and most of it is judged by nobody. */
export const SILENT_PROFILES: readonly Scenario[] = [
  silent(
    "profile-is-hollow",
    "The profile says name, version, endpoint and nodes, and the cluster runs everything",
    hollow,
  ),
  silent("profile-without-cilium", "Cilium runs, and the profile says nothing of it", lacking("cilium")),
  silent("profile-without-flux", "Flux runs, and the profile says nothing of it", lacking("flux", "budget")),
  silent(
    "profile-without-talos",
    "The nodes run Talos, and the profile says nothing of it",
    lacking("talos", "budget"),
  ),
  silent("profile-without-secrets", "external-secrets syncs, and the profile says nothing of it", lacking("secrets")),
  silent(
    "profile-without-platform",
    "Ceph, databases, certificates, gateways and monitoring are there, and the profile says nothing of them",
    without("ceph", "databases", "certificates", "gateways", "monitoring"),
  ),
];
