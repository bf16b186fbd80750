import { chmodSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa, type ResultPromise } from "execa";

/** How a command that stands in differs from one that prints nothing and succeeds. */
export interface StandIn {
  /** What it prints, whatever it is asked. */
  says?: string;
  /** How calls that begin so end: with this exit code, which 0 may be, and these words. */
  fails?: [call: string, exit: number, words?: string];
  /** A call that begins so ends only by a signal; `hangs` in the folder tells that it runs. */
  hangs?: string;
  /** assay's words for flags that it does not take. */
  refuses?: string;
}

/** A folder of commands that write down what they were called with, for `bin/kind.mjs` alone to find. */
export class StandIns {
  readonly folder = mkdtempSync(path.join(tmpdir(), "assay-kind-"));

  constructor() {
    // nothing else of this machine is on PATH, where a container runtime may be
    for (const tool of ["sleep", "touch"]) symlinkSync(`/bin/${tool}`, path.join(this.folder, tool));
    this.put("docker", { says: '{"ServerVersion":"29.1","MemTotal":17179869184}' });
  }

  put(
    tool: string,
    {
      says,
      fails: [fails, exit, words = "Error: it failed"] = ["no such call", 1],
      hangs = "no such call",
      refuses,
    }: StandIn = {},
  ): void {
    const file = path.join(this.folder, tool);
    const script = [
      "#!/bin/sh",
      `echo "${tool} $*" >>"${this.folder}/log"`,
      `case "$*" in *--list) ${refuses === undefined ? "exit 0" : `echo '${refuses}' >&2; exit 2`} ;;`,
      `  "${fails}"*) echo "${words}" >&2; exit ${exit} ;;`,
      `  "${hangs}"*) touch "${this.folder}/hangs"; exec sleep 60 ;; esac`,
      ...(says === undefined ? [] : [`printf '%s\\n' '${says}'`]),
      "",
    ];
    writeFileSync(file, script.join("\n"));
    chmodSync(file, 0o755);
  }

  start(...args: string[]): ResultPromise<{ extendEnv: false; reject: false }> {
    return execa(process.execPath, ["bin/kind.mjs", ...args], {
      // Without SHLVL, bash takes a socket on standard input for rsh and reads ~/.bashrc.
      env: { PATH: this.folder, SHLVL: "2", ASSAY: path.join(this.folder, "assay") },
      extendEnv: false,
      reject: false,
    });
  }

  hangs(): boolean {
    return existsSync(path.join(this.folder, "hangs"));
  }

  calls(): string[] {
    const log = path.join(this.folder, "log");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  }
}
