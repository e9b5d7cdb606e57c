import { type Route } from './rest.ts';
export declare const runRoutes: readonly Route[];
