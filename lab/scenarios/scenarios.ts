import type { Scenario } from "../scenario.ts";
import { CILIUM } from "./cilium.ts";
import { CRDS_AND_RELEASES } from "./crds-and-releases.ts";
import { FLUX } from "./flux.ts";
import { MACHINES } from "./machines.ts";
import { PLATFORM } from "./platform.ts";

/** Every scenario, in the order in which it is told. */
export const SCENARIOS: readonly Scenario[] = [...MACHINES, ...CRDS_AND_RELEASES, ...CILIUM, ...FLUX, ...PLATFORM];
