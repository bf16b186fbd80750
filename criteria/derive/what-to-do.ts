import type { Unseen } from "../criterion.ts";

/** What could not be seen in a checkout, with what a person can do about it where the check itself does not say so. */
export const withRemedy = (unseen: Unseen): Unseen => {
  const next = unseen.next ?? remedyOf(unseen.reason);
  if (next === undefined) return unseen;
  const file = /^file\/(.+)$/.exec(unseen.subject)?.[1];
  return { ...unseen, next: file === undefined ? next : next.replaceAll("<file>", file) };
};

const remedyOf = (reason: string): string | undefined => REMEDIES.find(({ of }) => of.test(reason))?.next;

const REMEDIES: readonly { of: RegExp; next: string }[] = [
  { of: /of which this is no checkout|another repository/, next: "git clone that repository, and give it with --repo" },
  { of: /submodule/, next: "git submodule update --init" },
  { of: /fetched from elsewhere|(?:is|are) fetched/, next: "kubectl kustomize <folder> shows what it brings" },
  {
    of: /cannot be read|could not be listed|does not parse|no plain file|more than 5 MB|NUL bytes|UTF-8|nests too deeply/,
    next: "make the file readable; yq eval-all . <file> says where it breaks",
  },
  { of: /ResourceSet/, next: "flux-operator build rset -f <file> shows what it makes; or judge the running cluster" },
  {
    of: /helmfile|state|chart is not known|version is not known/i,
    next: "helmfile -f <file> build shows it rendered; write what must be known as plain text",
  },
  {
    of: /rendered|template|placeholder|variable|not known offline|holds control structures/,
    next: "judge a rendered copy with --repo, or write the value as plain text",
  },
  {
    of: /Secret|ConfigMap|only the cluster|admission/,
    next: "only the cluster knows it: npm test -- --cluster <name> judges what is there",
  },
  {
    of: /is not seen|nothing that is seen|may bring|not known here|not seen here/,
    next: "add what brings it to the checkout, or judge the running cluster: npm test -- --cluster <name>",
  },
];
