import { expect, test } from "vitest";
import { expressionOf } from "./expressions.ts";

test.each([
  String.raw`kubernetes/.*/.*\.sops\.ya?ml$`,
  "^(data|stringData)$",
  String.raw`(talos|kubernetes)/.+\.sops\.(yaml|json)`,
  "(.*/)?secret[s+*]?",
  String.raw`a\+\*\(+`,
])("what people write is read: %s", (source) => expect(expressionOf(source)?.source).toBe(new RegExp(source).source));

test.each(["^(a+)+$", "(a|a)*b", "((x*))*", "(.*)*(.*)*secret", "(a{1,9}){1,9}{2}", ".*a.*a.*a.*a.*a.*a", "("])(
  "what may take for ever, or is none, is not: %s",
  (source) => expect(expressionOf(source)).toBeUndefined(),
);
