/** The call is wrong: told in a sentence with its remedy, exit code 2, no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
