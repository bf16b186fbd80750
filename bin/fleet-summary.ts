import { writeFileSync } from "node:fs";
import path from "node:path";
import { pointLatest, PRIVATE } from "../evidence/folder.ts";
import { FLEET_FILE } from "../evidence/history/stored.ts";
import { json, line } from "../evidence/text.ts";
import { compared } from "../fleet/compared.ts";
import { worstOf, type Exit, type Member } from "../fleet/member.ts";
import { fleetHtml, fleetLines, fleetMarkdown, fleetOf, fleetVerdict, type Fleet } from "../fleet/summary.ts";
import type { FleetCall } from "../helpers/call/fleet.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import { sightIn } from "../helpers/kept/sight.ts";
import { ping } from "../helpers/notify/ping.ts";
import { wordsOf } from "../observations/words.ts";
import { summarise } from "./left-elsewhere.ts";

/** The folder of summaries, beside those of the clusters. */
export const FLEET = "fleet";

/** Where the summary goes, and what is already known. */
interface Summary extends Pick<FleetCall, "ping" | "push" | "json"> {
  /** The summary's own, below FLEET. */
  folder: string;
  startedAt: string;
  warnings: readonly string[];
}

/**
 * Holds clusters against each other, writes one summary, copies it where evidence is pushed to, tells all of it and gives
 * the worst exit code. A summary that did not come to where it is looked for is no 0.
 */
export async function summarised(
  members: readonly Member[],
  { folder, startedAt, warnings, ...call }: Summary,
): Promise<Exit> {
  const endedAt = new Date().toISOString();
  const reportOf = (of: string): string => path.relative(folder, path.join(of, "report.html"));
  const fleet = fleetOf(members, compared(members), { startedAt, endedAt }, reportOf);
  const notKept = kept(fleet, folder);
  const notPushed = await pushed(folder, call.push);
  const exit = notPushed.length > 0 ? worstOf([fleet.exit, 3]) : fleet.exit;
  const told = await ping(call.ping, exit === 0 ? "success" : "fail", fleetVerdict(fleet));
  conclude(fleet, folder, [...warnings, ...notKept, ...notPushed, ...told], call.json);
  return exit;
}

async function pushed(folder: string, place: FleetCall["push"]): Promise<string[]> {
  if (place === undefined) return [];
  const { pushFolder } = await import("../helpers/store/push.ts");
  const why = await pushFolder(folder, place, [FLEET, path.basename(folder)], FLEET_FILE);
  return why === undefined ? [] : [`the summary was ${why}`];
}

/** What a run's folder shows that other clusters must not have too, or why that is not known. */
export function sightOf(folder: string | undefined): Pick<Member, "seen" | "why"> {
  if (folder === undefined) return { why: "the folder of its evidence was not found" };
  try {
    return { seen: sightIn(folder) };
  } catch (error) {
    return { why: error instanceof UsageError ? line(error.message, 300) : "its observations cannot be read" };
  }
}

/**
 * Writes the summary; `latest` beside it links to it. Returns warnings: each cluster has its evidence, and what was found
 * is told in the terminal, also where the disk is full.
 */
function kept(fleet: Fleet, folder: string): string[] {
  const files = {
    [FLEET_FILE]: `${json(fleet, 2)}\n`,
    "summary.md": fleetMarkdown(fleet),
    "summary.html": fleetHtml(fleet),
  };
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text, PRIVATE);
    return [...pointLatest(path.dirname(folder), path.basename(folder)), ...summarise(fleetMarkdown(fleet))];
  } catch (error) {
    return [`the summary was not written: ${wordsOf(error)}`];
  }
}

function conclude(fleet: Fleet, folder: string, warnings: readonly string[], asJson: boolean): void {
  const shown = (report: string): string => path.relative(process.cwd(), path.resolve(folder, report));
  const lines = fleetLines(fleet, shown);
  const verdict = lines.pop() ?? "";
  const text = [
    "",
    ...warnings.map((warning) => `warning: ${line(warning, 400)}`),
    `summary: ${shown("summary.html")}`,
    ...lines,
    verdict,
    "",
  ].join("\n");
  (asJson ? process.stderr : process.stdout).write(text);
  if (asJson) process.stdout.write(`${json(fleet, 2)}\n`);
}
