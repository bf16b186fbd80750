/**
 * Label selectors: the grammar and the messages of k8s.io/apimachinery/pkg/labels/selector.go. Throws SelectorError
 * with the server's own words.
 */
export type LabelPredicate = (labels: Record<string, string> | null | undefined) => boolean;

export class SelectorError extends Error {
  override name = "SelectorError";
}

export function parseLabelSelector(text: string): LabelPredicate {
  const requirements = new Parser(text).parse();
  return (labels) => requirements.every((matches) => matches(labels ?? {}));
}

type Requirement = (labels: Record<string, string>) => boolean;
type TokenKind = "end" | "identifier" | "error" | Keyword;
type Keyword = "in" | "notin" | "=" | "==" | "!=" | "!" | ">" | "<" | "(" | ")" | ",";

interface Token {
  kind: TokenKind;
  text: string;
}

const OPERATORS = ["in", "notin", "=", "==", "!=", ">", "<"] as const;
type Operator = (typeof OPERATORS)[number];

const KEYWORDS = new Set<string>(["in", "notin", "=", "==", "!=", "!", ">", "<", "(", ")", ","]);
const SPECIAL = new Set("=!(),><");
const BLANK = new Set(" \t\r\n");

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (BLANK.has(char)) {
      at++;
      continue;
    }
    const start = at;
    if (SPECIAL.has(char)) {
      // Greedy, as long as what was read is a symbol: `==` is one, `=!` is not.
      while (at < text.length && SPECIAL.has(text.charAt(at)) && KEYWORDS.has(text.slice(start, at + 1))) at++;
    } else {
      while (at < text.length && !SPECIAL.has(text.charAt(at)) && !BLANK.has(text.charAt(at))) at++;
    }
    const word = text.slice(start, at);
    tokens.push({ kind: KEYWORDS.has(word) ? (word as Keyword) : "identifier", text: word });
  }
  return tokens;
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.kind === "end") return requirements;
      if (token.kind !== "identifier" && token.kind !== "!") {
        throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirementInWords());
      const after = this.#next();
      if (after.kind === "end") return requirements;
      if (after.kind !== ",") throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (following.kind !== "identifier" && following.kind !== "!") {
        throw new SelectorError(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #requirementInWords(): Requirement {
    try {
      return this.#requirement();
    } catch (error) {
      if (!(error instanceof SelectorError)) throw error;
      throw new SelectorError(`unable to parse requirement: ${error.message}`);
    }
  }

  #requirement(): Requirement {
    let token = this.#next();
    const negated = token.kind === "!";
    if (negated) token = this.#next();
    if (token.kind !== "identifier") throw new SelectorError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    checkKey(key);
    if (negated) return (labels) => !(key in labels);
    const { kind } = this.#peek();
    if (kind === "end" || kind === ",") return (labels) => key in labels;

    const operator = this.#operator();
    const values = operator === "in" || operator === "notin" ? this.#values() : this.#exactValue();
    return requirementOf(key, operator, values);
  }

  #operator(): Operator {
    const token = this.#nextAsIs();
    const operator = OPERATORS.find((it) => it === token.kind);
    if (operator) return operator;
    throw new SelectorError(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  #values(): Set<string> {
    const open = this.#next();
    if (open.kind !== "(") throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.kind === ")") {
      this.#next();
      return new Set([""]);
    }
    if (first.kind !== "identifier" && first.kind !== ",") {
      throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#identifiers();
    const close = this.#next();
    if (close.kind !== ")") throw new SelectorError(`found '${close.text}', expected: ')'`);
    return values;
  }

  #identifiers(): Set<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#next();
      if (token.kind === "identifier") {
        values.add(token.text);
        const after = this.#peek();
        if (after.kind === ")") return values;
        if (after.kind !== ",") throw new SelectorError(`found '${after.text}', expected: ',' or ')'`);
      } else if (token.kind === ",") {
        if (values.size === 0) values.add("");
        const after = this.#peek();
        if (after.kind === ")") return values.add("");
        if (after.kind === ",") {
          this.#next();
          values.add("");
        }
      } else {
        throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
      }
    }
  }

  #exactValue(): Set<string> {
    const { kind } = this.#peek();
    if (kind === "end" || kind === ",") return new Set([""]);
    const token = this.#next();
    if (token.kind !== "identifier") throw new SelectorError(`found '${token.text}', expected: identifier`);
    return new Set([token.text]);
  }

  /** Where an operator cannot stand, `in` and `notin` are names like others. */
  #peek(): Token {
    const token = this.#tokens[this.#at] ?? { kind: "end", text: "" };
    return token.kind === "in" || token.kind === "notin" ? { ...token, kind: "identifier" } : token;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #nextAsIs(): Token {
    return this.#tokens[this.#at++] ?? { kind: "end", text: "" };
  }
}

function requirementOf(key: string, operator: Operator, values: Set<string>): Requirement {
  for (const value of values) checkValue(key, operator, value);
  const [first = ""] = values;
  switch (operator) {
    case "in":
    case "=":
    case "==":
      return (labels) => labels[key] !== undefined && values.has(labels[key]);
    case "notin":
    case "!=":
      return (labels) => labels[key] === undefined || !values.has(labels[key]);
    case ">":
      return (labels) => isInteger(labels[key]) && Number(labels[key]) > Number(first);
    case "<":
      return (labels) => isInteger(labels[key]) && Number(labels[key]) < Number(first);
  }
}

const isInteger = (value: string | undefined): boolean => value !== undefined && /^[+-]?\d+$/.test(value);

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const NAME_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function checkKey(key: string): void {
  const name = key.split("/").at(-1) ?? "";
  if (!NAME.test(name)) throw new SelectorError(`<nil>: Invalid value: "${key}": ${NAME_RULE}`);
}

function checkValue(key: string, operator: Operator, value: string): void {
  if ((operator === ">" || operator === "<") && !isInteger(value)) {
    throw new SelectorError(
      `values[0]: Invalid value: "${value}": for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  if (value !== "" && !NAME.test(value)) {
    throw new SelectorError(`values[0][${key}]: Invalid value: "${value}": ${VALUE_RULE}`);
  }
}
