import { applies, checkoutAdds } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";

const CHECK = "repository/custom-resources-follow-their-crds";

const externalSecret = (data: string): string =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: web, namespace: apps }\nspec: { secretStoreRef: { kind: ClusterSecretStore, name: onepassword-connect }, data: [${data}] }\n`;

const policy = (spec: string): string =>
  `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: web, namespace: apps }\nspec: ${spec}\n`;

/** A CRD of the repository's own: its fields count, whatever is known of the kind elsewhere. */
const CRD = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.lab.example }
spec:
  group: lab.example
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { colour: { type: string } } } } } }
`;

const SCALED = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: apps }
spec:
  replicas: \${COUNT}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "registry.lab/web:1.0.0" }] }
`;

const widget = (spec: string): string =>
  `apiVersion: lab.example/v1\nkind: Widget\nmetadata: { name: web, namespace: apps }\nspec: ${spec}\n`;

/** What the API server refuses of an object, by the fields that its kind has. */
export const REPOSITORY_FIELDS: readonly Scenario[] = [
  {
    name: "misspelt-field-of-an-external-secret",
    title: "An ExternalSecret has remoteRef.keyy: the field that was meant is named",
    from: "a public repository",
    faults: [applies("web", { "secret.yaml": externalSecret("{ secretKey: a, remoteRef: { keyy: web } }") })],
    expect: { first: [CHECK], says: ["spec.data[0].remoteRef.keyy", "Write key, or remove it."] },
  },
  {
    name: "field-of-a-policy-at-the-wrong-depth",
    title: "A CiliumNetworkPolicy has its ports beside toPorts' list instead of within it",
    from: "a public repository",
    faults: [
      applies("web", {
        "policy.yaml": policy("{ endpointSelector: {}, egress: [{ ports: [{ port: '53' }], toEntities: [world] }] }"),
      }),
    ],
    expect: { first: [CHECK], says: ["spec.egress[0].ports"] },
  },
  {
    name: "number-where-text-belongs",
    title: "A Deployment gives an environment variable a number: Flux's dry run refuses it",
    from: "a public repository",
    faults: [
      applies("web", {
        "deployment.yaml":
          "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: apps }\nspec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: registry.lab/web:1.0.0, env: [{ name: PORT, value: 80 }] }] } } }\n",
      }),
    ],
    expect: { first: [CHECK], says: ["spec.template.spec.containers[0].env[0].value", "in quotes"] },
  },
  {
    name: "field-that-the-repositorys-own-crd-does-not-have",
    title: "A custom resource has a field that the CRD in the same repository does not have",
    from: "a public repository",
    faults: [
      checkoutAdds({ "kubernetes/apps/widgets.yaml": CRD }),
      applies("web", { "widget.yaml": widget("{ color: red }") }),
    ],
    expect: { first: [CHECK], says: ["spec.color", "Write colour, or remove it."] },
  },
  {
    name: "fields-that-something-fills-in",
    title: "Values that Flux substitutes, and a field that the repository's own CRD has: right",
    from: "a public repository",
    faults: [
      checkoutAdds({ "kubernetes/apps/widgets.yaml": CRD }),
      applies(
        "web",
        {
          "widget.yaml": widget("{ colour: red }"),
          "deployment.yaml": SCALED,
        },
        'prune: true, postBuild: { substitute: { COUNT: "2" } }',
      ),
    ],
  },
  {
    name: "version-that-kubernetes-removed",
    title: "A PodDisruptionBudget asks for policy/v1beta1, which the cluster's Kubernetes no longer serves",
    from: "a public repository",
    faults: [
      applies("web", {
        "budget.yaml":
          "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: web, namespace: apps }\nspec: { minAvailable: 1, selector: { matchLabels: { app: web } } }\n",
      }),
    ],
    expect: { first: [CHECK], says: ["asks for policy/v1beta1", "apiVersion: policy/v1"] },
  },
];
