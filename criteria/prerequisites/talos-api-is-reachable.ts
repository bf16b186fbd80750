import { criterion } from "../criterion.ts";

/** talosctl exits 0 when one of several nodes is silent: each node is asked alone. */
export default criterion({
  id: "prerequisites/talos-api-is-reachable",
  title: "Every node's Talos API answers",
  fails: "A node's Talos API does not answer",
  why: "What does not answer on port 50000 can be neither judged nor repaired.",
  serves: ["T1"],
  needs: ["talosVersions"],
  restsOn: ["prerequisites/talosconfig-is-valid", "prerequisites/tools-are-installed"],
  advice: "talosctl -n <address> version; is the node powered on, and port 50000 open?",

  irrelevant: ({ talos }) => (talos ? undefined : "the profile's machines are not Talos"),

  examine({ talosVersions }, { profile }) {
    const answers = profile.nodes.map(({ name }) => ({
      name,
      look: talosVersions.find(({ node }) => node === name)?.look,
    }));
    return {
      examined: answers.filter(({ look }) => look?.ok).length,
      findings: answers.flatMap(({ name, look }) =>
        look && !look.ok && UNREACHABLE.includes(look.trouble.kind)
          ? [
              {
                subject: `node/${name}`,
                expected: "an answer of the Talos API on port 50000",
                actual: look.trouble.message,
              },
            ]
          : [],
      ),
      unseen: answers.flatMap(({ name, look }) => {
        if (!look) return [{ subject: `node/${name}`, reason: "was not asked" }];
        return look.ok || UNREACHABLE.includes(look.trouble.kind)
          ? []
          : [{ subject: `node/${name}`, reason: look.trouble.message }];
      }),
    };
  },
});

/** A command that ran and got no answer; a missing command says nothing of the node. */
const UNREACHABLE: readonly string[] = ["command-failed", "command-killed"];
