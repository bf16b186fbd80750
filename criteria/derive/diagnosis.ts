/** Causes first: each with the rows that fell because of it. */
export type Diagnosis = Cause[];

export interface Cause {
  /** Id of the row that names the cause. */
  cause: string;
  title: string;
  /** The finding that says it best: subject, expected, actual. */
  evidence?: { subject: string; expected: string; actual: string; since?: string };
  advice: string;
  /** Ids of the rows that fell with it. */
  consequences: string[];
}
