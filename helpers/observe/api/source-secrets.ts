import type { Api } from "../../kube/api.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";

/** The names of the keys in the Secret of the profile's Git source. */
export const sourceSecrets: Source<"sourceSecrets"> = async ({ api, profile }) => {
  const namespace = profile.flux?.namespace ?? "flux-system";
  const name = profile.flux?.source.secret;
  return name === undefined ? [] : [await namesOfKeys(api, { namespace, name })];
};

export interface KeysOfSecret {
  namespace: string;
  name: string;
  missing: boolean;
  keys: string[];
}

/** The names of a Secret's keys. Its values leave this function never. */
export async function namesOfKeys(
  api: Api,
  { namespace, name }: { namespace: string; name: string },
): Promise<KeysOfSecret> {
  try {
    const { data } = (await api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`)) as {
      data?: Record<string, string> | null;
    };
    return { namespace, name, missing: false, keys: Object.keys(data ?? {}).toSorted() };
  } catch (error) {
    if (!(error instanceof SourceError) || error.trouble.kind !== "not-found") throw error;
    return { namespace, name, missing: true, keys: [] };
  }
}
