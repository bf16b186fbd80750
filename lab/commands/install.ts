import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { CommandAnswer, World } from "../world.ts";
import { answersOf, PROGRAMS } from "./call.ts";
import { script } from "./script.ts";

/** Stand-ins on PATH for the commands of a cluster. */
export interface InstalledCommands {
  /** The folders that are PATH in a lab: the stand-ins, and the few programs of this machine that a run needs besides. */
  path: string;
  /** Answers from another world from now on; calls under way end with the old one. */
  update(world: World): void;
}

/**
 * Writes each command as a shell script over answers that stand ready in files: a call costs milliseconds, so that
 * the lab is no slower than what it stands for. A call without an answer exits 127.
 */
export function install(world: World, folder: string): InstalledCommands {
  mkdirSync(folder, { recursive: true });
  const answers = `${folder}-answers`;
  let generation = 0;

  const write = (program: string, known: Record<string, CommandAnswer> | undefined): void => {
    const target = path.join(folder, program);
    if (known === undefined) {
      rmSync(target, { force: true });
      return;
    }
    const place = path.join(answers, String(generation), program);
    mkdirSync(place, { recursive: true });
    Object.values(known).forEach((answer, index) => writeAnswer(path.join(place, String(index)), answer));
    writeFileSync(`${target}.new`, script(program, Object.entries(known), place), { mode: 0o755 });
    renameSync(`${target}.new`, target);
  };

  const update = (next: World): void => {
    generation += 1;
    for (const program of PROGRAMS) write(program, answersOf(next, program));
  };
  update(world);
  return { path: [folder, system(`${folder}-system`)].join(path.delimiter), update };
}

/** What stand-ins and a run call themselves. Nothing else of this machine: a tool that a world lacks may be installed here. */
const SYSTEM = ["sh", "cat", "sleep", "git"];

function system(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const places = (process.env["PATH"] ?? "").split(path.delimiter).filter(Boolean);
  for (const program of SYSTEM) {
    const found = places.map((place) => path.join(place, program)).find((file) => existsSync(file));
    if (found !== undefined) symlinkSync(found, path.join(folder, program));
  }
  return folder;
}

function writeAnswer(folder: string, { stdout = "", stderr = "" }: CommandAnswer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "out"), stdout);
  writeFileSync(path.join(folder, "err"), stderr);
}
