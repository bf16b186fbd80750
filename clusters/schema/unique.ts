import type { z } from "zod";

/**
 * Refuses a list in which a later entry is the same as an earlier one. `identify` gives what the entries are told apart
 * by, `undefined` for one that does not say it; `what` is how that is called in the message, `key` the entry's key that is wrong (the whole entry otherwise).
 */
export const unique =
  <T>(what: string, identify: (entry: T) => string | undefined, key?: string) =>
  (entries: T[], context: z.core.$RefinementCtx<T[]>): void => {
    const known = new Map<string, number>();
    for (const [index, entry] of entries.entries()) {
      const identity = identify(entry);
      if (identity === undefined) continue;
      const twin = known.get(identity);
      if (twin === undefined) known.set(identity, index);
      else
        context.addIssue({
          code: "custom",
          path: key === undefined ? [index] : [index, key],
          message: `duplicate ${what} "${identity}"`,
          params: { twin },
        });
    }
  };
