import { conditionOf } from "./conditions.ts";
import type { CustomResource } from "./objects.ts";

export type ExternalSecret = CustomResource<
  {
    data?: { secretKey?: string }[] | null;
    target?: {
      name?: string;
      creationPolicy?: string;
      manifest?: { apiVersion?: string; kind?: string } | null;
      template?: { mergePolicy?: string; data?: Record<string, null> | null; templateFrom?: null[] | null } | null;
    } | null;
  },
  { binding?: { name?: string } | null }
>;

export type Certificate = CustomResource<{ secretName?: string }>;

/** The name of the Secret that an ExternalSecret writes: its target's, which is its own where it gives none. */
export const targetOf = ({ metadata, spec, status }: ExternalSecret): string =>
  spec?.target?.name || status?.binding?.name || metadata?.name || "";

/**
 * The keys that the Secret of an ExternalSecret must have. A template that replaces decides alone which there are; what
 * is extracted as a whole (dataFrom) names none. https://external-secrets.io/latest/guides/templating/
 */
export function keysOfExternalSecret({ spec }: ExternalSecret): string[] {
  const { data, templateFrom, mergePolicy } = spec?.target?.template ?? {};
  const own = (spec?.data ?? []).flatMap(({ secretKey }) => secretKey ?? []);
  const templated = Object.keys(data ?? {});
  const replaces = mergePolicy !== "Merge" && (templated.length > 0 || (templateFrom ?? []).length > 0);
  return [...new Set(replaces ? templated : [...own, ...templated])].toSorted();
}

/** https://cert-manager.io/docs/usage/certificate/#target-secret */
export const KEYS_OF_CERTIFICATES = ["tls.crt", "tls.key"];

export const saysReady = (object: CustomResource): boolean => conditionOf(object, "Ready")?.status === "True";
