import { createHash } from "node:crypto";
import { parseOpenProfile, problemInWords } from "../../clusters/parse.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import type { Checkout } from "../../observations/checkout.ts";
import type { Draft } from "../../repository/draft/draft.ts";
import { draftOf } from "../../repository/draft/profile.ts";
import { handOver } from "../observe/files/handed-over.ts";
import { readCheckout } from "../observe/files/repository.ts";
import { SourceError } from "../trouble.ts";
import { costsOfRun } from "./costs.ts";
import { profileText } from "./draft-text.ts";
import type { LoadedProfile } from "./profile.ts";
import { UsageError } from "./usage-error.ts";

/**
 * A profile in memory, drafted from the checkout of `--repo`: for checks of the repository alone. Throws UsageError
 * where the checkout is none, or is for several clusters. `costs` says for people what the draft left out, and which of
 * these checks that costs.
 */
export async function draftedProfile(
  checkout: string,
  name: string | undefined,
  criteria: readonly AnyCriterion[],
): Promise<LoadedProfile & { costs: string }> {
  const { draft, read } = await draftFrom(checkout, name, "--repo");
  handOver(read);
  const text = profileText(draft, { by: `--repo ${checkout}` });
  const shown = `the draft from ${checkout}`;
  const { profile, problems } = parseOpenProfile(text, shown);
  if (problems) throw new UsageError(problems.map(problemInWords).join("\n"));
  // see loadProfile: what it leaves open only a cluster is asked for
  return {
    profile: profile as Profile,
    file: shown,
    digest: createHash("sha256").update(text).digest("hex"),
    costs: costsOfRun(text, checkout, profile, criteria),
  };
}

/** Drafts a profile; refusals name the command that helps, by the flag that led here. */
export async function draftFrom(
  checkout: string,
  name: string | undefined,
  flag: "--init" | "--repo",
): Promise<{ draft: Draft; name: string; read: Checkout }> {
  const read = await readFor(checkout, flag);
  const drafted = draftOf(read, name);
  if (drafted.refusal === undefined) return { ...drafted, read };
  const commands = (drafted.clusters ?? []).map((one) => `\n  npx assay ${flag} ${checkout} --name ${one}`);
  throw new UsageError(`${drafted.refusal}${commands.join("")}`);
}

async function readFor(checkout: string, flag: string): Promise<Checkout> {
  try {
    return await readCheckout(checkout);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UsageError(
      error.message
        .replace("with --repo, or repository in the profile", `with ${flag}`)
        .replace("with --repo", `with ${flag}`),
    );
  }
}
