/** A ConfigMap, as the least that a Kustomization can apply. */
export const settings = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: apps }\ndata: ${data}\n`;
