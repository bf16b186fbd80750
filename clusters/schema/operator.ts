import { z } from "zod";

export const sops = z
  .strictObject({
    keyFile: z
      .string()
      .optional()
      .describe(
        "Path of the age key, relative to the working directory; ~ is the home folder. Left out, it is $SOPS_AGE_KEY_FILE, then ~/.config/sops/age/keys.txt.",
      ),
    rules: z.string().default(".sops.yaml").describe("Path of the SOPS rules in the repository."),
  })
  .describe(
    "SOPS with age. Leave it out where the repository is not encrypted with it; prerequisites/age-key-is-available is not applicable then.",
  );

export const onePassword = z
  .strictObject({
    account: z
      .string()
      .optional()
      .describe("Account that `op whoami` is asked about: its flag --account. Left out, it is the CLI's own choice."),
  })
  .describe(
    "The 1Password CLI, which the bootstrap takes secrets from. Leave it out where it is not used; prerequisites/one-password-is-signed-in is not applicable then.",
  );
