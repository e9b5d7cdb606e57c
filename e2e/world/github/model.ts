/** What the practice GitHub remembers: plain records, changed only by the parts beside this file. */

export type Instant = number;

export type ScopeRef =
  | { readonly kind: 'repository'; readonly owner: string; readonly repository: string }
  | { readonly kind: 'organization'; readonly organization: string }
  | { readonly kind: 'enterprise'; readonly enterprise: string };

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | 'neutral';
/** The runner's own words for a result (actions/runner, TaskResult). */
export type TaskResult =
  | 'Succeeded'
  | 'SucceededWithIssues'
  | 'Failed'
  | 'Canceled'
  | 'Skipped'
  | 'Abandoned';

/** A person's right at a place. */
export type Role = 'admin' | 'write' | 'read';

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly ownerKind: 'User' | 'Organization';
  visibility: 'private' | 'public' | 'internal';
  archived: boolean;
  /** Whether GitHub Actions may be used in it at all. */
  actions: 'enabled' | 'disabled';
  /** The most that any person here may do in it. */
  role: Role;
  readonly createdAt: Instant;
  nextRunNumber: number;
}

/** A group of an organisation's runners. */
export interface RunnerGroup {
  readonly id: number;
  readonly name: string;
  readonly isDefault: boolean;
  readonly allowsPublic: boolean;
}

export interface Organization {
  readonly login: string;
  /** Which of its repositories may have runners of their own; a list: those, by `owner/name`. */
  repositoryRunners: 'all' | 'none' | readonly string[];
  /** The most that any person here may do in it: its owners, or mere members. */
  role: Role;
  groups: readonly RunnerGroup[];
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly type: 'read-only' | 'custom';
}

/** A registered runner (GitHub's record of it; `agent` in the runner's own words). */
export interface Agent {
  readonly id: number;
  readonly name: string;
  readonly scope: ScopeRef;
  /** Origin of the address that the runner registered with: `https://github.com` or the world's own. */
  serverUrl: string;
  groupId: number;
  groupName: string;
  labels: readonly Label[];
  readonly os: string;
  ephemeral: boolean;
  disableUpdate: boolean;
  version: string | null;
  credential: string;
  jobId: number | null;
  /** When `jobId` last changed: `busy` may lag behind it. */
  jobChangedAt: Instant;
}

export type RunnerMessage =
  | {
      readonly messageId: number;
      readonly type: 'RunnerJobRequest';
      readonly body: { readonly jobMessageId: string; readonly jobId: string };
    }
  | {
      readonly messageId: number;
      readonly type: 'RunnerRefresh';
      readonly body: {
        readonly target_version: string;
        readonly download_url: string;
        readonly sha256_checksum: string;
        readonly os: string;
      };
    }
  | {
      readonly messageId: number;
      readonly type: 'JobCancellation';
      readonly body: { readonly jobId: string; readonly timeoutSeconds: number };
    };

export interface Session {
  readonly id: string;
  readonly agentId: number;
  readonly ownerName: string;
  version: string;
  status: 'Online' | 'Busy';
  disableUpdate: boolean;
  lastSeen: Instant;
  /** Unacknowledged messages, oldest first. */
  messages: RunnerMessage[];
  /** Ends the long poll that waits now; null when none does. */
  wake: (() => void) | null;
  /** Versions that were offered in this session already. */
  readonly offeredVersions: Set<string>;
}

export interface StepRecord {
  readonly number: number;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: Conclusion | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

/** One scripted step. `name` is GitHub's; the rest is for the world's runner and passes through as it is. */
export interface ScriptStep {
  readonly name: string;
  readonly [detail: string]: unknown;
}

/** The separate moments of a job's life. */
export type JobPhase =
  | { readonly kind: 'queued' }
  | {
      readonly kind: 'offered';
      readonly agentId: number;
      readonly jobMessageId: string;
      readonly until: Instant;
    }
  | { readonly kind: 'acquired'; readonly agentId: number; readonly at: Instant }
  | {
      readonly kind: 'in_progress';
      readonly agentId: number;
      readonly startedAt: Instant;
      readonly renewedAt: Instant;
    }
  | {
      readonly kind: 'completed';
      readonly agentId: number | null;
      readonly startedAt: Instant;
      readonly at: Instant;
      readonly conclusion: Conclusion;
    };

export interface Job {
  readonly id: number;
  /** The runner's own id of it. */
  readonly guid: string;
  readonly runId: number;
  readonly attempt: number;
  readonly name: string;
  readonly key: string;
  readonly labels: readonly string[];
  readonly createdAt: Instant;
  readonly script: readonly ScriptStep[];
  /** Scripted end, for the runner; null: as the steps say. */
  readonly result: string | null;
  phase: JobPhase;
  /** How often it was offered and not taken. */
  offers: number;
  cancelAsked: boolean;
  steps: readonly StepRecord[];
  agentName: string | null;
  groupName: string | null;
}

export interface Run {
  readonly id: number;
  readonly repository: Repository;
  readonly workflow: string;
  readonly workflowId: number;
  readonly number: number;
  attempt: number;
  readonly event: string;
  readonly branch: string;
  readonly commit: string;
  readonly actor: string;
  readonly createdAt: Instant;
  startedAt: Instant;
  updatedAt: Instant;
}

/** A runner archive that can be had, newest by `publishedAt`. */
export interface RunnerRelease {
  readonly version: string;
  /** A file on this machine; null: only announced. */
  readonly file: string | null;
  readonly sha256: string | null;
  /** The archive's size; 0 where there is none. */
  readonly bytes: number;
  readonly publishedAt: Instant;
  /**
   * GitHub releases progressively (runner.md 1). `release`: only the release itself is there; `downloads`: the downloads
   * endpoint names it, too; `runners`: those that poll are told to update as well.
   */
  readonly reach: 'release' | 'downloads' | 'runners';
}

export const scopeKey = (scope: ScopeRef): string => {
  switch (scope.kind) {
    case 'repository':
      return `repository:${scope.owner}/${scope.repository}`.toLowerCase();
    case 'organization':
      return `organization:${scope.organization}`.toLowerCase();
    case 'enterprise':
      return `enterprise:${scope.enterprise}`.toLowerCase();
  }
};

/** The scope of a registration address such as `https://github.com/acme/rocket`; null when it is none. */
export function scopeOfUrl(url: string): { readonly scope: ScopeRef; readonly origin: string } | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  const parts = parsed.pathname.split('/').filter((part) => part !== '');
  const [first, second, ...rest] = parts;
  if (first === undefined || rest.length > 0) return null;
  if (second === undefined) {
    return { origin: parsed.origin, scope: { kind: 'organization', organization: first } };
  }
  if (first === 'enterprises') {
    return { origin: parsed.origin, scope: { kind: 'enterprise', enterprise: second } };
  }
  return { origin: parsed.origin, scope: { kind: 'repository', owner: first, repository: second } };
}
