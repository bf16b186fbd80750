/** Why changes at some place, or of some sort there, are harmless. */
export interface Justification {
  /** Of a mutant's `at`: `Deployment status.readyReplicas`. */
  at: RegExp;
  change?: RegExp;
  because: string;
}
