import type { Followed, Sighting, Unwatched } from "../observations/followed.ts";
import type { RunEvent } from "./event.ts";

/**
 * What `--follow` saw, folded from the journal: during the run and when it is reported again. Leaves out what belongs
 * to a cluster that was since made anew. `undefined` where the run did not follow.
 */
export function followedOf(events: readonly RunEvent[]): Followed | undefined {
  let followed: Followed | undefined;
  let uid: string | undefined;
  for (const event of events) {
    if (event.event === "following") {
      followed ??= { since: event.since, until: event.at, sightings: [], gaps: [] };
      if (event.kubeSystemUid !== undefined && uid !== undefined && event.kubeSystemUid !== uid)
        followed = { ...followed, sightings: [], gaps: [] };
      uid = event.kubeSystemUid ?? uid;
      followed.until = event.at;
      if (event.ended) followed.ended = event.ended;
      if (event.upSince !== undefined) followed.upSince = event.upSince;
    }
    if (event.event === "observed") followed?.sightings.push(sightingOf(event));
    if (event.event === "unobserved") followed?.gaps.push(gapOf(event));
  }
  return followed;
}

const sightingOf = ({ at, after, source, subject, uid, changes }: Sighting): Sighting => ({
  at,
  ...(after !== undefined && { after }),
  source,
  subject,
  uid,
  changes,
});

const gapOf = ({ source, from, until, why }: Unwatched): Unwatched => ({ source, from, until, why });
