import { criterion, each, together, type Examination, type Finding } from "../criterion.ts";
import { findFlux } from "../derive/flux.ts";
import { withoutCredentials } from "../derive/flux-source.ts";
import type { Observations } from "../../observations/observations.ts";

/** Names of keys only: no value of any Secret is ever looked at. */
export default criterion({
  id: "flux/deploy-key-is-in-place",
  title: "The Git source's secret exists with the keys that an SSH deploy key needs, and the source uses it over SSH",
  fails: "No usable deploy key",
  why: "Without it Flux cannot fetch, and everything it once applied still says Ready=True.",
  serves: ["AC4", "T5"],
  needs: ["gitRepositories", "sourceSecrets"],
  restsOn: ["crds/required-are-established"],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n <flux-namespace> get gitrepository <flux-source> -o jsonpath='{.spec.url} {.spec.secretRef.name}'; `flux create secret git` makes the Secret anew from a private key",

  irrelevant: (profile) =>
    profile.flux?.source.secret
      ? undefined
      : "the profile names no secret for the Git source: the repository is public",

  examine({ gitRepositories, sourceSecrets }, { profile }) {
    const { source, namespace = "" } = profile.flux ?? {};
    if (!source?.secret) return { examined: 0, findings: [] };
    const subject = `gitrepository/${namespace}/${source.name}`;
    const repository = findFlux(gitRepositories, source.name, namespace);
    const wiring = each([repository], () => {
      if (!repository) return { subject, expected: "a GitRepository", actual: "none" };
      const { url = "", secretRef } = repository.spec ?? {};
      return [
        ...(secretRef?.name === source.secret
          ? []
          : [{ subject, expected: `secretRef ${source.secret}`, actual: secretRef?.name ?? "no secretRef" }]),
        ...sshFinding(subject, url, source.secretKeys),
      ];
    });
    return together(wiring, secretExamined(`${namespace}/${source.secret}`, source.secretKeys, sourceSecrets));
  },
});

/** Flux takes `ssh://` only; the scp-like `git@host:path` is refused. A key called `identity` is of no use to https. */
function sshFinding(subject: string, url: string, keys: readonly string[]): Finding[] {
  if (!keys.includes("identity") || url.startsWith("ssh://")) return [];
  return [{ subject, expected: "an ssh:// URL", actual: withoutCredentials(url) || "no URL", hopeless: true }];
}

function secretExamined(name: string, keys: readonly string[], secrets: Observations["sourceSecrets"]): Examination {
  const subject = `secret/${name}`;
  const secret = secrets.find((secret) => `${secret.namespace}/${secret.name}` === name);
  if (!secret)
    return { examined: 0, findings: [], unseen: [{ subject, reason: "no Git source refers to it: not looked at" }] };
  const expected = `keys ${keys.join(", ")}`;
  if (secret.missing) return { examined: 1, findings: [{ subject, expected, actual: "no such Secret" }] };
  const missing = keys.filter((key) => !secret.keys.includes(key));
  if (missing.length === 0) return { examined: 1, findings: [] };
  const has = secret.keys.length > 0 ? `only ${secret.keys.join(", ")}` : "no keys at all";
  return { examined: 1, findings: [{ subject, expected, actual: `${has}: ${missing.join(", ")} missing` }] };
}
