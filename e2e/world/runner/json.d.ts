/** Reading of JSON that somebody else wrote, without trust in its shape. */
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [key: string]: Json;
};
export type JsonObject = {
    readonly [key: string]: Json;
};
/** Parses `text`; a leading byte order mark is no fault. Throws SyntaxError on anything that is no JSON. */
export declare function parseJson(text: string): Json;
/** The object itself, or an empty one where `value` is no object. */
export declare function objectOf(value: Json | undefined): JsonObject;
/** Whether `value` is an object and no list. */
export declare function isObject(value: Json | undefined): value is JsonObject;
/** The list itself, or an empty one where `value` is no list. */
export declare function listOf(value: Json | undefined): readonly Json[];
/** The text, a number as text, or null. */
export declare function textOf(value: Json | undefined): string | null;
/** The number, a text of digits as a number, or null. */
export declare function numberOf(value: Json | undefined): number | null;
/** Entry `key` of a runner's dictionary `{t:2, d:[{k,v}…]}` (runner.md 7.4); undefined where there is none. */
export declare function dictionaryEntry(dictionary: Json | undefined, key: string): Json | undefined;
