import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import { fold } from "../../evidence/fold.ts";
import { redacted } from "../../evidence/journal.ts";
import { saidBy } from "../../helpers/kept/compared.ts";
import type { Run } from "../../evidence/run.ts";
import { readObservations } from "../../helpers/kept/observations.ts";
import { replay, type Replay } from "../../helpers/kept/replay.ts";
import { saveObservations } from "../../helpers/observe/saved.ts";
import { soFar } from "../../helpers/observe/so-far.ts";
import { redact } from "../../helpers/redact/redact.ts";
import type { Suite } from "../../helpers/session/plan.ts";
import type { Looked } from "./stage.ts";

/**
 * In what a run and its replay differ, through the files that a run leaves: nothing may. `folder` is where they are
 * written meanwhile.
 */
export async function replayDiffers(looked: Looked, suites: readonly Suite[], folder: string): Promise<string[]> {
  const observations = path.join(folder, "observations");
  rmSync(observations, { recursive: true, force: true });
  const { events, looks, profile, options } = looked;
  await soFar(observations, { kept: () => looks }, { profile, options }).keep();
  const keptSoFar = existsSync(observations) ? readObservations(observations) : undefined;
  await saveObservations(observations, looks, { profile, options });
  const kept = readObservations(observations);
  const { repository } = looked.results;
  // a checkout is not kept: without it its checks stay as they were told, with it they are judged anew
  const ways = [{}, ...(repository?.ok ? [{ checkout: repository.value }] : [])];
  const said = SHORTENED.includes(options.scenario ?? "") ? verdictsOf : saidBy;
  const before = [...said(redacted(looked.run, redact))];
  const differs = (way: Pick<Replay, "kept" | "checkout">, which: (name: string) => boolean): string[] => {
    const again = replay({ events: redacted(events, redact), suites, version: "0", of: "", ...way });
    const after = said(fold(redacted(again, redact), { diagnose }));
    return before.flatMap(([name, was]) => (which(name) ? differenceIn(name, was, after.get(name)) : []));
  };
  return [
    ...ways.flatMap((way) => differs({ kept, ...way }, () => true)),
    // what the run saw last, and judged no check by, is not kept before its end: the timeline needs it
    ...(keptSoFar ? differs({ kept: keptSoFar }, isCheck) : []),
  ];
}

/** The names of checks have an area. */
const isCheck = (name: string): boolean => name.includes("/");

/**
 * Where a text is full of secrets and longer than is told of it, the run cuts it before they are taken out and the
 * replay afterwards: elsewhere. What was judged must still be the same.
 */
const SHORTENED = ["secrets-in-what-fails"];

const verdictsOf = ({ criteria }: Run): Map<string, string> =>
  new Map(criteria.map(({ id, verdict }) => [id, verdict]));

function differenceIn(name: string, was: string, is = ""): string[] {
  if (was === is) return [];
  let at = 0;
  while (was[at] === is[at]) at += 1;
  const [from, to] = [Math.max(0, at - 60), at + 120];
  return [`replayed, ${name} differs: ${was.slice(from, to)} ≠ ${is.slice(from, to)}`];
}
