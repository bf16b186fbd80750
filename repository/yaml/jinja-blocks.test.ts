import { expect, test } from "vitest";
import { loneTag } from "./jinja-blocks.ts";

test.each([
  ["{% for x in y %}\na: {{ x }}\n{% endfor %}\n", undefined],
  ["{%- if a -%}\n{% elif b %}{% else %}{%- endif %}{% set x = 1 %}{% set y %}z{% endset %}", undefined],
  ["{% raw %}{% endfor %}{% endraw %}{# {% endif %} #}{% include 'x' %}", undefined],
  ["a: 1\n{% endfor %}\n", { tag: "endfor", line: 2 }],
  ["{% if a %}\n{% for x in y %}\n{% endif %}\n", { tag: "endif", line: 3 }],
  ["a: 1\n{% if a %}\nb: 2\n", { tag: "if", line: 2 }],
])("%j", (text, expected) => expect(loneTag(text)).toEqual(expected));
