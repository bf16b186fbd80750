import { expect, test } from "vitest";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { filesOf } from "./files.ts";
import { submoduleOf } from "./submodules.ts";

test("a path lies in a submodule of which nothing is there", () => {
  const modules = { ".gitmodules": '[submodule "a"]\n\tpath = shared/a\n\turl = x\n[submodule "b"]\n\tpath = b\n' };
  const files = filesOf(checkoutOf({ ...modules, "b/x.yaml": "a: 1\n" }));
  expect(submoduleOf(files, "shared/a/values.yaml")).toBe("shared/a");
  expect([submoduleOf(files, "shared/ab/x"), submoduleOf(files, "b/gone.yaml"), submoduleOf(files, undefined)]).toEqual(
    [undefined, undefined, undefined],
  );
  expect(submoduleOf(filesOf(checkoutOf({ "a.yaml": "a: 1\n" })), "shared/a/x")).toBeUndefined();
});
