import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import { absentInBuilds } from "../kustomize/absent.ts";
import { unlistedManifests } from "../kustomize/unlisted.ts";
import type { Repository } from "../model.ts";
import { storesThatFeedThemselves } from "../secrets/store-credentials.ts";
import { strangeApiNamespaces } from "../talos/api-namespaces.ts";
import { missingStores, type MissingStores } from "../secrets/stores.ts";
import { strangeHosts } from "./hosts.ts";
import { missingListeners } from "./listeners.ts";
import { missingObjects } from "./missing.ts";
import { missingNamespaces } from "./namespaces.ts";
import { nobodyMakes } from "./unmade.ts";

/** What objects name beyond Flux's own references, and what nothing names though it lies beside what is applied. */
export function brokenReferences(repository: Repository, hidden: string | undefined): MissingStores {
  const stores = missingStores(repository, hidden);
  const objects = missingObjects(repository, hidden);
  const namespaces = missingNamespaces(repository, hidden);
  const absent = absentInBuilds(repository);
  const told = new Set([...objects.findings, ...objects.notices].map(({ subject }) => subject));
  const findings: RepositoryFinding[] = [
    ...stores.findings,
    ...objects.findings,
    ...absent.findings,
    ...namespaces.findings,
    ...missingListeners(repository),
  ];
  const notices: RepositoryNotice[] = [
    ...objects.notices,
    ...stores.notices,
    ...unlistedManifests(repository),
    ...absent.notices,
    ...namespaces.notices,
    ...strangeHosts(repository),
    ...nobodyMakes(repository, told),
    ...strangeApiNamespaces(repository),
    ...storesThatFeedThemselves(repository),
  ];
  return { findings, notices, unseen: stores.unseen, examined: stores.examined + objects.examined };
}
