/** The call or the profile is wrong. The message says what, and how to mend it; the exit code is 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
