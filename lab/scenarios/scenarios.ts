import type { Scenario } from "../scenario.ts";
import { ACCESS, PASSING_TROUBLE, STANDING } from "./access.ts";
import { CASCADES } from "./cascades.ts";
import { CILIUM } from "./cilium.ts";
import { CRDS_AND_RELEASES } from "./crds-and-releases.ts";
import { FLUX } from "./flux.ts";
import { MACHINES } from "./machines.ts";
import { PLATFORM } from "./platform.ts";

/** Every scenario in which something is wrong, in the order in which it is told. */
export const FAULTY: readonly Scenario[] = [
  ...STANDING,
  ...ACCESS,
  ...MACHINES,
  ...CRDS_AND_RELEASES,
  ...CILIUM,
  ...FLUX,
  ...PLATFORM,
  ...CASCADES,
];

/** Every scenario that must stay green. */
export const HARMLESS: readonly Scenario[] = [...PASSING_TROUBLE];

export const SCENARIOS: readonly Scenario[] = [...FAULTY, ...HARMLESS];
