import { expect, test } from "vitest";
import { endedBy } from "./ended.ts";
import { UsageError } from "./usage-error.ts";

test("a usage error is inert, without secrets, and no line of it commands GitHub's runner", () => {
  const error = new UsageError(
    "\u001b]0;pwned\u0007x: \u001b[31mred\n::error::planted ##[error]\npassword=hunter2hunter2",
  );
  expect(endedBy("assay", error)).toEqual({
    text: "assay: x: red\nassay: ::error::planted # #[error]\nassay: password=[redacted]\n",
    exit: 2,
  });
});

test.each([
  ["ENOSPC", 3, "assay: /out/x cannot be written: the disk is full; what was written before it is kept\n"],
  ["EROFS", 2, "assay: /out/x cannot be used: the file system is read-only; choose another folder with --out\n"],
  [
    "ENOTDIR",
    2,
    "assay: /out/x cannot be used: a file stands where a folder should be; choose another folder with --out\n",
  ],
])("%s is a sentence, with exit %s", (code, exit, text) => {
  const error = Object.assign(new Error(`${code}: something, open '/out/x'`), { code, path: "/out/x" });
  expect(endedBy("assay", error)).toEqual({ text, exit });
});

test("a defect is told without the runtime's words and without its stack", () => {
  const error = new TypeError("Cannot read properties of undefined (reading 'x')");
  error.stack = `${error.message}\n    at f (/somewhere/helpers/kube/client.ts:12:3)\n    at g (/x/y.ts:1:1)`;
  expect(endedBy("assay", error)).toEqual({
    text: "assay: ended by a defect of assay itself (TypeError at helpers/kube/client.ts:12)\n",
    exit: 3,
  });
  expect(endedBy("assay", "thrown").exit).toBe(3);
});

test("what nests too deeply is no defect, and none of the runtime's words", () => {
  const deep = (): number => 1 + deep();
  const error = (() => {
    try {
      return deep();
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(endedBy("assay", error)).toEqual({ text: expect.stringMatching(/^assay: what it was given nests/), exit: 2 });
});

test("what --out does not help with names what does", () => {
  const lab = Object.assign(new Error("x"), { code: "EROFS", path: "/tmp/assay-lab-1" });
  expect(endedBy("assay", lab).text).toMatch(/read-only; choose another folder with TMPDIR\n$/);
  const gone = Object.assign(new Error("x"), { code: "ENOENT", syscall: "uv_cwd" });
  expect(endedBy("assay", gone)).toEqual({
    text: "assay: the folder in which it was called is gone; call it from another one\n",
    exit: 2,
  });
});

test("a worker that is gone had no heap left", () => {
  expect(endedBy("assay", new Error("Worker exited unexpectedly"))).toEqual({
    text: expect.stringMatching(/^assay: the heap that Node may use is used up: [^\n]+\n$/),
    exit: 3,
  });
});
