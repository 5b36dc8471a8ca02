/** The part of GitLab's pipeline language that generated files use. */

export interface Rule {
  readonly if: string;
  /** Files of which one at least must have changed. */
  readonly changes?: readonly string[];
  readonly when?: 'manual' | 'on_success';
  readonly allow_failure?: boolean;
}

export interface Need {
  readonly job: string;
  /** Whether the job may be absent from the pipeline. */
  readonly optional?: boolean;
  readonly artifacts?: boolean;
}

export interface Job {
  readonly extends: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly needs?: readonly Need[];
  readonly rules: readonly Rule[];
}

/** A pipeline file: variables that its jobs share stand in a hidden job. */
export type PipelineFile = Readonly<Record<string, Job | { readonly variables: Readonly<Record<string, string>> }>>;
