import type { Unseen } from "../criterion.ts";

/** What could not be seen in a checkout, with what a person can do about it where the check itself does not say so. */
export const withRemedy = (unseen: Unseen): Unseen => {
  const next = unseen.next ?? remedyOf(unseen.reason);
  return next === undefined ? unseen : { ...unseen, next };
};

const remedyOf = (reason: string): string | undefined => REMEDIES.find(({ of }) => of.test(reason))?.next;

const REMEDIES: readonly { of: RegExp; next: string }[] = [
  { of: /of which this is no checkout|another repository/, next: "git clone that repository, and give it with --repo" },
  { of: /submodule/, next: "git submodule update --init" },
  { of: /fetched from elsewhere|(?:is|are) fetched/, next: "kubectl kustomize shows what the folder brings" },
  {
    of: /cannot be read|could not be listed|does not parse|no plain file|more than 5 MB|NUL bytes|UTF-8|nests too deeply/,
    next: "make the file readable; yq eval-all says where it breaks",
  },
  { of: /ResourceSet/, next: "flux-operator build rset shows what it makes; or judge the running cluster" },
  {
    of: /helmfile|state|chart is not known|version is not known/i,
    next: "helmfile build shows it rendered; write what must be known as plain text",
  },
  {
    of: /rendered|template|placeholder|variable|not known offline|holds control structures/,
    next: "judge a rendered copy with --repo, or write the value as plain text",
  },
  {
    of: /Secret|ConfigMap|only the cluster|admission/,
    next: "only the cluster knows it: judge the running cluster",
  },
  {
    of: /is not seen|nothing that is seen|may bring|not known here|not seen here/,
    next: "add what brings it to the checkout, or judge the running cluster",
  },
];
