/** Ends what carries the world's mark, until nothing does: a process may start another while we look. */
export declare function sweep(root: string): Promise<void>;
