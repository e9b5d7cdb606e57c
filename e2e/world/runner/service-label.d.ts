/**
 * `actions.runner.<scope>.<agentName>` for a scope URL such as `https://github.com/acme/rocket`. Characters that a label
 * cannot have become `-` in the scope, spaces `_` in the name; beyond 150 characters the end is cut and numbered.
 */
export declare function serviceLabel(gitHubUrl: string, agentName: string): string;
