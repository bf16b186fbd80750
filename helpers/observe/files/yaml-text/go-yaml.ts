/** A text that go-yaml reads, which Flux and kustomize use, in the words of YAML 1.2, with its lines as they are. */
export const asYaml12 = (text: string): string => indented(apart(text));

/**
 * `*app:` as a key is the alias `app` in YAML 1.1 and in go-yaml, which Flux and kustomize use
 * (https://github.com/yaml/go-yaml/blob/v3/scannerc.go, yaml_parser_scan_anchor). In YAML 1.2 it is the alias `app:`.
 * So a blank is inserted, and what follows in the line is reported one column too far to the right.
 */
const apart = (text: string): string =>
  text.replace(/^([ \t]*(?:- +)*)\*([\w-]+):(?=[ \t\r]*(?:\n|$)|[ \t])/gm, "$1*$2 :");

/**
 * go-yaml takes the `|` of a block scalar in the line below its key at the key's own indentation; YAML 1.2 wants it
 * further in, so a blank is inserted.
 */
const indented = (text: string): string =>
  text.replace(/^([ ]*)([\w./-]+:[ \t]*\r?\n)\1([|>][+-]?[ \t]*\r?)$/gm, "$1$2$1 $3");
