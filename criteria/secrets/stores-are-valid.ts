import { leaving } from "../derive/deletion.ts";
import { criterion, together, type Examination } from "../criterion.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { named } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/** Stores carry no generation: their Ready condition is renewed at each validation. https://external-secrets.io/latest/api/clustersecretstore/ */
export default criterion({
  id: "secrets/stores-are-valid",
  title: "Every secret store that the profile names is Ready",
  fails: "A secret store is not ready",
  why: "An invalid store fails every ExternalSecret that refers to it.",
  serves: ["S0"],
  needs: [],
  wants: ["clusterSecretStores", "secretStores"],
  restsOn: ["crds/required-are-established", "components/workloads-are-rolled-out", "secrets/connect-is-running"],
  advice:
    "kubectl describe <kind> <name>; kubectl -n <namespace> describe <kind> <name>; kubectl -n external-secrets logs deployment/external-secrets",

  irrelevant: ({ secrets }) =>
    secrets && secrets.stores.length > 0 ? undefined : "the profile names no secret stores",

  examine({ clusterSecretStores, secretStores }, { profile }) {
    const lists = { ClusterSecretStore: clusterSecretStores, SecretStore: secretStores };
    return together(
      ...(profile.secrets?.stores ?? []).map(({ kind, name, namespace }) => {
        const subject = [kind.toLowerCase(), namespace, name].filter(Boolean).join("/");
        return storeExamined(subject, lists[kind], lists[kind]?.find(named(name, namespace)));
      }),
    );
  },
});

function storeExamined(subject: string, list: unknown, store: CustomResource | undefined): Examination {
  if (list === undefined)
    return { examined: 0, findings: [], unseen: [{ subject, reason: "its kind could not be listed" }] };
  if (!store) return { examined: 1, findings: [{ subject, expected: "a secret store", actual: "none" }] };
  const going = leaving(subject, store);
  if (going) return { examined: 1, findings: [going] };
  const ready = conditionOf(store, "Ready");
  if (ready?.status === "True") return { examined: 1, findings: [] };
  const finding = { subject, expected: "Ready=True", actual: inWords(ready), since: ready?.lastTransitionTime };
  return { examined: 1, findings: [finding] };
}
