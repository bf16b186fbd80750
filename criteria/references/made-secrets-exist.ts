import { criterion, together, type Examination, type Finding } from "../criterion.ts";
import { namedByProfile } from "../derive/named-by-profile.ts";
import { groupOf, servedObjects, type NamedObject, type Presence } from "../derive/served-objects.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";
import type { Observations } from "../../observations/observations.ts";
import {
  KEYS_OF_CERTIFICATES,
  keysOfExternalSecret,
  saysReady,
  targetOf,
  type Certificate,
  type ExternalSecret,
} from "../../observations/secret-makers.ts";

/**
 * external-secrets writes the Secret when it refreshes, cert-manager when it issues; Ready stays behind when somebody
 * deletes it or takes a key out. What is not Ready says itself what is wrong.
 * https://external-secrets.io/latest/api/externalsecret/#creationpolicy
 */
export default criterion({
  id: "references/made-secrets-exist",
  title: "Every Secret that an ExternalSecret or a Certificate says it made exists, with its keys",
  fails: "A Secret that was made is gone or lacks a key",
  why: "A pod waits for a Secret that everybody calls synced, and nobody makes it again before the next refresh.",
  serves: ["S0", "S4"],
  needs: ["everything"],
  wants: ["externalSecrets", "certificates", "madeSecrets"],
  restsOn: [
    "prerequisites/access-is-enough-and-read-only",
    "crds/required-are-established",
    "secrets/external-secrets-are-synced",
    "platform/certificates-are-valid",
  ],
  advice: "kubectl -n <namespace> get secret <name>; kubectl -n <namespace> get externalsecrets,certificates",

  irrelevant: ({ secrets, platform }) => {
    const synced = secrets && (secrets.externalSecrets || secrets.shared.length > 0);
    if (synced || (platform.certificates?.certificates ?? []).length > 0) return undefined;
    return "the profile expects no ExternalSecret and no Certificate";
  },

  examine({ everything, externalSecrets, certificates, madeSecrets }, { profile }) {
    const presenceOf = servedObjects(everything);
    const judgedElsewhere = namedByProfile(profile);
    const examined = (it: Made): Examination => madeExamined(it, presenceOf(it.object), madeSecrets, judgedElsewhere);
    const isServed = (group: string, kind: string) =>
      everything.kinds.some((it) => it.group === group && it.kind === kind);
    const examination = together(
      ...(externalSecrets ?? []).filter(isMaking).map((it) => examined(byExternalSecret(it))),
      ...(certificates ?? []).filter(saysReady).map((it) => examined(byCertificate(it))),
      unlisted("externalsecrets", externalSecrets, isServed("external-secrets.io", "ExternalSecret")),
      unlisted("certificates", certificates, isServed("cert-manager.io", "Certificate")),
    );
    const unseen = new Map((examination.unseen ?? []).map((it) => [`${it.subject}: ${it.reason}`, it]));
    return { ...examination, unseen: [...unseen.values()] };
  },
});

interface Made {
  object: NamedObject;
  by: string;
  says: string;
  keys: readonly string[];
}

/** By its policy None it makes no Secret; one that was deleted in the provider is deleted here, and Ready (deletionPolicy). */
const isMaking = (it: ExternalSecret): boolean =>
  saysReady(it) &&
  it.spec?.target?.creationPolicy !== "None" &&
  conditionOf(it, "Ready")?.reason !== "SecretDeleted" &&
  it.metadata?.deletionTimestamp === undefined;

function byExternalSecret(it: ExternalSecret): Made {
  const { kind = "Secret", apiVersion = "v1" } = it.spec?.target?.manifest ?? {};
  return {
    object: { group: groupOf(apiVersion), kind, namespace: it.metadata?.namespace ?? "", name: targetOf(it) },
    ...made(it, "externalsecret"),
    keys: kind === "Secret" ? keysOfExternalSecret(it) : [],
  };
}

const byCertificate = (it: Certificate): Made => ({
  object: { group: "", kind: "Secret", namespace: it.metadata?.namespace ?? "", name: it.spec?.secretName ?? "" },
  ...made(it, "certificate"),
  keys: KEYS_OF_CERTIFICATES,
});

const made = (it: CustomResource, kind: string): Pick<Made, "by" | "says"> => ({
  by: subjectOf(kind, it),
  says: inWords(conditionOf(it, "Ready")),
});

function madeExamined(
  { object, by, says, keys }: Made,
  presence: Presence,
  madeSecrets: Observations["madeSecrets"] | undefined,
  judgedElsewhere: ReadonlySet<string>,
): Examination {
  if (presence.state === "left-out") return { examined: 0, findings: [] };
  const { subject } = presence;
  const unseen = (reason: string): Examination => ({ examined: 0, findings: [], unseen: [{ subject, reason }] });
  const found = (...findings: Finding[]): Examination => ({ examined: 1, findings });
  if (presence.state === "unseen") return unseen(presence.reason);
  if (presence.state !== "there") {
    if (judgedElsewhere.has(subject)) return found();
    return found({ next: again(by), subject, expected: `to exist: ${by} is ${says}`, actual: "none" });
  }
  if (keys.length === 0) return found();
  const read = madeSecrets?.find(({ namespace, name }) => namespace === object.namespace && name === object.name);
  if (!read || read.missing) return unseen("the names of its keys were not read");
  const lacking = keys.filter((key) => !read.keys.includes(key));
  if (lacking.length === 0) return found();
  const has = read.keys.join(", ") || "no key";
  return found({
    next: again(by),
    subject,
    expected: `with ${lacking.join(", ")}: ${by} is ${says}`,
    actual: `it has ${has}`,
  });
}

function unlisted(plural: string, list: unknown, isServed: boolean): Examination {
  const unseen = list === undefined && isServed ? [{ subject: plural, reason: "could not be listed" }] : [];
  return { examined: 0, findings: [], unseen };
}

/** What shows who makes a Secret, and what has it made once more. */
function again(by: string): string {
  const [kind = "", namespace = "", name = ""] = by.split("/");
  const once =
    kind === "certificate"
      ? `cmctl renew -n ${namespace} ${name}`
      : `kubectl -n ${namespace} annotate externalsecret ${name} force-sync=$(date +%s) --overwrite`;
  return `kubectl -n ${namespace} describe ${kind} ${name}\n${once}`;
}
