import type { Profile } from "../../clusters/profile.ts";
import type { Api } from "../kube/api.ts";
import { SourceError, troubleOf } from "../trouble.ts";

/**
 * Reads when the bootstrap began from a ConfigMap and writes it into the profile's start mark, unless the call or the
 * profile has a time. Returns what is wrong with the mark, in a sentence.
 */
export async function readStartMark({ budget }: Profile, api: Pick<Api, "get">): Promise<string | undefined> {
  const mark = budget?.startMark;
  if (!mark?.configMap || mark.at !== undefined) return undefined;
  const { namespace, name, key } = mark.configMap;
  try {
    const map = (await api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`)) as {
      data?: Record<string, string> | null;
    };
    const at = new Date(map.data?.[key] ?? "");
    if (Number.isNaN(at.getTime())) throw new SourceError("malformed", `its key ${key} holds no time`);
    mark.at = at.toISOString();
    return undefined;
  } catch (error) {
    return `start mark ${namespace}/${name}: ${troubleOf(error).message}`;
  }
}
