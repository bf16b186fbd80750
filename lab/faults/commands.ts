import type { Fault } from "../scenario.ts";
import type { CommandAnswer } from "../world.ts";

type Program = "flux" | "cilium" | "op" | "kubectl" | "helm";

/** What one call prints instead; the call must be one that the lab answers, or the fault would be met by nobody. */
export const prints =
  (program: Program, key: string, change: Partial<CommandAnswer> | ((before: CommandAnswer) => CommandAnswer)): Fault =>
  (world) => {
    const known = world.commands[program];
    const before = known?.[key];
    if (!before) throw new Error(`the lab has no answer to: ${program} ${key}`);
    const answer = typeof change === "function" ? change(before) : { ...before, ...change };
    return { ...world, commands: { ...world.commands, [program]: { ...known, [key]: answer } } };
  };

/** Every call of a program. */
export const everyCall =
  (program: Program, change: (before: CommandAnswer) => CommandAnswer): Fault =>
  (world) => {
    const answers = Object.entries(world.commands[program] ?? {}).map(
      ([key, answer]) => [key, change(answer)] as const,
    );
    return { ...world, commands: { ...world.commands, [program]: Object.fromEntries(answers) } };
  };

export const notInstalled =
  (program: Program | "talosctl"): Fault =>
  (world) => ({
    ...world,
    commands: {
      ...world.commands,
      ...(program === "talosctl" ? { talosctl: { installed: false, overrides: {} } } : { [program]: null }),
    },
  });
