import type { Scenario } from "../../lab/scenario.ts";
import type { Run } from "../../evidence/run.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { openStage } from "./stage.ts";
import { playOverTheWire } from "./wire.ts";

/** Where scenarios are played, one after another. */
export interface Player {
  play(scenario: Scenario): Promise<Run>;
  dispose(): void;
}

/** Over the wire, or in this process and in virtual time. */
export const playerOf = (wire: boolean): Player =>
  wire
    ? { play: (scenario) => playOverTheWire(scenario, profiles, suites), dispose: () => undefined }
    : openStage(profiles, suites);
