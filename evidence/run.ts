import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { Finding, Notice, Unseen } from "../criteria/criterion.ts";
import type { Judgement, Verdict } from "../criteria/judge.ts";
import type { CheckPart, Replayed } from "./event.ts";
import type { Since } from "./since.ts";

/** `run.json`. Every other format is rendered from it. */
export interface Run {
  schema: "assay/run/v1";
  tool: { name: string; version: string };
  backend: "live" | "lab" | "replay";
  /** The run that was judged again, where this is a replay; `simulated` where it was one of the lab. */
  replayed?: Replayed & { simulated?: true };
  scenario?: string;
  cluster: {
    name: string;
    server: string;
    kubeSystemUid?: string;
    kubernetesVersion?: string;
    profile: string;
    profileDigest: string;
  };
  repository?: { path: string; commit: string; dirty: boolean };
  /** The arguments after the tool's name, as they were given. */
  argv: string[];
  startedAt: string;
  endedAt: string;
  outcome: Outcome;
  stories: RunStory[];
  criteria: RunCheck[];
  diagnosis: Diagnosis;
  timeline?: Timeline;
  requests: { total: number; connections: number; bytes: number; byVerb: Record<string, number>; retries: number };
  commands: { argv: string[]; exit?: number; signal?: string; killed: boolean; tookMs: number; transcript: string }[];
  warnings: string[];
  /** Against the last run of the same cluster. Left out where there was none that it could be held against. */
  since?: Since;
  /** The journal that this was folded from: how many lines it has, and the SHA-256 of the last, in hex. */
  journal?: { lines: number; last: string };
}

/** Whether a lab stood for the cluster. */
export const isSimulated = ({ backend, replayed }: Run): boolean => backend === "lab" || replayed?.simulated === true;

export interface Outcome {
  /** The worst verdict of the checks. An interrupted run and a check that was not finished count as inconclusive. */
  verdict: "pass" | "fail" | "inconclusive";
  /**
   * 0 everything passed · 1 something failed · 2 the call or the profile is wrong · 3 nothing failed, but something
   * could not be judged
   */
  exit: 0 | 1 | 2 | 3;
  interrupted: boolean;
  /**
   * Whether the run proves less than the whole: checks were left out or waived, the profile leaves out what runs, or
   * the server's certificate was not verified.
   */
  partial: boolean;
  /** --suite or --only left out checks. */
  filtered?: true;
  /** Keys to add to the profile: what they are about runs in the cluster, and nobody judged it. */
  silentAbout?: string[];
  /** Why nobody knows which cluster was judged: the run cannot pass. */
  unidentified?: string;
  /** The server's certificate was not verified, which the profile allows. */
  unverified?: true;
  counts: Record<Verdict, number>;
  /** Why nothing was judged of the cluster: the call or the profile is wrong, or another cluster answers. */
  refused?: string;
}

export interface RunStory {
  id: string;
  title: string;
  criteria: {
    ac: string;
    statement: string;
    verdict: Verdict | "not-run";
    criteria: string[];
    /** Of which checks only a part counts, and how that part was judged. Left out where all count whole. */
    narrowed?: (CheckPart & { verdict: Verdict | "not-run"; examined: number })[];
  }[];
}

export interface RunCheck {
  id: string;
  title: string;
  /** What is wrong when it does not hold, in a few words. */
  fails?: string;
  suite: string;
  why: string;
  serves: string[];
  verdict: Verdict;
  examined: number;
  findings: Finding[];
  /** What is worth mending though it fails nothing. Left out where there is none. */
  notices?: Notice[];
  unseen: Unseen[];
  /** How many subjects of the parts that stories ask for were examined. Left out where none asks for a part. */
  narrowed?: Judgement["narrowed"];
  remarks: string[];
  reason?: string;
  blockedBy?: string;
  consequenceOf?: string;
  /** The sources that could not be read, and why. Left out where there are none. */
  troubles?: Judgement["troubles"];
  patienceMs?: number;
  attempts: number;
  moving?: boolean;
  lastChange?: string;
  startedAt: string;
  tookMs: number;
  advice?: string;
  evidence: string[];
}
