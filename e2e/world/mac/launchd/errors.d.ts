/** What launchctl's numbers mean: below 107 a plain errno, from 107 launchd's own (macos.md 1.2). */
/** The text that `launchctl error N` gives after the number. */
export declare function errorText(number: number): string;
/** The numbers that launchd answers with and this world uses. */
export declare const E: {
    readonly noSuchProcess: 3;
    readonly io: 5;
    readonly inProgress: 36;
    readonly already: 37;
    readonly usage: 64;
    readonly invalidPlist: 109;
    readonly noIdentifier: 110;
    readonly noProgram: 111;
    readonly noDomain: 112;
    readonly noService: 113;
    readonly disabled: 119;
    readonly badOwnership: 122;
    readonly tearingDown: 124;
    readonly unsupported: 125;
    readonly wrongSession: 134;
};
