import type { Program } from './answer.ts';
/** `hosts`: where the login is good; null: everywhere. */
export interface GitHubLogin {
    readonly token: string;
    readonly hosts: readonly string[] | null;
}
export declare function createGh(login: () => GitHubLogin | null): Program;
