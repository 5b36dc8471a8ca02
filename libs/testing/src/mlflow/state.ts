/** What a strict MLflow server keeps, for tests to look at. */

export interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

export interface Run {
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly startTime: number;
  status: string;
  endTime: number | null;
  readonly tags: Map<string, string>;
  readonly params: Map<string, string>;
  readonly metrics: Metric[];
}

export interface Version {
  readonly version: number;
  readonly source: string;
  readonly run: string;
  readonly description: string;
  readonly tags: Map<string, string>;
}

export interface Model {
  readonly versions: Version[];
  readonly aliases: Map<string, number>;
}

export interface MlflowState {
  /** Ids by name. */
  readonly experiments: Map<string, string>;
  readonly runs: Map<string, Run>;
  readonly models: Map<string, Model>;
  /** Bytes by path. */
  readonly artefacts: Map<string, Uint8Array>;
}

export const newState = (): MlflowState => ({ experiments: new Map(), runs: new Map(), models: new Map(), artefacts: new Map() });
