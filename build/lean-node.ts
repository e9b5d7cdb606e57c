/**
 * How a Node that only watches is started, so that it stays small: the engine makes little garbage, so a young
 * generation of megabytes and several malloc arenas would only lie about (measured by `idle-8-rss`).
 */
export const LEAN_FLAGS: readonly string[] = ['--max-semi-space-size=1', '--v8-pool-size=1'];
export const LEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  UV_THREADPOOL_SIZE: '2',
};
