import { createHash } from "node:crypto";
import path from "node:path";
import { CHECKSUMS, digestOf } from "./checksums.ts";
import { isSimulated, type Run } from "./run.ts";

/**
 * What a signature over a run's evidence says: an in-toto statement of test results. Who reads only `result` is not
 * misled: PASSED is a cluster that was judged whole.
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 * https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md
 */
export interface Statement {
  _type: typeof STATEMENT;
  subject: Descriptor[];
  predicateType: typeof PREDICATE;
  predicate: {
    result: "PASSED" | "WARNED" | "FAILED";
    /** What it was judged by. */
    configuration: Descriptor[];
    passedTests: string[];
    warnedTests: string[];
    failedTests: string[];
    /** A lab stood for the cluster: it is no evidence of any. */
    simulated?: true;
  };
}

interface Descriptor {
  name: string;
  digest: Record<string, string>;
}

const STATEMENT = "https://in-toto.io/Statement/v1";
const PREDICATE = "https://in-toto.io/attestation/test-result/v0.1";

/** `folder`: where run.json and the sums lie, which cover everything else. */
export function statementOf(run: Run, folder: string): Statement {
  const { cluster, repository, outcome, criteria } = run;
  const ids = (...verdicts: string[]): string[] =>
    criteria.flatMap(({ id, verdict }) => (verdicts.includes(verdict) ? [id] : []));
  const simulated = isSimulated(run);
  const isWhole = outcome.verdict === "pass" && !outcome.partial && !simulated;
  const file = (name: string): Descriptor => ({ name, digest: { sha256: digestOf(path.join(folder, name)) } });
  return {
    _type: STATEMENT,
    subject: [
      file("run.json"),
      file(CHECKSUMS),
      ...(repository ? [{ name: "repository", digest: { gitCommit: repository.commit } }] : []),
      ...(cluster.kubeSystemUid === undefined ? [] : [uidOf(cluster.kubeSystemUid)]),
      { name: cluster.profile, digest: { sha256: cluster.profileDigest } },
    ],
    predicateType: PREDICATE,
    predicate: {
      result: outcome.verdict === "fail" ? "FAILED" : isWhole ? "PASSED" : "WARNED",
      configuration: [{ name: cluster.profile, digest: { sha256: cluster.profileDigest } }],
      passedTests: ids("pass"),
      warnedTests: ids("waived", "inconclusive"),
      failedTests: ids("fail"),
      ...(simulated && { simulated }),
    },
  };
}

/** A UID is no digest: it stands in the name, and its SHA-256 for whoever looks subjects up by theirs. */
const uidOf = (uid: string): Descriptor => ({
  name: `kube-system/${uid}`,
  digest: { sha256: createHash("sha256").update(uid).digest("hex") },
});
