import { criterion, each, together, type Examination, type Finding } from "../criterion.ts";
import { saysItWasRefused } from "../derive/refused.ts";
import { cut } from "../../observations/kubernetes.ts";
import type { Observations } from "../../observations/observations.ts";

/**
 * Exit 0 alone proves little: `flux check` discovers the controllers by label, so a deleted one is not missed, one
 * with 0 replicas is "ready", and lists that are forbidden are passed over in silence (seen, flux 2.7.5).
 * https://github.com/fluxcd/flux2/blob/main/cmd/flux/check.go
 */
export default criterion({
  id: "flux/check-passes",
  title: "`flux check` passes, and really looked at every expected controller and CRD",
  fails: "`flux check` fails",
  why: "It is the operators' own sign-off, and it also passes when it saw fewer controllers than there should be.",
  serves: ["AC5", "VC"],
  needs: ["fluxCheck"],
  restsOn: [
    "prerequisites/tools-are-installed",
    "prerequisites/access-is-enough-and-read-only",
    "flux/controllers-are-ready",
  ],
  advice:
    "flux check -n <flux-namespace>; kubectl -n <flux-namespace> get deployments -l app.kubernetes.io/part-of=flux",

  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ fluxCheck }, { profile }) {
    const unfinished = notFinished(fluxCheck);
    if (unfinished) return unfinished;
    const controllers = profile.flux?.controllers ?? [];
    return together(
      verdictOf(fluxCheck),
      looked("controllers", controllers, fluxCheck.controllers.length, () =>
        each(controllers, (name) => controllerFinding(name, fluxCheck)),
      ),
      looked("crds", controllers, fluxCheck.crds.length, () =>
        each(controllers.flatMap(crdsOf), (name) => crdFinding(name, fluxCheck)),
      ),
    );
  },
});

type FluxCheck = Observations["fluxCheck"];

/** The CRDs that come with a controller. https://github.com/fluxcd/flux2/tree/main/manifests/crds */
const CRDS: Record<string, readonly string[]> = {
  "source-controller": ["buckets", "gitrepositories", "helmcharts", "helmrepositories", "ocirepositories"].map(
    (plural) => `${plural}.source.toolkit.fluxcd.io`,
  ),
  "kustomize-controller": ["kustomizations.kustomize.toolkit.fluxcd.io"],
  "helm-controller": ["helmreleases.helm.toolkit.fluxcd.io"],
  "notification-controller": ["alerts", "providers", "receivers"].map(
    (plural) => `${plural}.notification.toolkit.fluxcd.io`,
  ),
  "image-reflector-controller": ["imagepolicies", "imagerepositories"].map(
    (plural) => `${plural}.image.toolkit.fluxcd.io`,
  ),
  "image-automation-controller": ["imageupdateautomations.image.toolkit.fluxcd.io"],
};

const crdsOf = (controller: string): readonly string[] => CRDS[controller] ?? [];

function notFinished(said: FluxCheck): Examination | undefined {
  const reason =
    said.killed || said.exit === undefined
      ? "it was killed before it came to a verdict"
      : isMute(said)
        ? "it ended with 0 and said nothing that is known here"
        : undefined;
  return reason === undefined
    ? undefined
    : { examined: 0, findings: [], unseen: [{ subject: "command/flux check", reason }] };
}

/** Not one line that `flux check` writes: whatever was called is another program, or could not begin. */
const isMute = ({ exit, passedLine, failures, controllers, crds }: FluxCheck): boolean =>
  exit === 0 && !passedLine && failures.length + controllers.length + crds.length === 0;

/** A `✗ flux 2.7.5 <2.9.4 (new CLI version…)` line is news, not a failure. */
const isNews = (line: string): boolean => /^(✗\s*)?flux \S+ <\S+/.test(line);

function verdictOf({ exit, passedLine, failures }: FluxCheck): Examination {
  const real = failures.filter((line) => !isNews(line));
  if (exit === 0 && passedLine && real.length === 0) return { examined: 1, findings: [] };
  // each line by itself: one that tells of the cluster is not excused by another
  if (real.length > 0 && real.every(saysItWasRefused)) return refused(real.join("; "));
  const said = real.length > 0 ? `: ${cut(real.join("; "))}` : passedLine ? "" : ", and no `all checks passed`";
  return {
    examined: 1,
    findings: [
      { subject: "command/flux check", expected: "exit 0 and `all checks passed`", actual: `exit ${exit}${said}` },
    ],
  };
}

/** As with a ServiceAccount whose token has expired. */
const refused = (said: string): Examination => ({
  examined: 0,
  findings: [],
  unseen: [{ subject: "command/flux check", reason: `the API server refused it: ${cut(said)}` }],
});

/** An empty section means that its list failed without a word: an empty answer to it would have been an error. */
function looked(section: string, expected: readonly string[], count: number, judge: () => Examination): Examination {
  if (count > 0 || expected.length === 0) return judge();
  return {
    examined: 0,
    findings: [],
    unseen: [{ subject: "command/flux check", reason: `it listed no ${section}: it may not list them` }],
  };
}

function controllerFinding(name: string, { controllers }: FluxCheck): Finding | undefined {
  const line = controllers.find((controller) => controller.name === name);
  const subject = `controller/${name}`;
  if (!line) return { subject, expected: "checked by `flux check`", actual: "it did not list it" };
  return line.ready ? undefined : { subject, expected: "deployment ready", actual: cut(line.detail) };
}

/** Lines read `<crd>/<stored version>`. */
function crdFinding(name: string, { crds }: FluxCheck): Finding | undefined {
  if (crds.some((line) => line.split("/")[0] === name)) return undefined;
  return { subject: `crd/${name}`, expected: "checked by `flux check`", actual: "it did not list it" };
}
