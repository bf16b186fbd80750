import { sourceFails, SOURCE } from "../../faults/flux.ts";
import { edit, part, patch, remove, statusOf } from "../../faults/objects.ts";
import type { Scenario } from "../../scenario.ts";
import { NOTHING_FETCHED } from "../rows.ts";

/** The deploy key, and the source that is fetched with it. */
export const GIT_SOURCE: readonly Scenario[] = [
  {
    name: "deploy-key-refused",
    title: "GitHub refuses the deploy key",
    from: "a real cluster",
    faults: [
      sourceFails(
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to list remote for 'ssh://git@github.com/monosense-io/k8s-ops.git': ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
      ),
    ],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: NOTHING_FETCHED,
    },
  },
  {
    name: "deploy-key-deleted",
    title: "The deploy key's Secret is gone: everything that was applied stays Ready",
    from: "a real cluster",
    faults: [
      remove("Secret", "flux-system/github-deploy-key"),
      sourceFails(
        "AuthenticationFailed",
        `failed to get secret 'flux-system/github-deploy-key': secrets "github-deploy-key" not found`,
      ),
    ],
    expect: {
      first: ["flux/deploy-key-is-in-place"],
      falls: ["flux/git-source-is-ready", ...NOTHING_FETCHED],
    },
  },
  {
    name: "known-hosts-missing",
    title: "The deploy key's Secret has no known_hosts",
    from: "a known failure of Flux",
    faults: [
      edit("Secret", "flux-system/github-deploy-key", (object) => {
        delete part(object, "data")["known_hosts"];
      }),
      sourceFails(
        "AuthenticationFailed",
        "failed to configure authentication options: failed to get known_hosts: invalid 'ssh' auth option: 'known_hosts' is required",
      ),
    ],
    expect: {
      first: ["flux/deploy-key-is-in-place"],
      falls: ["flux/git-source-is-ready", ...NOTHING_FETCHED],
    },
  },
  {
    name: "branch-without-refs-heads",
    title: "The source follows `ref.name: main`, which is no ref",
    from: "a known failure of Flux",
    faults: [
      patch("GitRepository", SOURCE, { spec: { ref: { name: "main" } } }),
      sourceFails(
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to resolve ref 'main' to a specific commit",
      ),
    ],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: NOTHING_FETCHED,
    },
  },
  {
    name: "source-follows-another-branch",
    title: "The source is Ready, and follows another branch than the profile's",
    from: "story 1.3",
    faults: [patch("GitRepository", SOURCE, { spec: { ref: { name: "refs/heads/renovate" } } })],
    expect: { first: ["flux/git-source-is-ready"] },
  },
  {
    name: "source-with-empty-artifact",
    title: "The source is Ready over an empty artifact: a sparse checkout that matches nothing",
    from: "a known failure of Flux",
    faults: [
      edit("GitRepository", SOURCE, (object) => {
        part(statusOf(object), "artifact")["size"] = 0;
        part(statusOf(object), "artifact")["digest"] =
          "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
      }),
    ],
    expect: { first: ["flux/git-source-is-ready"] },
  },
  {
    name: "source-without-artifact",
    title: "The source never fetched anything, and says nothing about it",
    from: "the source code of the tools",
    faults: [
      edit("GitRepository", SOURCE, (object) => {
        object["status"] = {};
      }),
    ],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: NOTHING_FETCHED,
    },
  },
  {
    name: "source-ready-for-an-old-generation",
    title: "The source is Ready for the generation before: its controller has not looked at the change",
    from: "a known failure of Flux",
    faults: [patch("GitRepository", SOURCE, { metadata: { generation: 4 } })],
    expect: {
      first: ["flux/git-source-is-ready"],
      falls: ["flux/cluster-kustomization-is-applied", "flux/everything-is-reconciled"],
      unseen: ["flux/nothing-is-stuck"],
    },
  },
];
