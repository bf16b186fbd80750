import type { Profile } from "../../clusters/profile.ts";
import type { Observations } from "../../observations/observations.ts";
import { criterion, type Unseen } from "../criterion.ts";
import { HEALTH_ROLE, lacksHealthRole } from "../derive/talos-roles.ts";

/** talosctl exits 0 when one of several nodes is silent: each node is asked alone. */
export default criterion({
  id: "prerequisites/talos-api-is-reachable",
  title: "Every node's Talos API answers",
  fails: "A node's Talos API does not answer",
  why: "What does not answer on port 50000 can be neither judged nor repaired.",
  serves: ["T1"],
  needs: ["talosVersions"],
  wants: ["talosconfig"],
  restsOn: ["prerequisites/talosconfig-is-valid", "prerequisites/tools-are-installed"],
  advice: "talosctl -n <address> version; is the node powered on, and port 50000 open?",

  irrelevant: ({ talos }) => (talos ? undefined : "the profile's machines are not Talos"),

  examine({ talosVersions, talosconfig }, { profile }) {
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
      unseen: [
        ...answers.flatMap(({ name, look }) => {
          if (!look) return [{ subject: `node/${name}`, reason: "was not asked" }];
          return look.ok || UNREACHABLE.includes(look.trouble.kind)
            ? []
            : [{ subject: `node/${name}`, reason: look.trouble.message }];
        }),
        ...roleThatIsMissing(talosVersions, talosconfig, profile),
      ],
    };
  },
});

/** Everything else may be read with less: whoever has less on purpose leaves `talosctl health` out. */
function roleThatIsMissing(
  versions: Observations["talosVersions"],
  talosconfig: Observations["talosconfig"] | undefined,
  { talos }: Profile,
): Unseen[] {
  const roles = talosconfig?.certificate?.organizations ?? [];
  const asksForRoles = versions.some(({ look }) => look.ok && look.value.rbac !== false);
  if (talos?.health === false || !asksForRoles || !lacksHealthRole(roles)) return [];
  return [
    {
      subject: `talosconfig/${talosconfig?.context?.name}`,
      reason: `has ${roles.join(", ")}, and \`talosctl health\` needs ${HEALTH_ROLE} (talos.health: false leaves it out)`,
      next: `talosctl config new --roles ${HEALTH_ROLE} talosconfig-of-${HEALTH_ROLE.replace(":", "-")}`,
    },
  ];
}

/** A command that ran and got no answer; a missing command says nothing of the node. */
const UNREACHABLE: readonly string[] = ["command-failed", "command-killed"];
