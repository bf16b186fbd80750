import type { Where } from "../../observations/checkout.ts";
import { at, get, isRecord, list, textAt } from "../yaml/documents.ts";
import type { CheckoutFile } from "../../observations/checkout.ts";
import type { Files } from "../yaml/files.ts";

/** One creation rule of a .sops.yaml: the first whose path matches counts. https://getsops.io/docs/#using-sopsyaml-conf */
export interface SopsRule {
  where: Where;
  /** A regular expression (Go's) over the path relative to the .sops.yaml; left out: every file. */
  pathRegex?: string;
  /** Only keys (or values) that match are encrypted. */
  encryptedRegex?: string;
}

export const sopsRulesOf = (files: Files): SopsRule[] =>
  files.all
    .filter(({ path }) => /(^|\/)\.sops\.ya?ml$/.test(path))
    .flatMap(({ documents }) =>
      documents.flatMap((document) =>
        list(get(document.value, "creation_rules")).map((rule, index): SopsRule => {
          const [pathRegex, encryptedRegex] = [textAt(rule, "path_regex"), textAt(rule, "encrypted_regex")];
          return {
            where: at(document, ["creation_rules", index]),
            ...(pathRegex !== undefined && { pathRegex }),
            ...(encryptedRegex !== undefined && { encryptedRegex }),
          };
        }),
      ),
    );

/** Whether SOPS encrypted a file: its `sops:` block with a MAC, in YAML or JSON. */
export const isEncrypted = ({ documents, text, trouble }: CheckoutFile): boolean =>
  trouble?.kind === "encrypted" ||
  documents.some(({ value }) => isRecord(get(value, "sops")) && textAt(value, "sops", "mac") !== undefined) ||
  (documents.length === 0 && /"sops":\s*\{|^sops_mac=/m.test(text ?? ""));
