import { type Route } from './rest.ts';
export declare const accountRoutes: readonly Route[];
