import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Profile } from "../../clusters/profile.ts";
import { commands, type Commands } from "../../helpers/command.ts";
import type { RunOptions } from "../../helpers/options.ts";
import { select, type Suite } from "../../helpers/plan.ts";
import { momentsOf, playedFrom, profileOf, type Scenario } from "../../lab/scenario.ts";
import { startLab } from "../../lab/start.ts";
import type { Run } from "../../reports/run.ts";
import { judged } from "./judged.ts";

/** Deadlines are kept short: what they wait for in the lab comes soon or never. */
const LIMITS = { attemptMs: 3_000, totalMs: 15_000, attempts: 7, pauseMs: [5, 50] } as const;
const IMPATIENT = { attemptMs: 250, totalMs: 2_000, attempts: 3, pauseMs: [5, 50] } as const;
const COMMAND_MS = 2_000;

/** A scenario over the wire: real HTTPS, real processes, real time. One at a time, because they share an environment. */
export async function playOverTheWire(
  scenario: Scenario,
  profiles: (name: string) => Profile,
  suites: readonly Suite[],
): Promise<Run> {
  const profile = profileOf(scenario, profiles(scenario.cluster ?? "lab"), new Date());
  const folder = mkdtempSync(path.join(tmpdir(), "assay-wire-"));
  const before = { ...process.env };
  const lab = await startLab(profile, scenario);
  try {
    Object.assign(process.env, lab.environment);
    const options: RunOptions = {
      ...{ cluster: "lab", suites: [], only: [], out: folder, probes: false, backend: "lab", scenario: scenario.name },
      patience: momentsOf(scenario).length > 0 ? 1 : 0,
      ...(scenario.follow && { follow: true }),
      ...lab.options,
    };
    const met = { ...profile, kubernetes: { ...profile.kubernetes, endpoint: lab.options.endpoint } };
    const { run } = await judged({
      profile: met,
      options,
      suites: select(suites, options),
      means: {
        limits: isSilent(scenario, profile) ? IMPATIENT : LIMITS,
        commands: impatient(commands({ folder, onFinished: () => undefined })),
      },
      folder,
    });
    return run;
  } finally {
    lab.dispose();
    for (const name of Object.keys(lab.environment)) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the server answers some requests never. */
const isSilent = (scenario: Scenario, profile: Profile): boolean =>
  playedFrom(
    scenario,
    profile,
    new Date(),
  )(new Date()).kubernetes.troubles.some(({ how, times }) => how === "silence" && times === undefined);

const impatient = (real: Commands): Commands => ({
  run: (argv, options) => real.run(argv, { ...options, deadlineMs: Math.min(options.deadlineMs, COMMAND_MS) }),
});
