import { trouble } from "../../faults/api.ts";
import type { Scenario } from "../../scenario.ts";
import { ASKED_OF_NOBODY, ASKED_OF_THE_API, without } from "../rows.ts";

/** Whatever is not asked to know who answers, and what is judged by that alone. */
const BUT_FOR_IDENTITY = "^GET /(?!version|readyz|api/v1/(namespaces/kube-system$|nodes[?]))";
const TOLD_BY_ITS_NAME = [
  "prerequisites/cluster-is-the-one-named",
  "prerequisites/access-is-enough-and-read-only",
  "prerequisites/profile-covers-the-cluster",
  "talos/versions-match",
  "kubernetes/api-is-ready",
  "kubernetes/nodes-are-sound",
  "kubernetes/node-addresses-are-the-profiles",
  "kubernetes/version-is-the-profiles",
] as const;

/** Whatever is asked of the API server, it answers nothing, or nothing but errors. */
export const NOBODY_ANSWERS: readonly Scenario[] = [
  {
    name: "api-silent",
    title: "The API server accepts connections and answers nothing",
    from: "a known failure of the API",
    faults: [trouble({ match: ".", how: "silence" })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_NOBODY,
    },
  },
  {
    name: "api-refuses",
    title: "The API server resets every connection",
    from: "a known failure of the API",
    faults: [trouble({ match: ".", how: "reset" })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_NOBODY,
    },
  },
  {
    name: "api-errs",
    title: "The API server answers 500 to everything: its etcd has lost its quorum",
    from: "the API at its worst",
    faults: [trouble({ match: ".", how: "status", status: 500 })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_NOBODY,
    },
  },
  {
    name: "api-throttles",
    title: "The API server answers 429 to everything, and asks for an hour's patience",
    from: "the API at its worst",
    faults: [trouble({ match: ".", how: "status", status: 429, retryAfterSeconds: 3600 })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_NOBODY,
    },
  },
  {
    name: "api-errs-but-for-its-name",
    title: "The API server says which cluster it is, and answers 500 to everything else",
    from: "the API at its worst",
    faults: [trouble({ match: BUT_FOR_IDENTITY, how: "status", status: 500 })],
    expect: {
      first: ["kubernetes/every-expected-node-is-ready"],
      unseen: [...without(ASKED_OF_THE_API, ...TOLD_BY_ITS_NAME), "cilium/connectivity-test-passes"],
    },
  },
  {
    name: "api-is-a-page",
    title: "Something that is no API server answers at the endpoint: no JSON of it is whole",
    from: "the API at its worst",
    faults: [trouble({ match: ".", how: "truncate" })],
    expect: {
      first: ["prerequisites/cluster-is-the-one-named"],
      unseen: ASKED_OF_NOBODY,
    },
  },
];
