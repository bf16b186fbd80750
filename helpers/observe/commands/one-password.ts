import { SourceError } from "../../trouble.ts";
import { ended, failure } from "./asked.ts";
import type { Source } from "../source.ts";

const DEADLINE_MS = 15_000;

/** `op whoami`. It exits 1 with a sentence where nobody is signed in. */
export const onePassword: Source<"onePassword"> = async (context) => {
  const account = context.profile.onePassword?.account;
  const result = await ended(
    context,
    ["op", "whoami", "--format", "json", ...(account ? ["--account", account] : [])],
    DEADLINE_MS,
  );
  if (result.exit !== 0) return { signedIn: false, detail: failure(result) };
  try {
    const { url = "", email = "" } = JSON.parse(result.stdout) as { url?: string; email?: string };
    return { signedIn: url !== "", detail: [email, url].filter(Boolean).join(" at ") };
  } catch {
    throw new SourceError("malformed", "op whoami printed no whole JSON", { transcript: result.transcript });
  }
};
