import { expect, test } from "vitest";
import { originOf, originsOf } from "./origins.ts";

test("a code is spelled out; one that is not known stays as it is", () => {
  expect(originOf("AC5")).toBe("AC5: `flux check` passes (acceptance criterion of story 1.3)");
  expect(originOf("VC")).toBe("VC: the validation checklist of story 1.3");
  expect(originOf("AC99")).toBe("AC99: acceptance criterion of story 1.3");
  expect(originOf("X1")).toBe("X1");
});

test("each code of several checks once, in order", () => {
  const checks = [{ serves: ["T10", "AC1"] }, { serves: ["T2", "AC1"] }, { serves: [] }];
  expect(originsOf(checks).map((origin) => origin.split(":")[0])).toEqual(["AC1", "T2", "T10"]);
  expect(originsOf([])).toEqual([]);
});
