import type { Profile } from "../../clusters/profile.ts";
import type { Checkout, CheckoutFile } from "../../observations/checkout.ts";
import { repositoryFrom, type Repository } from "../../repository/model.ts";
import { innerYaml, readYaml } from "../../helpers/observe/files/repository-yaml.ts";
import { profileOf } from "./profile.ts";

/** A checkout of these texts, read as the helper would: `{ "kubernetes/apps/ks.yaml": "kind: …" }`. */
export function checkoutOf(texts: Record<string, string>): Checkout {
  const files = Object.entries(texts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]): CheckoutFile => {
      const yaml = /\.ya?ml($|\.)|(^|\/)Kustomization$/.test(path);
      return { path, size: text.length, yaml, text, documents: [], ...(yaml && readYaml(path, text)) };
    });
  return { root: "checkout", files, skipped: [], inner: innerYaml(files.flatMap(({ documents }) => documents)) };
}

/** The model of these texts, for one cluster. */
export const repositoryOf = (texts: Record<string, string>, profile: Profile = profileOf()): Repository =>
  repositoryFrom(checkoutOf(texts), profile);
