import type { Profile } from "../../clusters/profile.ts";

/** How the cluster of a variant differs from the lab's. */
type Change = (lab: Profile) => Profile;

/** So many control-plane nodes, and workers. */
export const nodes = (count: number, workers = 0): Profile["nodes"] => [
  ...Array.from({ length: count }, (_, n) => node(`lab-cp-${n + 1}`, n + 11, "control-plane")),
  ...Array.from({ length: workers }, (_, n) => node(`lab-wk-${n + 1}`, n + 11 + count, "worker")),
];

export const node = (name: string, host: number, role: Profile["nodes"][number]["role"]): Profile["nodes"][number] => ({
  name,
  address: `10.25.${21 + Math.floor(host / 200)}.${(host % 200) + 1}`,
  role,
});

/** Kubernetes of another version. */
export const kubernetes =
  (version: string): Change =>
  (lab) => ({ ...lab, kubernetes: { ...lab.kubernetes, version } });

/** Talos of another version, and the health checks that it skips. */
export const talosVersion =
  (version: string, mayBeSkipped: string[]): Change =>
  (lab) => ({ ...lab, ...(lab.talos && { talos: { ...lab.talos, version, mayBeSkipped } }) });

/** Cilium, configured otherwise. */
export const cilium =
  (change: Partial<NonNullable<Profile["cilium"]>>): Change =>
  (lab) => ({ ...lab, ...(lab.cilium && { cilium: { ...lab.cilium, ...change } }) });

/** Other releases, each made of one of the lab's. */
export const releases =
  (change: (release: Profile["releases"][number]) => Profile["releases"]): Change =>
  (lab) => ({ ...lab, releases: lab.releases.flatMap(change) });

/** A profile that leaves these parts out. */
export const lacking =
  (...keys: (keyof Profile)[]): Change =>
  (lab) => {
    const kept = Object.entries(lab).filter(([key]) => !keys.includes(key as keyof Profile));
    return Object.fromEntries(kept) as unknown as Profile;
  };

/** One change after the other. */
export const both =
  (...changes: Change[]): Change =>
  (lab) =>
    changes.reduce((so, change) => change(so), lab);
