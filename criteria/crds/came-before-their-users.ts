import { criterion, type Examination, type Finding } from "../criterion.ts";
import { establishedAt, namedBy, required } from "../derive/crds.ts";
import type { CustomResource, CustomResourceDefinition, KubernetesObject } from "../../observations/objects.ts";
import { inWords } from "../../clusters/notation/duration.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { Observations } from "../../observations/observations.ts";
import type { HelmReleaseRecord } from "../../observations/api.ts";

/** What API times are exact to; within it an order can be neither proven nor denied. */
const SECOND_MS = 1000;

/**
 * Order by what the cluster remembers: a CRD's Established transition, Helm's first_deployed (the client's clock,
 * nanoseconds) and creationTimestamps (whole seconds).
 */
export default criterion({
  id: "crds/came-before-their-users",
  title: "Each CRD was established before the first object of its kind, and before the release that needs it",
  fails: "A CRD came after what uses it",
  why: "An order that came out right by luck comes out wrong on the next machine.",
  serves: ["AC3", "S2"],
  needs: ["customResourceDefinitions", "helmReleases"],
  wants: [
    "dependents",
    "certificates",
    "clusterIssuers",
    "externalSecrets",
    "clusterSecretStores",
    "gateways",
    "httpRoutes",
    "ciliumLoadBalancerIPPools",
  ],
  restsOn: ["crds/required-are-established", "components/releases-are-deployed"],
  advice: "kubectl get <kind> <name> -o yaml; helm -n <namespace> history <name>",

  irrelevant: ({ crds, releases }) =>
    crds.required.length > 0 || releases.some((release) => release.crds.length > 0)
      ? undefined
      : "the profile names no CRD",

  examine(observed, { profile }) {
    const result: Required<Omit<Examination, "notices" | "inapplicable" | "subjects">> = {
      examined: 0,
      findings: [],
      unseen: [],
      remarks: [],
    };
    for (const release of profile.releases) {
      for (const pattern of release.crds) {
        const crds = observed.customResourceDefinitions.filter(({ metadata }) =>
          namedBy(pattern, metadata?.name ?? ""),
        );
        // One that is missing is another check's finding; that a whole group is, no other check says.
        if (crds.length === 0 && pattern.startsWith("*."))
          result.unseen.push({
            subject: `release/${release.namespace}/${release.name}`,
            reason: `no CRD ${pattern} is there`,
          });
        for (const crd of crds)
          compare(
            result,
            crd,
            `release/${release.namespace}/${release.name}`,
            deployed(release, observed.helmReleases),
          );
      }
    }
    for (const { name } of profile.crds.required.map(required)) {
      const crd = observed.customResourceDefinitions.find(({ metadata }) => metadata?.name === name);
      const first = crd && oldest(objectsOf(name, observed));
      if (crd && first)
        compare(
          result,
          crd,
          `the first object, ${first.metadata?.namespace ?? ""}/${first.metadata?.name}`,
          first.metadata?.creationTimestamp,
        );
    }
    result.remarks.push(...latecomers(observed, profile));
    return result;
  },
});

const MINUTE_MS = 60_000;

/**
 * CRDs of the profile that came long after the first release was begun: they are no part of the CRD phase, whose time
 * does not count them. Whether somebody needed them before is told above, where anybody is known.
 */
function latecomers(
  { customResourceDefinitions, helmReleases }: Pick<Observations, "customResourceDefinitions" | "helmReleases">,
  { crds, releases }: Profile,
): string[] {
  const begun = releases
    .flatMap((release) => {
      const at = deployed(release, helmReleases);
      return at === undefined || Number.isNaN(Date.parse(at)) ? [] : [{ at, ...release }];
    })
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
  if (!begun) return [];
  return crds.required.map(required).flatMap(({ name }) => {
    const crd = customResourceDefinitions.find(({ metadata }) => metadata?.name === name);
    const at = crd && establishedAt(crd);
    const lag = Date.parse(at ?? "") - Date.parse(begun.at);
    if (!(lag >= MINUTE_MS)) return [];
    return [
      `${name} was established ${inWords(lag)} after the first release was begun (${begun.namespace}/${begun.name}, ${begun.at}): it did not come with the CRD phase, and its time counts to a later one`,
    ];
  });
}

function compare(
  result: Required<Omit<Examination, "notices" | "inapplicable" | "subjects">>,
  crd: CustomResourceDefinition,
  user: string,
  usedAt = "",
): void {
  const subject = `customresourcedefinition/${crd.metadata?.name}`;
  const at = establishedAt(crd) ?? "";
  const late = Date.parse(at) - Date.parse(usedAt);
  if (Number.isNaN(late)) {
    const unknown = Number.isNaN(Date.parse(at)) ? "it was established" : `${user} came`;
    result.unseen.push({ subject, reason: `when ${unknown} is not known` });
    return;
  }
  result.examined += 1;
  if (late >= SECOND_MS) result.findings.push(lateFinding(subject, user, at, usedAt));
  else if (late > -SECOND_MS) result.remarks.push(`${subject} and ${user} came within a second: ${at} and ${usedAt}`);
}

const lateFinding = (subject: string, user: string, at: string, usedAt: string): Finding => ({
  subject,
  expected: `established before ${user} (${usedAt})`,
  actual: `established ${at}`,
  since: at,
  hopeless: true,
});

/** The first revision's time, which every later revision carries. */
const deployed = (
  release: { name: string; namespace: string },
  records: readonly HelmReleaseRecord[],
): string | undefined =>
  records.find(
    ({ name, namespace, details }) => name === release.name && namespace === release.namespace && details !== undefined,
  )?.details?.firstDeployed;

type Lists = Partial<
  Record<
    | "certificates"
    | "clusterIssuers"
    | "externalSecrets"
    | "clusterSecretStores"
    | "gateways"
    | "httpRoutes"
    | "ciliumLoadBalancerIPPools",
    CustomResource[]
  >
> & { dependents?: { group: string; resource: string; objects: KubernetesObject[] }[] };

function objectsOf(crd: string, lists: Lists): KubernetesObject[] {
  const listed: Record<string, KubernetesObject[] | undefined> = {
    "certificates.cert-manager.io": lists.certificates,
    "clusterissuers.cert-manager.io": lists.clusterIssuers,
    "externalsecrets.external-secrets.io": lists.externalSecrets,
    "clustersecretstores.external-secrets.io": lists.clusterSecretStores,
    "gateways.gateway.networking.k8s.io": lists.gateways,
    "httproutes.gateway.networking.k8s.io": lists.httpRoutes,
    "ciliumloadbalancerippools.cilium.io": lists.ciliumLoadBalancerIPPools,
  };
  return listed[crd] ?? lists.dependents?.find(({ group, resource }) => `${resource}.${group}` === crd)?.objects ?? [];
}

const oldest = (objects: readonly KubernetesObject[]): KubernetesObject | undefined =>
  objects
    .filter(({ metadata }) => metadata?.creationTimestamp !== undefined)
    .toSorted(
      (a, b) => Date.parse(a.metadata?.creationTimestamp ?? "") - Date.parse(b.metadata?.creationTimestamp ?? ""),
    )[0];
