import { summaryOf, type Checkout, type CheckoutSummary } from "../../observations/checkout.ts";
import { UsageError } from "../call/usage-error.ts";
import { headCommit } from "../observe/files/git.ts";
import { readCheckout } from "../observe/files/repository.ts";
import { redact } from "../redact/redact.ts";
import { SourceError } from "../trouble.ts";
import type { KeptObservations } from "./observations.ts";

/** The checkout that a run judged, read again. Throws UsageError where it is another, or at another commit. */
export async function sameCheckout(
  given: string,
  kept: KeptObservations,
  commit: string | undefined,
): Promise<Checkout> {
  const look = kept.looks.repository?.[kept.last.repository ?? 0];
  if (!look?.ok) throw new UsageError(`--repo ${given}: the run judged no checkout`);
  const summary = look.value as CheckoutSummary;
  const head = headCommit(given);
  if (commit !== undefined && head !== commit)
    throw new UsageError(
      `--repo ${given}: is at ${head ?? "no commit"}; the run judged ${commit}: git checkout ${commit}`,
    );
  const checkout = { ...(await read(given)), root: summary.root };
  const files = new Map(summary.files.map((file) => [file.path, JSON.stringify(file)]));
  const now = JSON.parse(redact(JSON.stringify(summaryOf(checkout), null, 1))) as CheckoutSummary;
  const other = now.files.find((file) => files.get(file.path) !== JSON.stringify(file));
  const gone = summary.files.find(({ path }) => !now.files.some((file) => file.path === path));
  const different = other ?? gone;
  if (different) throw new UsageError(`--repo ${given}: ${different.path} is not what the run read`);
  return checkout;
}

async function read(given: string): Promise<Checkout> {
  try {
    return await readCheckout(given);
  } catch (error) {
    if (error instanceof SourceError) throw new UsageError(error.message);
    throw error;
  }
}
