import { stringify } from "yaml";
import type { Authority, KeyPair } from "../pki.ts";
import type { World } from "../world.ts";
import { canary } from "../worlds/builder.ts";

/** A kubeconfig with everything inside; each of the world's contexts leads to the same server. Its other user is nobody: a secret that no run may tell. */
export function kubeconfigFor({ files }: World, url: string, ca: string, client: KeyPair): string {
  const { contexts, context, plugin, insecure } = files.kubeconfig;
  const verified = insecure ? { "insecure-skip-tls-verify": true } : { "certificate-authority-data": encoded(ca) };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    clusters: [{ name: "lab", cluster: { server: url, ...verified } }],
    contexts: contexts.map((name) => ({ name, context: { cluster: "lab", user: "lab" } })),
    users: [
      {
        name: "lab",
        user: plugin
          ? { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "sh", args: ["-c", plugin.script] } }
          : { "client-certificate-data": encoded(client.certificate), "client-key-data": encoded(client.key) },
      },
      { name: "nobody", user: { token: canary("kubeconfig", "token"), password: canary("kubeconfig", "password") } },
    ],
  });
}

const encoded = (pem: string): string => Buffer.from(pem).toString("base64");

/** A talosconfig of the world's contexts. The stand-in talosctl talks to nobody, so that any CA will do. */
export function talosconfigFor({ files }: World, authority: Authority): string {
  const { context, endpoints, nodes, clientCertificate, roles = ["os:admin"] } = files.talosconfig;
  const client = authority.issue({
    commonName: "lab",
    organizations: roles,
    use: "client",
    notBefore: clientCertificate.notBefore,
    notAfter: clientCertificate.notAfter,
  });
  const own = {
    endpoints,
    nodes,
    ca: encoded(authority.ca),
    crt: encoded(client.certificate),
    key: encoded(client.key),
  };
  return stringify({ context, contexts: { [context]: own } });
}
