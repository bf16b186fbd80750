import { managed, numberOf, type Builder } from "./builder.ts";
import { byComponents, dependents } from "./crds/components.ts";
import { kindOf, type Kind } from "./crds/kinds.ts";
import { shortNamesOf } from "./crds/short-names.ts";
import { releaseTimes } from "./schedule.ts";

/** The custom resources of this world: those that the profile needs by name, and those that its components bring. */
export function addCrds(b: Builder): void {
  const requested = b.profile.crds.required.map((entry) => (typeof entry === "string" ? { name: entry } : entry));
  const names = new Set([...requested.map(({ name }) => name), ...dependents(b.profile), ...byComponents(b.profile)]);
  [...names].sort().forEach((name, index) => {
    const wanted = requested.find((entry) => entry.name === name);
    addCrd(b, kindOf(name, wanted && "version" in wanted ? wanted.version : undefined), Math.floor(index / 6));
  });
}

/**
 * Who brings it decides when it came: the CRD phase what the profile requires and the groups that phase 0 extracts,
 * everything else its controller.
 */
function addCrd(b: Builder, { plural, group, kind, version, scope }: Kind, second: number): void {
  const name = `${plural}.${group}`;
  const { at, manager, labels } = origin(b, name, group, second);
  // Most are established within the second they were made in, some a second later.
  const established = b.at(at + (numberOf(5, name) === 0 ? 1 : 0));
  const singular = kind.toLowerCase();
  const shortNames = shortNamesOf(plural);
  const names = { plural, singular, ...(shortNames && { shortNames }), kind, listKind: `${kind}List` };
  const approved = group.endsWith(".k8s.io");
  b.add({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name,
      generation: 1,
      creationTimestamp: b.at(at),
      labels,
      ...(approved ? { annotations: { "api-approved.kubernetes.io": APPROVED_IN } } : {}),
      managedFields: [
        managed(manager, "Apply", b.at(at), "apiextensions.k8s.io/v1"),
        managed("kube-apiserver", "Update", established, "apiextensions.k8s.io/v1", "status"),
      ],
    },
    spec: {
      group,
      names,
      scope,
      conversion: { strategy: "None" },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: "object",
              "x-kubernetes-preserve-unknown-fields": true,
            },
          },
          additionalPrinterColumns: [
            {
              name: "Ready",
              type: "string",
              jsonPath: '.status.conditions[?(@.type=="Ready")].status',
            },
            {
              name: "Age",
              type: "date",
              jsonPath: ".metadata.creationTimestamp",
            },
          ],
        },
      ],
    },
    status: {
      acceptedNames: names,
      storedVersions: [version],
      conditions: [
        ...(approved
          ? [
              {
                ...crdCondition("KubernetesAPIApprovalPolicyConformant", established),
                reason: "ApprovedAnnotation",
                message: `approved in ${APPROVED_IN}`,
              },
            ]
          : []),
        { ...crdCondition("NamesAccepted", established), reason: "NoConflicts", message: "no conflicts found" },
        {
          ...crdCondition("Established", established),
          reason: "InitialNamesAccepted",
          message: "the initial names have been accepted",
        },
      ],
    },
  });
}

const APPROVED_IN = "https://github.com/kubernetes-sigs/gateway-api/pull/3328";

const crdCondition = (type: string, lastTransitionTime: string): object => ({
  type,
  status: "True",
  lastTransitionTime,
});

function origin(
  b: Builder,
  name: string,
  group: string,
  second: number,
): { at: number; manager: string; labels: Record<string, string> } {
  const { profile, times } = b;
  const required = profile.crds.required.some((entry) => (typeof entry === "string" ? entry : entry.name) === name);
  if (required || PHASE_0.some((suffix) => group.endsWith(suffix)))
    return { at: times.crds + Math.min(second, 12), manager: "kubectl", labels: {} };
  if (group === "cilium.io")
    return { at: releaseTimes(times, "cilium").start + 24, manager: "cilium-operator-generic", labels: {} };
  if (group === "fluxcd.controlplane.io")
    return { at: releaseTimes(times, "flux-operator").start + 1, manager: "helm", labels: helm };
  if (group.endsWith("toolkit.fluxcd.io")) {
    const labels = {
      "app.kubernetes.io/instance": profile.flux?.namespace ?? "flux-system",
      "app.kubernetes.io/managed-by": "flux-operator",
      "app.kubernetes.io/part-of": "flux",
      "app.kubernetes.io/version": profile.flux?.version ?? "v2.7.5",
    };
    return { at: releaseTimes(times, "flux-instance").start + 5, manager: "flux-operator", labels };
  }
  return { at: times.flux + 92, manager: "helm-controller", labels: helm };
}

const helm = { "app.kubernetes.io/managed-by": "Helm" };

/** Groups that phase 0 extracts from the charts. */
const PHASE_0 = [
  "cert-manager.io",
  "external-secrets.io",
  "monitoring.coreos.com",
  "operator.victoriametrics.com",
  "postgresql.cnpg.io",
  "gateway.networking.k8s.io",
];
