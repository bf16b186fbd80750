import type { Link } from "../diagnosis/link.ts";
import type { Followed, Sighting, Unwatched } from "../observations/followed.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Judgement, Verdict } from "../criteria/judge.ts";

/**
 * What happens in a run, in order: one line of `journal.ndjson` each, on disk the moment it happens. The result model
 * is a fold over these, so that a run killed at any instant can still be told.
 */
export type RunEvent = { at: string } & (
  | RunStarted
  | { event: "suite-started"; suite: string; title: string; rows: number }
  | { event: "row-started"; id: string; suite: string; patienceMs: number }
  /** One look and judgement of a row that is not done yet; the last of equals is kept, with a count. */
  | {
      event: "row-waiting";
      id: string;
      attempt: number;
      verdict: Verdict;
      summary: string;
      deadline: string;
      moving: boolean;
    }
  | CheckFinished
  | { event: "suite-finished"; suite: string }
  | { event: "source-read"; source: string; ok: boolean; tookMs: number; trouble?: string }
  /** A transient failure of the API that was tried again. */
  | { event: "retried"; request: string; trouble: string; attempt: number }
  | {
      event: "command-finished";
      argv: string[];
      exit?: number;
      signal?: string;
      killed: boolean;
      tookMs: number;
      transcript: string;
    }
  | {
      event: "requests";
      total: number;
      connections: number;
      bytes: number;
      byVerb: Record<string, number>;
      retries: number;
    }
  | { event: "observations-saved"; file: string; sources: string[] }
  /** Who answered, once it is known: the run's head names the very cluster. */
  | { event: "identified"; kubeSystemUid?: string; kubernetesVersion?: string; simulated?: true }
  /** The bootstrap as it was rebuilt; the last one counts. */
  | { event: "timeline"; timeline: Timeline }
  /** `--follow`: what it waits for, watches, and how it ended. The cluster that it watches is named by its UID. */
  | {
      event: "following";
      state: "waiting" | "watching" | "ended";
      summary: string;
      /** When `--follow` began. */
      since: string;
      kubeSystemUid?: string;
      ended?: NonNullable<Followed["ended"]>;
      upSince?: string;
    }
  /** `--follow` saw something come about, or be lost. */
  | ({ event: "observed" } & Sighting)
  /** For so long `--follow` did not see a kind. */
  | ({ event: "unobserved" } & Unwatched)
  /** What findings have to do with each other: for the diagnosis; the last one counts. */
  | { event: "links"; links: Link[] }
  | { event: "warning"; message: string }
  | { event: "run-refused"; message: string }
  | { event: "run-finished"; interrupted: boolean }
);

export interface RunStarted {
  event: "run-started";
  schema: "assay/run/v1";
  tool: { name: "assay"; version: string };
  /** Anything but live is stamped on every page: simulated results are no evidence. */
  backend: "live" | "lab" | "replay";
  cluster: { name: string; server: string; profile: string; profileDigest: string };
  repository?: { path: string; commit: string; dirty: boolean };
  /** The arguments after the tool's name, as they were given. */
  argv: string[];
  /** Every row that this run declares: each has exactly one outcome in the end. */
  rows: DeclaredCheck[];
  stories: DeclaredStory[];
  /** Rows or suites left out by --suite or --only: the run is partial. */
  filtered: boolean;
  /** Ids of the rows left out; without them, no `area/*` of a filtered run counts as whole. */
  leftOut?: string[];
  scenario?: string;
}

export interface DeclaredCheck {
  id: string;
  title: string;
  suite: string;
  why: string;
  serves: string[];
  restsOn: string[];
  advice: string;
  patienceMs: number;
}

export interface DeclaredStory {
  id: string;
  title: string;
  criteria: { ac: string; statement: string; rows: string[] }[];
}

export interface CheckFinished {
  event: "row-finished";
  id: string;
  suite: string;
  judgement: Judgement;
  attempts: number;
  /** Still moving when patience ran out (slow), or nothing had changed since (broken). */
  moving?: boolean;
  lastChange?: string;
  startedAt: string;
  tookMs: number;
  /** Files under the run's folder. */
  evidence: string[];
  /** Small derived documents a row wants kept, by name: the timeline. */
}
