import { type Route } from './rest.ts';
export declare const runnerRoutes: readonly Route[];
