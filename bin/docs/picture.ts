import { conclusion } from "../../reports/terminal/conclusion.ts";
import { scenarioNamed } from "../scenarios.ts";
import { profiles } from "../profiles.ts";
import { openStage } from "../prove/stage.ts";
import { suites } from "../project.ts";
import { terminalSvg } from "./svg.ts";

const SCENARIO = "cilium-managed-twice";

/** docs/terminal.svg: the end of a run in a terminal of 100 columns, as that run itself tells it. */
export async function picture(): Promise<string> {
  const stage = openStage(profiles, suites);
  try {
    const run = await stage.play(scenarioNamed(SCENARIO));
    const screen = { width: 100, height: 40, colour: true, live: false };
    const lines = conclusion(run, `reports/out/${run.cluster.name}/latest`, screen);
    return terminalSvg([`$ npm test -- --scenario ${SCENARIO}`, "…", ...lines], screen.width);
  } finally {
    stage.dispose();
  }
}
