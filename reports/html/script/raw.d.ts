/** The text of a file, as vite and vitest import it. */
declare module "*?raw" {
  const text: string;
  export default text;
}
