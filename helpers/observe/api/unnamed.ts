import { leftOutOf, type ShowingKind } from "../../../criteria/derive/coverage.ts";
import type { Part, UnnamedKind } from "../../../observations/api.ts";
import type { Api } from "../../kube/api.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import type { Source } from "../source.ts";

/** Asks only for what the profile is silent about: metadata, and of a kind that is not served nothing is there. */
export const unnamed: Source<"unnamed"> = async ({ api, profile }) => {
  const kinds = leftOutOf(profile).flatMap(({ key, shownBy }) => shownBy.map((shown) => ({ key, shown })));
  return Promise.all(
    kinds.map(async ({ key, shown }): Promise<UnnamedKind> => {
      return { key, kind: shown.kind, objects: await countOf(api, shown) };
    }),
  );
};

async function countOf(api: Api, { group, resource, labelSelector }: ShowingKind): Promise<Part<number>> {
  const only = { metadataOnly: true, ...(labelSelector !== undefined && { labelSelector }) };
  try {
    return { ok: true, value: (await api.list({ group, resource }, only)).length };
  } catch (error) {
    if (error instanceof SourceError && error.trouble.kind === "not-served") return { ok: true, value: 0 };
    return { ok: false, trouble: troubleOf(error) };
  }
}
