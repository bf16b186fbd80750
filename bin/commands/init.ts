import type { Call } from "../../helpers/call/call.ts";
import { begin } from "../../helpers/call/begin.ts";
import { catalogue } from "../../helpers/call/catalogue.ts";
import { initProfile } from "../../helpers/call/init.ts";
import { profilePlaces } from "../places.ts";
import { suites } from "../project.ts";

/** `assay init` and --init. The profile goes to its file or to standard output; what people should know beside it. */
export async function writeProfile(call: Call & { what: "init" | "begin" }): Promise<number> {
  const all = catalogue(suites);
  const write =
    call.what === "init" ? initProfile(call.options, profilePlaces(), all) : begin(call.options, profilePlaces(), all);
  const { text, message } = await write;
  const [out, beside] = text === undefined ? [`${message}\n`, ""] : [text, `${message}\n`];
  process.stdout.write(out);
  process.stderr.write(beside);
  return 0;
}
