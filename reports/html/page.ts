import { createHash } from "node:crypto";
import { html } from "../../evidence/text.ts";

/** `title` is plain; `style`, `script` and `body` stand in the page as they are. */
export interface Page {
  title: string;
  style: string;
  body: string;
  script?: string;
}

/** A page that needs no network, and that nothing but its own style and script can change or send anywhere. */
export const page = ({ title, style, script, body }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${digest(style)}; ${script === undefined ? "" : `script-src ${digest(script)}; `}base-uri 'none'; form-action 'none'">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? "" : `<script type="module">${script}</script>\n`}</body>
</html>
`;

/** As a policy names an inline style or script. https://www.w3.org/TR/CSP3/#grammardef-hash-source */
const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
