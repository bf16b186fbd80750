import { type RepositoryFinding, type RepositoryNotice } from "../../../repository/finding.ts";
import { loneTag } from "../../../repository/yaml/jinja-blocks.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import type { CheckoutFile, FileTroubleKind } from "../../../observations/checkout.ts";
import { unlikeTheHouse } from "../../../repository/conventions.ts";
import { isAside } from "../../../repository/yaml/files.ts";
import { baseOf, folderOf, get, join, list, textAt, texts } from "../../../repository/yaml/documents.ts";
import { kustomizationOf } from "../../../repository/kustomize/build.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";

/** Flux's parser refuses duplicate keys (sigs.k8s.io/yaml, strict), and takes a whole Kustomization down with them. */
export default repositoryCriterion({
  id: "repository/yaml-is-sound",
  title: "Every YAML file of the repository parses, with no duplicate key and no undefined alias",
  fails: "A YAML file is broken",
  why: "One file that Flux cannot parse stops everything that is built with it; a duplicate key drops a value unseen.",
  serves: ["S4"],
  needs: ["repository"],
  restsOn: [],
  advice: "yq eval-all . <file>; kubectl kustomize <folder>; the second shows what Flux would build",
  seeks: "YAML files",

  irrelevant: withoutRepository,

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const { files, belongs } = model;
    const result: RepositoryExamination = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const yaml = files.all.filter((file) => file.yaml && belongs(file.path));
    const packed = packedBy(model);
    for (const file of yaml) judgeFile(file, { packed: packed.get(file.path), aside: isOutOfUse(file, model) }, result);
    result.notices = foldedTemplates(result.notices);
    result.notices.push(...unlikeTheHouse(model, profile.policies));
    if (profile.policies.yamlExtension === undefined) judgeExtensions(yaml, result);
    for (const { path, reason } of repository.skipped) result.remarks.push(`${path}: ${reason}`);
    return result;
  },
});

/** Two thirds of all repositories have both: worth knowing, and a policy only where the profile has one. */
function judgeExtensions(yaml: readonly CheckoutFile[], result: RepositoryExamination): void {
  const short = yaml.filter(({ path }) => path.endsWith(".yml"));
  const long = yaml.filter(({ path }) => path.endsWith(".yaml"));
  const [first] = short;
  if (!first || long.length === 0) return;
  result.notices.push({
    severity: "information",
    subject: `file/${first.path}`,
    expected: "one extension of YAML files",
    actual: `${short.length} file(s) end in .yml, ${long.length} in .yaml`,
    where: { file: first.path, line: 1, column: 1 },
    because: "What looks for one of them (a rule of SOPS, a workflow's filter) passes the others by.",
    mend: "Rename them, or say in the profile which one it is (policies.yamlExtension).",
  });
}

/** What a file is when it could not be read: wrong, unseen, or what it is meant to be. */
const GRAVE: Record<FileTroubleKind, "finding" | "unseen" | "notice"> = {
  unreadable: "unseen",
  "too-large": "unseen",
  binary: "finding",
  encrypted: "notice",
  pointer: "notice",
  "invalid-utf8": "finding",
  "alias-bomb": "finding",
  template: "notice",
};

/** Templates of one tree (makejinja's, beside what they render) are told once, with their number. */
function foldedTemplates(notices: readonly RepositoryNotice[]): RepositoryNotice[] {
  const isTemplate = ({ because }: RepositoryNotice): boolean => because === REASONS.template.because;
  const byFolder = new Map<string, RepositoryNotice[]>();
  for (const one of notices.filter(isTemplate)) {
    const [top = ""] = one.where.file.split("/");
    byFolder.set(top, [...(byFolder.get(top) ?? []), one]);
  }
  const folded = [...byFolder].flatMap(([top, [first, ...more]]): RepositoryNotice[] => {
    if (!first) return [];
    if (more.length === 0) return [first];
    return [
      { ...first, subject: `folder/${top}`, actual: `${more.length + 1} templates, the first ${first.where.file}` },
    ];
  });
  return [...notices.filter((one) => !isTemplate(one)), ...folded];
}

/** What packs a file as text: the ConfigMap or Secret of a generator. Values of a chart are Helm's, which parses them. */
function packedBy({ files }: Repository): Map<string, string> {
  const packed = new Map<string, string>();
  for (const { value, file } of files.documents)
    for (const key of ["configMapGenerator", "secretGenerator"] as const)
      for (const item of [...list(get(value, key)), ...asGenerator(value, key)])
        for (const entry of texts(get(item, "files"))) {
          const [name, path] = entry.includes("=") ? entry.split("=", 2) : [baseOf(entry), entry];
          const named = path === undefined ? undefined : join(folderOf(file), path);
          if (named !== undefined && !/values/i.test(name ?? ""))
            packed.set(named, `${key === "configMapGenerator" ? "ConfigMap" : "Secret"} ${textAt(item, "name") ?? ""}`);
        }
  return packed;
}

