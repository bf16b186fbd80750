import { criterion } from "../criterion.ts";

export default criterion({
  id: "prerequisites/age-key-is-available",
  title: "The SOPS age key is here, and is a recipient of the repository's .sops.yaml",
  fails: "No usable SOPS age key",
  why: "Without it nothing that is encrypted in the repository can be read, and Flux's own copy cannot be made.",
  serves: ["T1"],
  needs: ["sops"],
  restsOn: [],
  advice:
    "age-keygen -y <file>; it prints the recipient, which must be one of .sops.yaml; SOPS_AGE_KEY_FILE says where the key is",

  irrelevant: ({ sops }) => (sops ? undefined : "the profile does not use SOPS"),

  examine({ sops }) {
    const { keyFile, recipientsOfKey, rulesFile, recipientsOfRepository } = sops;
    const subject = `file/${keyFile}`;
    if (recipientsOfKey.length === 0) {
      return {
        examined: 1,
        findings: [{ subject, expected: "an age secret key", actual: "none in the file", hopeless: true }],
      };
    }
    if (rulesFile === undefined || recipientsOfRepository === undefined) {
      const remark = `${keyFile} holds an age key; whether the repository is encrypted for it was not looked at, because no checkout was given`;
      return { examined: 1, findings: [], remarks: [remark] };
    }
    if (recipientsOfRepository.length === 0) {
      return {
        examined: 1,
        findings: [{ subject: `file/${rulesFile}`, expected: "age recipients", actual: "none", hopeless: true }],
      };
    }
    if (recipientsOfKey.some((recipient) => recipientsOfRepository.includes(recipient)))
      return { examined: 1, findings: [] };
    const actual = `its recipient ${recipientsOfKey.join(", ")} is not among ${recipientsOfRepository.join(", ")}`;
    return {
      examined: 1,
      findings: [{ subject, expected: `a key that ${rulesFile} encrypts for`, actual, hopeless: true }],
    };
  },
});
