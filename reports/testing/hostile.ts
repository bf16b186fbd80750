/** What somebody could write into a condition's message to attack the reader of a report. */
export const HOSTILE: Record<string, string> = {
  html: `<script>alert(1)</script><img src=x onerror=alert(1)>"' onload='x`,
  markdown: "](http://evil.example) **bold** `code` ``` @team | cell \\| # head <b>x</b>",
  workflow: "ok\n::error file=x::planted\n::set-output name=a::b ##[error]planted",
  colours:
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x9b2J \x1b[2J\x1b[H\r erased",
  bidi: "safe \u202Eelif\u202C \u2066x\u2069 \u200Bzero\uFEFFwidth",
  lines: "one\r\ntwo\nthree\u2028four\u0085five\tsix\x00seven",
  xml: "]]> <![CDATA[ &amp; \ufffe\uffff \x01\x0b \ud800 lone \udfff",
  long: "x".repeat(1_000_000),
  longEscapes: "\x1b]0;".repeat(250_000),
};

/** Characters that no rendered text may hold: control characters but newline and tab, bidi controls, invisible ones. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
export const DANGEROUS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/;
