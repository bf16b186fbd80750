/**
 * The role that `talosctl health` needs: the node gets itself a kubeconfig with the caller's role.
 * https://docs.siderolabs.com/talos/v1.12/security/rbac
 */
export const HEALTH_ROLE = "os:admin";

/** Whether a client certificate's roles are too few for `talosctl health`. One that says none is refused anyway. */
export const lacksHealthRole = (roles: readonly string[]): boolean => roles.length > 0 && !roles.includes(HEALTH_ROLE);
