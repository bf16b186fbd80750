import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Profile } from "../../clusters/profile.ts";
import { commands, type Commands } from "../../helpers/command.ts";
import { watchdog } from "../../helpers/watchdog.ts";
import type { RunOptions } from "../../helpers/call/options.ts";
import { select, type Suite } from "../../helpers/session/plan.ts";
import { answersOf, PROGRAMS } from "../../lab/commands/call.ts";
import { momentsOf, playedFrom, profileOf, type Scenario } from "../../lab/scenario.ts";
import { startLab } from "../../lab/start.ts";
import type { World } from "../../lab/world.ts";
import type { Run } from "../../evidence/run.ts";
import { judged } from "./judged.ts";

/** Where something never answers, deadlines are kept short; elsewhere a busy machine must not look like a silence. */
const LIMITS = { attemptMs: 3_000, totalMs: 15_000, attempts: 7, pauseMs: [5, 50] } as const;
const IMPATIENT = { attemptMs: 1_000, totalMs: 3_000, attempts: 3, pauseMs: [5, 50] } as const;
/** A scenario that moves does so within seconds: what is over after minutes would be waited for in real time. */
const PATIENCE = 0.02;
const COMMAND_MS = 20_000;
const IMPATIENT_COMMAND_MS = 2_000;

/** A scenario over the wire: real HTTPS, real processes, real time. One at a time, because they share an environment. */
export async function playOverTheWire(
  scenario: Scenario,
  profiles: (name: string) => Profile,
  suites: readonly Suite[],
): Promise<Run> {
  const profile = profileOf(scenario, profiles(scenario.cluster ?? "lab"), new Date());
  const folder = mkdtempSync(path.join(tmpdir(), "assay-wire-"));
  watchdog().remove(folder);
  const before = { ...process.env };
  const world = playedFrom(scenario, profile, new Date())(new Date());
  const lab = await startLab(profile, scenario);
  try {
    Object.assign(process.env, lab.environment);
    const options: RunOptions = {
      ...{ cluster: "lab", suites: [], only: [], out: folder, probes: false, backend: "lab", scenario: scenario.name },
      patience: scenario.follow ? 1 : momentsOf(scenario).length > 0 ? PATIENCE : 0,
      ...(scenario.follow && { follow: true }),
      ...lab.options,
    };
    const judging = scenario.judgedBy?.(profile) ?? profile;
    const met = { ...judging, kubernetes: { ...judging.kubernetes, endpoint: lab.options.endpoint } };
    const { run } = await judged({
      profile: met,
      options,
      suites: select(suites, options),
      dependencies: {
        limits: isSilent(world) ? IMPATIENT : LIMITS,
        commands: within(
          hangs(world) ? IMPATIENT_COMMAND_MS : COMMAND_MS,
          commands({ folder, onFinished: () => undefined }),
        ),
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
const isSilent = ({ kubernetes }: World): boolean =>
  kubernetes.troubles.some(({ how, times }) => how === "silence" && times === undefined);

/** Where a command never ends by itself. */
const hangs = (world: World): boolean =>
  PROGRAMS.some((program) => Object.values(answersOf(world, program) ?? {}).some((answer) => answer.hangs));

const within = (ms: number, real: Commands): Commands => ({
  run: (argv, options) => real.run(argv, { ...options, deadlineMs: Math.min(options.deadlineMs, ms) }),
});
