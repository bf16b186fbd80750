import type { Profile } from "../../../clusters/profile.ts";
import type { Fault, Scenario } from "../../scenario.ts";
import type { FilesWorld } from "../../world.ts";

const files =
  (changes: Partial<FilesWorld>): Fault =>
  (world) => ({ ...world, files: { ...world.files, ...changes } });

const withoutCheckout = files({ checkout: false });

/** SOPS rules that the profile names beside no checkout. */
const rules =
  (path: string) =>
  (lab: Profile): Profile => ({ ...lab, sops: { ...lab.sops, rules: path } });

/** Nobody names a checkout of the repository: what only one could tell does not apply, and nothing asks for one. */
export const WITHOUT_A_CHECKOUT: readonly Scenario[] = [
  ...(["infra", "apps", "kind"] as const).map((cluster): Scenario => ({
    name: `${cluster}-without-a-checkout`,
    title: `The ${cluster} cluster is judged without a checkout of its repository`,
    from: "a bug report: the healthy cluster could not pass without --repo",
    cluster,
    faults: [withoutCheckout],
  })),
  {
    name: "without-a-checkout",
    title: "The lab is judged without a checkout of its repository",
    from: "a bug report: the healthy cluster could not pass without --repo",
    profile: rules(".sops.yaml"),
    faults: [withoutCheckout],
  },
];

/** Without a checkout, and with trouble of its own. */
export const WITHOUT_A_CHECKOUT_OR_A_KEY: readonly Scenario[] = [
  {
    name: "without-a-checkout-or-a-key",
    title: "No checkout is named, and the file of the age key holds none",
    from: "the other side of a bug report",
    profile: rules(".sops.yaml"),
    faults: [withoutCheckout, files({ ageKey: false })],
    expect: { first: ["prerequisites/age-key-is-available"] },
  },
];
