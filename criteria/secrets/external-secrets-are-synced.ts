import { leaving } from "../derive/deletion.ts";
import { criterion, each, momentOf, together, type Examination, type Finding } from "../criterion.ts";
import { goDuration, inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/**
 * Ready=True stays behind when the controller stops: only `refreshTime` tells that it still works. ExternalSecrets carry
 * no generation. https://external-secrets.io/latest/api/externalsecret/#update-behavior-with-3-different-refresh-policies
 */
export default criterion({
  id: "secrets/external-secrets-are-synced",
  title:
    "Every ExternalSecret is synced within its refresh interval, and the shared secrets are in every namespace listed",
  fails: "A secret is not synced",
  why: "A pod whose Secret is missing never starts; one whose Secret is stale runs with an old password.",
  serves: ["S0"],
  needs: ["externalSecrets"],
  wants: ["sharedSecrets"],
  restsOn: ["crds/required-are-established", "secrets/stores-are-valid", "flux/everything-is-reconciled"],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> get externalsecrets; kubectl -n <namespace> annotate externalsecret --all force-sync=$(date +%s) --overwrite",

  irrelevant: ({ secrets }) => {
    if (!secrets) return "the profile has no external-secrets";
    return secrets.externalSecrets || secrets.shared.length > 0
      ? undefined
      : "the profile asks for no ExternalSecret and no shared secret";
  },

  examine({ externalSecrets, sharedSecrets }, context) {
    const { profile } = context;
    const looked = momentOf(context, "externalSecrets");
    const { externalSecrets: every = false, shared = [] } = profile.secrets ?? {};
    const wanted = shared.flatMap(({ name, namespaces }) => namespaces.map((namespace) => ({ namespace, name })));
    return together(
      ...(every ? externalSecrets.map((it: ExternalSecret) => synced(it, looked)) : []),
      sharedExamined(wanted, externalSecrets, sharedSecrets),
    );
  },
});

type ExternalSecret = CustomResource<
  { refreshInterval?: string; refreshPolicy?: string; target?: { name?: string } | null },
  { refreshTime?: string | null }
>;

/** The controller looks again when the interval is over, and needs a moment for it; clocks differ a little. */
const SLACK_MS = 120_000;
/** https://external-secrets.io/latest/api/spec/#external-secrets.io/v1.ExternalSecretSpec */
const DEFAULT_INTERVAL = "1h0m0s";

function synced(it: ExternalSecret, now: Date): Examination {
  const subject = subjectOf("externalsecret", it);
  const found = (finding: Omit<Finding, "subject">): Examination => ({
    examined: 1,
    findings: [{ subject, ...finding }],
  });
  const going = leaving(subject, it);
  if (going) return { examined: 1, findings: [going] };
  const ready = conditionOf(it, "Ready");
  if (ready?.status !== "True")
    return found({ expected: "Ready=True", actual: inWords(ready), since: ready?.lastTransitionTime });

  const refreshed = Date.parse(it.status?.refreshTime ?? "");
  if (Number.isNaN(refreshed)) return found({ expected: "a refresh time", actual: `${inWords(ready)}, but none` });

  const refreshPolicy = it.spec?.refreshPolicy || "Periodic";
  const refreshInterval = it.spec?.refreshInterval ?? DEFAULT_INTERVAL;
  const interval = goDuration(refreshInterval);
  if (interval === undefined)
    return {
      examined: 0,
      findings: [],
      unseen: [{ subject, reason: `refreshInterval "${refreshInterval}" is no duration` }],
    };
  if (refreshPolicy !== "Periodic" || interval === 0) return { examined: 1, findings: [] };
  const age = now.getTime() - refreshed;
  if (age <= interval + SLACK_MS) return { examined: 1, findings: [] };
  return found({
    expected: `refreshed every ${durationInWords(interval)}`,
    actual: `last refreshed ${durationInWords(age)} ago, though Ready=True`,
    since: it.status?.refreshTime ?? undefined,
  });
}

interface Named {
  namespace: string;
  name: string;
}

function sharedExamined(
  wanted: readonly Named[],
  externalSecrets: readonly ExternalSecret[],
  secrets: readonly Named[] | undefined,
): Examination {
  if (secrets === undefined) {
    const reason = "Secrets could not be looked at";
    return { examined: 0, findings: [], unseen: wanted.map((it) => ({ subject: subjectOfSecret(it), reason })) };
  }
  return each(wanted, (it) => sharedFinding(it, externalSecrets, secrets));
}

/** A Secret that no ExternalSecret writes is somebody's leftover: it looks right until it changes. */
function sharedFinding(
  it: Named,
  externalSecrets: readonly ExternalSecret[],
  secrets: readonly Named[],
): Finding | undefined {
  const subject = subjectOfSecret(it);
  const writer = externalSecrets.find(
    ({ metadata, spec }) => metadata?.namespace === it.namespace && (spec?.target?.name || metadata.name) === it.name,
  );
  const exists = secrets.some(({ namespace, name }) => named(it.name, it.namespace)({ metadata: { namespace, name } }));
  if (exists && writer) return undefined;
  if (exists)
    return {
      subject,
      expected: "written by an ExternalSecret",
      actual: "no ExternalSecret of its namespace targets it",
    };
  if (!writer)
    return { subject, expected: "a Secret", actual: "none, and no ExternalSecret of its namespace targets it" };
  return {
    subject,
    expected: "a Secret",
    actual: `none: ${subjectOf("externalsecret", writer)} has ${inWords(conditionOf(writer, "Ready"))}`,
  };
}

const subjectOfSecret = ({ namespace, name }: Named): string => `secret/${namespace}/${name}`;
