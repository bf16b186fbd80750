import { startOf } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { isUnresolved } from "../../../repository/yaml/documents.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { timingsIn } from "../../../repository/tasks/runbook.ts";

/** Task 10 of the seed: `docs/runbooks/bootstrap.md` with actual timings; what the next bootstrap is compared with. */
export default repositoryCriterion({
  id: "repository/runbook-records-the-timings",
  title: "The runbook has this cluster's measured timings",
  fails: "The runbook lacks the measured timings",
  why: "Without them nobody knows whether the next bootstrap is slow, stuck, or as long as it always takes.",
  serves: ["T10"],
  needs: ["repository"],
  restsOn: [],
  advice: "budget/timeline-is-whole of a run against the cluster has the timings; write them into the runbook",
  seeks: "the profile's runbook (bootstrap.runbook)",

  irrelevant: (profile) =>
    withoutRepository(profile) ??
    (profile.bootstrap.runbook === undefined ? "the profile names no runbook (bootstrap.runbook)" : undefined),

  examine({ repository: checkout }, { profile }) {
    const { files } = repositoryFrom(checkout, profile);
    const result: RepositoryExamination = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const path = profile.bootstrap.runbook ?? "";
    const subject = `file/${path}`;
    const file = files.file(path);
    const trouble = file && file.text === undefined ? (file.trouble?.message ?? "its text was not read") : undefined;
    if (trouble !== undefined) {
      result.unseen.push({ subject, reason: trouble });
      return result;
    }
    result.examined = 1;
    const timings = timingsIn(file?.text ?? "", profile.name);
    const measured = timings.filter(({ text }) => !isUnresolved(text));
    if (measured.length > 0) {
      result.remarks.push(`${measured.length} measured timing(s), the first in line ${measured[0]?.line ?? 1}`);
      return result;
    }
    result.findings.push({
      subject,
      expected: `a section on timings that names ${profile.name} or no cluster, with measured durations`,
      actual: file ? "it has none" : "no such file",
      where: startOf(path),
      because: "The bootstrap's budget can only be held against what was measured.",
      mend: "Write a section Timings with the duration of each phase (12m 30s) after a bootstrap.",
    });
    return result;
  },
});
