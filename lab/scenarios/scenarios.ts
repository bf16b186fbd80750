import type { Scenario } from "../scenario.ts";
import { ACCESS, PASSING_TROUBLE, STANDING } from "./access.ts";
import { CASCADES } from "./cascades.ts";
import { CILIUM } from "./cilium.ts";
import { CRDS_AND_RELEASES } from "./crds-and-releases.ts";
import { FLUX } from "./flux.ts";
import { HOSTILE_TEXT, PLANTED } from "./hostile.ts";
import { MACHINES } from "./machines.ts";
import { HEALTHY_VARIANTS } from "./healthy.ts";
import { PLATFORM } from "./platform.ts";
import { REPOSITORY } from "./repository.ts";
import { REPOSITORY_HARMLESS } from "./repository-bootstrap.ts";
import { MOVING, SLOW, TIME } from "./time.ts";

/** Every scenario in which something is wrong, in the order in which it is told. */
export const FAULTY: readonly Scenario[] = [
  ...STANDING,
  ...ACCESS,
  ...REPOSITORY,
  ...MACHINES,
  ...CRDS_AND_RELEASES,
  ...CILIUM,
  ...FLUX,
  ...PLATFORM,
  ...CASCADES,
  ...TIME,
  ...MOVING,
  ...HOSTILE_TEXT,
];

/** Every scenario that must stay green. */
export const HARMLESS: readonly Scenario[] = [
  ...PASSING_TROUBLE,
  ...SLOW,
  ...HEALTHY_VARIANTS,
  ...REPOSITORY_HARMLESS,
  ...PLANTED,
];

export const SCENARIOS: readonly Scenario[] = [...FAULTY, ...HARMLESS];

/** What is played over the wire too: every trouble of API and commands, every cascade, and one of each kind. */
export const WIRE: readonly Scenario[] = [
  ...STANDING,
  ...ACCESS,
  ...PASSING_TROUBLE,
  ...CASCADES,
  ...[MACHINES, CRDS_AND_RELEASES, CILIUM, FLUX, PLATFORM, TIME, REPOSITORY, HEALTHY_VARIANTS].flatMap((group) =>
    group.slice(0, 1),
  ),
  ...REPOSITORY.filter(({ name }) => name.startsWith("remote-manifest-")),
];
