import type { OpenProfile } from "../../clusters/profile.ts";
import { goDuration } from "../../clusters/notation/duration.ts";
import { at, textAt } from "../yaml/documents.ts";
import type { RepositoryNotice } from "../finding.ts";
import type { Repository } from "../model.ts";

const DAY = 24 * 3_600_000;

/** What ExternalSecrets without a refreshInterval have. https://external-secrets.io/latest/api/externalsecret/ */
const DEFAULT = "1h0m0s";

/** What all ExternalSecrets together read a day, where that is more than the profile allows; and what is not known of it. */
export function tooManyReads(
  { tree }: Repository,
  { externalSecretReads: allowed }: OpenProfile["policies"],
): { notices: RepositoryNotice[]; unknown: string[] } {
  if (!allowed) return { notices: [], unknown: [] };
  const unknown: string[] = [];
  const reads = tree.objects.flatMap(({ object: { kind, namespace, name, value, document } }) => {
    if (kind !== "ExternalSecret") return [];
    const policy = textAt(value, "spec", "refreshPolicy");
    // these read once, or when the object changes
    if (policy === "CreatedOnce" || policy === "OnChange") return [];
    const interval = textAt(value, "spec", "refreshInterval") ?? DEFAULT;
    const ms = goDuration(interval);
    if (ms === undefined)
      unknown.push(`externalsecret/${namespace ?? "-"}/${name}: how often it reads is not known: ${interval}`);
    if (ms === undefined || ms === 0) return [];
    return [
      {
        name: `${namespace ?? "-"}/${name}`,
        perDay: DAY / ms,
        interval,
        where: at(document, ["spec", "refreshInterval"]),
      },
    ];
  });
  const sum = Math.round(reads.reduce((total, { perDay }) => total + perDay, 0));
  const [most] = reads.toSorted((a, b) => b.perDay - a.perDay);
  if (!most || sum <= allowed.perDay) return { notices: [], unknown };
  return {
    unknown,
    notices: [
      {
        severity: "policy",
        subject: `externalsecret/${most.name}`,
        expected: `at most ${allowed.perDay} reads a day, because ${allowed.reason}`,
        actual: `${sum} by ${reads.length} ExternalSecrets; the most by this one, every ${most.interval}`,
        where: most.where,
        because:
          "The store refuses everybody when its allowance is used up, and no Secret is refreshed until it is back.",
        mend: "Write longer refreshIntervals, or refreshPolicy: OnChange.",
      },
    ],
  };
}
