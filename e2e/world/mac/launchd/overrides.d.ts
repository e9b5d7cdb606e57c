export type Override = 'enabled' | 'disabled';
export interface Overrides {
    get(label: string): Override | null;
    set(label: string, override: Override): void;
    all(): readonly (readonly [string, Override])[];
}
/** `file`: where they are kept, as JSON. A file that is missing is the beginning: no overrides. */
export declare function createOverrides(file: string): Overrides;
