/**
 * Whether a command says no more than that the API server refused it: its credentials, or what it asked for. Of the
 * cluster that tells nothing. Words of client-go: https://github.com/kubernetes/apimachinery/blob/master/pkg/api/errors/errors.go
 */
export const saysItWasRefused = (text: string): boolean =>
  /^(.*: )?Unauthorized$|the server has asked for the client to provide credentials|is forbidden: User "/.test(
    text.trim(),
  );
