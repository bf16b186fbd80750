/**
 * That one finding is there because of another: the pod stands on the node that is NotReady, the Kustomization waits for
 * the one that failed. Told in the journal, so that a report made again has the same causes.
 */
export interface Link {
  /** The check that fell. */
  row: string;
  /** The subject of its finding; left out: all that it says. */
  subject?: string;
  explainedBy: string;
  /** The subject of the finding that explains it; left out: all that this check found. */
  by?: string;
  /** For people: "w1 is NotReady". */
  because: string;
}
