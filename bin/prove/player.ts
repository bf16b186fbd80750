import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Scenario } from "../../lab/scenario.ts";
import type { Run } from "../../evidence/run.ts";
import { profiles } from "../profiles.ts";
import { suites } from "../project.ts";
import { replayDiffers } from "./replayed.ts";
import { openStage, type Stage } from "./stage.ts";
import { playOverTheWire } from "./wire.ts";

/** Where scenarios are played, one after another. */
export interface Player {
  play(scenario: Scenario): Promise<Run>;
  dispose(): void;
}

/** Over the wire; in this process and in virtual time; the same, and judged again from what it left. */
export type Lane = "wire" | "process" | "replay";

export function playerOf(lane: Lane): Player {
  if (lane === "wire")
    return { play: (scenario) => playOverTheWire(scenario, profiles, suites), dispose: () => undefined };
  const stage = openStage(profiles, suites);
  return lane === "process" ? stage : replaying(stage);
}

/** Its `play` throws where a run and its replay differ. */
function replaying(stage: Stage): Player {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-replay-"));
  return {
    async play(scenario) {
      const looked = await stage.look(scenario);
      const differs = await replayDiffers(looked, suites, folder);
      if (differs.length > 0) throw new Error(differs.join("\n  "));
      return looked.run;
    },
    dispose() {
      stage.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
