import { criterion } from "../criterion.ts";

export default criterion({
  id: "prerequisites/one-password-is-signed-in",
  title: "The 1Password CLI is signed in",
  fails: "1Password is not signed in",
  why: "Bootstrap injects its secrets with it; signed out, templates are applied with the references still in them.",
  serves: ["T1"],
  needs: ["onePassword"],
  restsOn: ["prerequisites/tools-are-installed"],
  advice: "eval $(op signin); op whoami",

  irrelevant: ({ onePassword }) => (onePassword ? undefined : "the profile does not use the 1Password CLI"),

  examine({ onePassword }) {
    const subject = "tool/op";
    if (onePassword.signedIn) return { examined: 1, findings: [], remarks: [`signed in: ${onePassword.detail}`] };
    return { examined: 1, findings: [{ subject, expected: "signed in", actual: onePassword.detail }] };
  },
});
