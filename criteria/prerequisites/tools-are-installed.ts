import { satisfies, validRange } from "semver";
import { criterion, type Finding } from "../criterion.ts";

export default criterion({
  id: "prerequisites/tools-are-installed",
  title: "Each CLI that this run calls is on PATH, in a version that the profile accepts",
  fails: "A tool is missing or of a wrong version",
  why: "A missing or old CLI makes checks inconclusive, and its output may have another form than the one that is read.",
  serves: ["T1"],
  needs: ["tools"],
  restsOn: [],
  advice: "install what is named, or change `tools` in the profile",

  irrelevant: ({ tools, talos, cilium, flux, onePassword }) =>
    Object.keys(tools).length === 0 && !talos && !cilium && !flux && !onePassword
      ? "the profile uses no CLI"
      : undefined,

  examine({ tools }, { profile }) {
    const expected = new Map(tools.map((tool) => [tool.name, tool]));
    for (const name of Object.keys(profile.tools)) if (!expected.has(name)) expected.set(name, { name });
    const findings: Finding[] = [];
    const unseen: { subject: string; reason: string }[] = [];
    for (const { name, version, trouble } of expected.values()) {
      const subject = `tool/${name}`;
      const range = profile.tools[name as keyof typeof profile.tools];
      if (trouble?.kind === "command-missing") {
        findings.push({
          subject,
          expected: range ? `${name} ${range} on PATH` : `${name} on PATH`,
          actual: trouble.message,
          hopeless: true,
        });
      } else if (trouble || version === undefined) {
        unseen.push({ subject, reason: trouble?.message ?? "was not asked for its version" });
      } else if (range !== undefined && validRange(range) === null) {
        unseen.push({ subject, reason: `the profile's range "${range}" is none that npm knows` });
      } else if (range !== undefined && !satisfies(version, range, { includePrerelease: true })) {
        findings.push({ subject, expected: `${name} ${range}`, actual: version, hopeless: true });
      }
    }
    return {
      examined: expected.size,
      findings,
      unseen,
      remarks: tools.flatMap(({ name, version }) => (version ? [`${name} ${version}`] : [])),
    };
  },
});