/** A file below `generators:`, which says the same as an item of kustomization.yaml. */
const asGenerator = (value: unknown, key: "configMapGenerator" | "secretGenerator"): unknown[] =>
  textAt(value, "kind")?.toLowerCase() === key.toLowerCase()
    ? [{ name: textAt(value, "metadata", "name"), files: get(value, "files") }]
    : [];

/** In an archive or the like, or commented out of its folder's kustomization.yaml: nothing reads it. */
function isOutOfUse({ path }: CheckoutFile, { files }: Repository): boolean {
  if (isAside(path)) return true;
  const list = kustomizationOf(files, folderOf(path));
  const naming = (files.file(list?.file ?? "")?.text ?? "").split("\n").filter((line) => line.includes(baseOf(path)));
  return naming.length > 0 && naming.every((line) => /^\s*#/.test(line));
}

function judgeFile(
  file: CheckoutFile,
  { packed, aside }: { packed: string | undefined; aside: boolean },
  result: RepositoryExamination,
): void {
  const subject = `file/${file.path}`;
  const where = { file: file.path, line: 1, column: 1 };
  const wrong = (finding: RepositoryFinding): void => {
    if (aside) result.notices.push({ ...finding, severity: "warning" } satisfies RepositoryNotice);
    else result.findings.push(finding);
  };
  if (file.trouble) {
    const { kind, message } = file.trouble;
    if (GRAVE[kind] === "unseen") {
      result.unseen.push({ subject, reason: message });
      return;
    }
    const finding = { subject, expected: "YAML", actual: message, where, ...REASONS[kind] };
    if (GRAVE[kind] === "notice") result.notices.push({ ...finding, severity: "information" });
    else wrong(finding);
  }
  const lone = file.path.endsWith(".j2") ? loneTag(file.text ?? "") : undefined;
  if (lone)
    wrong({
      subject,
      expected: "each block of the template with its end",
      actual: `{% ${lone.tag} %} in line ${lone.line} has no partner`,
      where: { file: file.path, line: lone.line, column: 1 },
      because: "The template is not rendered at all, and the step that applies it stops.",
      mend: lone.tag.startsWith("end") ? "Remove it, or write the block that it ends." : `Write {% end${lone.tag} %}.`,
    });
  if (!file.trouble || GRAVE[file.trouble.kind] === "finding") result.examined += 1;
  const [first] = file.documents.flatMap(({ problems }) => problems);
  if (packed !== undefined && first) {
    const { kind, message, line, column } = first;
    result.notices.push({
      severity: "warning",
      subject,
      expected: EXPECTED[kind],
      actual: `${message} (line ${line}, column ${column})`,
      where: { file: file.path, line, column },
      because: `kustomize packs it as it is into ${packed}; the program that reads it there may refuse it.`,
      mend: MEND[kind],
    });
    return;
  }
  for (const { problems } of file.documents) {
    // where a parser has lost its way once, what it says of the rest follows from that
    const told = problems.filter(
      ({ kind }, index) => problems.findIndex((one) => one.kind === kind) === index || kind !== "syntax",
    );
    for (const { kind, message, line, column } of told) {
      const more = kind === "syntax" ? problems.filter((one) => one.kind === kind).length - 1 : 0;
      const others = more > 0 ? `; ${more} more that may follow from it` : "";
      wrong({
        subject,
        expected: EXPECTED[kind],
        actual: `${message} (line ${line}, column ${column})${others}`,
        where: { file: file.path, line, column },
        because: "Flux refuses the whole file, and with it every object of its Kustomization.",
        mend: MEND[kind],
      });
    }
  }
}

const REFUSED = "Flux cannot read it, and builds nothing of the folder that holds it.";

const REASONS: Record<FileTroubleKind, Pick<RepositoryFinding, "because" | "mend">> = {
  unreadable: { because: REFUSED, mend: "Give it back its permissions." },
  "too-large": { because: "It is not read here.", mend: "Split it." },
  binary: { because: REFUSED, mend: "Restore it as text, or take it out of the folder." },
  encrypted: {
    because: "What it holds is judged nowhere here, because git-crypt has encrypted it.",
    mend: "Run git-crypt unlock before assay, or encrypt it with SOPS.",
  },
  pointer: {
    because: "What it holds is judged nowhere here, and Flux does not fetch it either: it has no Git LFS.",
    mend: "git lfs pull before assay; what Flux builds must not be in Git LFS.",
  },
  "invalid-utf8": { because: REFUSED, mend: "Write it in UTF-8." },
  "alias-bomb": { because: "Whatever parses it runs out of memory.", mend: "Write out what the aliases stand for." },
  template: {
    because: "What a template makes is not known before it is rendered.",
    mend: "Judge a rendered copy where it matters.",
  },
};

const MEND = {
  "duplicate-key": "Keep one of the two.",
  "undefined-alias": "Define the anchor in this document, before the alias.",
  syntax: "Correct it until yq reads the file.",
};

const EXPECTED = {
  "duplicate-key": "each key once",
  "undefined-alias": "aliases of anchors in the same document",
  syntax: "YAML that parses",
};
