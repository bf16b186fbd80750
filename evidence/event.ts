import type { Link } from "../diagnosis/link.ts";
import type { Followed, Sighting, Unwatched } from "../observations/followed.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Judgement, Verdict } from "../criteria/judge.ts";
import type { Since } from "./since.ts";

/**
 * What happens in a run, in order. Each event is one line of `journal.ndjson` and is on disk as soon as it happens.
 * run.json is folded from the events, so that a run killed at any instant can still be reported.
 */
export type RunEvent = { at: string } & (
  | RunStarted
  | { event: "suite-started"; suite: string; title: string; rows: number }
  | { event: "row-started"; id: string; suite: string; patienceMs: number }
  /**
   * A check was judged and does not hold yet: it waits. Of equal events in a row the last is kept, with their count.
   */
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
  /** A request failed for a passing reason and was tried again. */
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
  /** Which cluster answered. It comes once that is known; `simulated` where it is a lab. */
  | {
      event: "identified";
      kubeSystemUid?: string;
      kubernetesVersion?: string;
      simulated?: true;
      /** What switched off the verification of its certificate. Without leave of the profile the run is refused. */
      unverified?: string;
    }
  /** Nobody answered which cluster it is. Of this event and the one before the last counts. */
  | { event: "unidentified"; message: string }
  /** The timeline of the bootstrap. The last such event counts. */
  | { event: "timeline"; timeline: Timeline }
  /** What `--follow` is doing: waiting for the cluster, watching it, or done. The cluster is named by its UID. */
  | {
      event: "following";
      state: "waiting" | "watching" | "ended";
      summary: string;
      /** When `--follow` began. */
      since: string;
      kubeSystemUid?: string;
      ended?: NonNullable<Followed["ended"]>;
      upSince?: string;
      /** When the bootstrap itself began, as far as is known by now, and its budget. */
      bootstrap?: { since: string; budgetMs: number };
    }
  /** `--follow` saw a phase of the bootstrap come to its end. */
  | { event: "phase-ended"; name: string; title: string; tookMs?: number; budgetMs?: number }
  /** `--follow` saw something come about or go away. */
  | ({ event: "observed" } & Sighting)
  /** `--follow` could not see a kind during this time. */
  | ({ event: "unobserved" } & Unwatched)
  /** Which findings explain which others, for the diagnosis. The last such event counts. */
  | { event: "links"; links: Link[] }
  /** Nobody answers for the cluster: so many checks are not asked, each of which is told with `unasked`. */
  | { event: "not-asked"; why: string; checks: number }
  /** What the run says against the last one of the same cluster. It comes at the end. */
  | { event: "compared"; since: Since }
  | { event: "warning"; message: string }
  | { event: "run-refused"; message: string }
  | { event: "run-finished"; interrupted: boolean }
);

export interface RunStarted {
  event: "run-started";
  schema: "assay/run/v1";
  tool: { name: "assay"; version: string };
  /** Where the answers come from. Every report of a lab is stamped SIMULATED, and of a replay REPLAYED. */
  backend: "live" | "lab" | "replay";
  replayed?: Replayed;
  cluster: { name: string; server: string; profile: string; profileDigest: string };
  repository?: { path: string; commit: string; dirty: boolean };
  /** The arguments after the tool's name, as they were given. */
  argv: string[];
  /** Every check of this run. Each gets exactly one outcome. */
  rows: DeclaredCheck[];
  stories: DeclaredStory[];
  /** Whether --suite or --only left out checks: the run is then partial. */
  filtered: boolean;
  /** Ids of the checks left out. A filtered run without this list never counts an `area/*` of a story as whole. */
  leftOut?: string[];
  scenario?: string;
}

/** The run that was judged again. */
export interface Replayed {
  /** SHA-256 of the last line of its journal, in hex. */
  of: string;
  /** The version of assay, and the digest of the profile, by which it was judged first. */
  version: string;
  profileDigest: string;
  /** Checks that stay as the run told them, because what they were judged by is not kept, and why not. */
  asTold?: { id: string; why: string }[];
}

export interface DeclaredCheck {
  id: string;
  title: string;
  /** What is wrong when it does not hold, in a few words. */
  fails?: string;
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
  criteria: { ac: string; statement: string; rows: (string | CheckPart)[] }[];
}

/** A check as far as it speaks of some subjects; see `clusters/notation/subject-pattern.ts`. */
export interface CheckPart {
  check: string;
  only: string[];
}

export interface CheckFinished {
  event: "row-finished";
  id: string;
  suite: string;
  judgement: Judgement;
  attempts: number;
  /** Not asked, for the reason of the event `not-asked` or `run-refused`. */
  unasked?: true;
  /** Recorded again at the end of the run, because it no longer is what it was. */
  again?: true;
  /** Whether things still moved when patience ran out (slow) or had stopped changing (broken). */
  moving?: boolean;
  lastChange?: string;
  startedAt: string;
  tookMs: number;
  /** Paths of files below the run's folder. */
  evidence: string[];
  /** Small documents that a check wants kept, by name, like the timeline. */
}
