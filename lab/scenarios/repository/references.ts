import { applies } from "../../faults/repository.ts";
import type { Scenario } from "../../scenario.ts";
import { settings } from "./settings.ts";

const externalSecret = (name: string, store: string): string =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: ${name}, namespace: apps }\nspec: { secretStoreRef: { kind: ClusterSecretStore, name: ${store} }, dataFrom: [{ extract: { key: web } }] }\n`;

/** Objects that ask for something by a name that nothing has. */
export const REPOSITORY_REFERENCES: readonly Scenario[] = [
  {
    name: "certificate-of-an-issuer-that-nothing-defines",
    title: "A Certificate asks for a ClusterIssuer of another name than the repository defines",
    from: "a public repository",
    faults: [
      applies("web", {
        "issuer.yaml":
          "apiVersion: cert-manager.io/v1\nkind: ClusterIssuer\nmetadata: { name: letsencrypt-production }\nspec: { selfSigned: {} }\n",
        "certificate.yaml":
          "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: web, namespace: apps }\nspec: { secretName: web-tls, dnsNames: [web.lab], issuerRef: { kind: ClusterIssuer, name: letsencrypt-prod } }\n",
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"], says: ["there is letsencrypt-production"] },
  },
  {
    name: "objects-in-a-namespace-that-nothing-makes",
    title: "A ConfigMap lies in a namespace that is called like one of the repository, but for a slip",
    from: "a public repository",
    faults: [applies("web", { "settings.yaml": settings("{}").replace("namespace: apps", "namespace: aps") })],
    expect: { first: ["repository/dependencies-resolve"], says: ["nothing does; there is apps"] },
  },
  {
    name: "route-to-a-section-that-its-gateway-lacks",
    title: "An HTTPRoute names a listener that its Gateway does not have",
    from: "a public repository",
    faults: [
      applies("web", {
        "gateway.yaml":
          "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: internal, namespace: apps }\nspec: { gatewayClassName: cilium, listeners: [{ name: https, port: 443, protocol: HTTPS }] }\n",
        "route.yaml":
          "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: web, namespace: apps }\nspec: { parentRefs: [{ name: internal, sectionName: http }], rules: [] }\n",
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"], says: ["it has https"] },
  },
  {
    name: "secret-store-that-nothing-defines",
    title: "Two ExternalSecrets ask for a ClusterSecretStore of another name than the repository defines: told once",
    from: "a public repository",
    faults: [
      applies("web", {
        "one.yaml": externalSecret("one", "onepasword"),
        "two.yaml": externalSecret("two", "onepasword"),
      }),
    ],
    expect: { first: ["repository/dependencies-resolve"], says: ["ExternalSecret apps/one asks for it, and 1 more"] },
  },
];
