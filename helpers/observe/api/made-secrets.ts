import {
  keysOfExternalSecret,
  saysReady,
  targetOf,
  type Certificate,
  type ExternalSecret,
} from "../../../observations/secret-makers.ts";
import { SourceError } from "../../trouble.ts";
import { limited } from "../../wait/turnstile.ts";
import type { Seen, Source } from "../source.ts";
import { namesOfKeys } from "./source-secrets.ts";

const AT_ONCE = 4;

/**
 * The Secrets of which an ExternalSecret or a Certificate that is Ready tells the keys, each asked for by its name: the
 * names of its keys. Values leave this room never, and Secrets that nobody tells keys of are not asked for.
 */
export const madeSecrets: Source<"madeSecrets"> = async ({ api }, seen) => {
  const [externalSecrets, certificates] = await Promise.all([
    served<ExternalSecret>(seen, "externalSecrets"),
    served<Certificate>(seen, "certificates"),
  ]);
  const wanted = [
    ...externalSecrets
      .filter((it) => saysReady(it) && !it.spec?.target?.manifest && keysOfExternalSecret(it).length > 0)
      .map((it) => ({ namespace: it.metadata?.namespace ?? "", name: targetOf(it) })),
    ...certificates
      .filter(saysReady)
      .map(({ metadata, spec }) => ({ namespace: metadata?.namespace ?? "", name: spec?.secretName ?? "" })),
  ].filter(({ namespace, name }) => namespace !== "" && name !== "");
  const each = new Map(wanted.map(({ namespace, name }) => [`${namespace}/${name}`, { namespace, name }]));
  const oneOf = limited(AT_ONCE);
  return Promise.all([...each.values()].map((it) => oneOf(() => namesOfKeys(api, it))));
};

/** A kind that is not served has no objects. */
async function served<Item>(seen: Seen, key: "externalSecrets" | "certificates"): Promise<Item[]> {
  try {
    return (await seen(key)) as Item[];
  } catch (error) {
    if (error instanceof SourceError && error.trouble.kind === "not-served") return [];
    throw error;
  }
}
