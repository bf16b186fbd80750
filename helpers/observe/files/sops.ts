import { identityToRecipient } from "age-encryption";
import path from "node:path";
import { readPlainText } from "../../../evidence/plain-file.ts";
import { sopsAgeKeyFile } from "../../environment.ts";
import { resolvePath } from "../../call/paths.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";
import { parsedYaml } from "./yaml.ts";
import { wordsOf } from "../../../observations/words.ts";

interface Rules {
  creation_rules?: { age?: string | string[]; key_groups?: { age?: string[] }[] }[] | null;
}

/**
 * The recipients of the age key at hand, and those that the repository's .sops.yaml encrypts for, where a checkout is
 * given. Keys never leave this function.
 */
export const sops: Source<"sops"> = async ({ options, profile }) => {
  const keyFile = resolvePath(profile.sops?.keyFile ?? sopsAgeKeyFile() ?? "~/.config/sops/age/keys.txt");
  const identities = read(keyFile, "age key").match(/^AGE-SECRET-KEY-[0-9A-Z-]+$/gm) ?? [];
  const recipientsOfKey = await Promise.all(identities.map(async (identity) => recipientOf(identity, keyFile)));

  const repository = options.repo ?? profile.repository;
  const named = profile.sops?.rules ?? ".sops.yaml";
  if (repository === undefined && !path.isAbsolute(named)) return { keyFile, recipientsOfKey };
  const rulesFile = resolvePath(named, repository === undefined ? undefined : resolvePath(repository));
  const rules = parsedYaml(read(rulesFile, "SOPS rules"), `SOPS rules ${rulesFile}`) as Rules | null;
  const recipientsOfRepository = (rules?.creation_rules ?? []).flatMap(({ age, key_groups }) =>
    [age ?? [], ...(key_groups ?? []).map((group) => group.age ?? [])]
      .flat()
      .flatMap((list) => list.split(",").map((one) => one.trim())),
  );
  return {
    keyFile,
    recipientsOfKey,
    rulesFile,
    recipientsOfRepository: [...new Set(recipientsOfRepository)].filter(Boolean),
  };
};

async function recipientOf(identity: string, keyFile: string): Promise<string> {
  try {
    return await identityToRecipient(identity);
  } catch {
    // the library's message may quote the key
    throw new SourceError("file", `${keyFile} holds a line that is no age secret key`);
  }
}

function read(file: string, what: string): string {
  try {
    return readPlainText(file);
  } catch (error) {
    const why = wordsOf(error);
    throw new SourceError("file", `${what} ${file}: ${why}`);
  }
}
