import type { KubernetesObject } from "../../../observations/objects.ts";
import type { Source } from "../source.ts";

/** In which namespaces the profile's shared Secrets exist: metadata only, never their data. */
export const sharedSecrets: Source<"sharedSecrets"> = async ({ api, profile }) => {
  const names = [...new Set((profile.secrets?.shared ?? []).map(({ name }) => name))];
  const found = await Promise.all(
    names.map((name) =>
      api.list({ group: "", resource: "secrets" }, { fieldSelector: `metadata.name=${name}`, metadataOnly: true }),
    ),
  );
  return (found.flat() as KubernetesObject[]).map(({ metadata }) => ({
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
  }));
};
