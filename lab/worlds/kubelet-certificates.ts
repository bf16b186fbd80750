import { base64, hash, suffix, type Builder } from "./builder.ts";

/** Requests that were answered are removed after this long: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/ */
const KEPT_SECONDS = 3600;

/** How each kubelet came to its first certificate: asked by a bootstrap token, approved by kube-controller-manager. */
export function addKubeletCertificates(b: Builder): void {
  for (const node of b.nodes) {
    const at = b.at(b.times.api + 3 + node.index * 3);
    if (b.now.getTime() - Date.parse(at) > KEPT_SECONDS * 1000) continue;
    b.add({
      apiVersion: "certificates.k8s.io/v1",
      kind: "CertificateSigningRequest",
      metadata: { name: `csr-${suffix(5, "csr", node.name)}`, generateName: "csr-", creationTimestamp: at },
      spec: {
        request: base64(`certificate request of ${node.name}`),
        signerName: "kubernetes.io/kube-apiserver-client-kubelet",
        username: `system:bootstrap:${hash("bootstrap token").slice(0, 6)}`,
        groups: ["system:bootstrappers", "system:authenticated"],
        usages: ["digital signature", "client auth"],
      },
      status: {
        certificate: base64(`certificate of ${node.name}`),
        conditions: [
          {
            type: "Approved",
            status: "True",
            reason: "AutoApproved",
            message: "Auto approving kubelet client certificate after SubjectAccessReview.",
            lastUpdateTime: at,
            lastTransitionTime: at,
          },
        ],
      },
    });
  }
}
