/** The services that read what ingest and the agents say, each by its name. */
import { embeddings } from '@streamforge/embeddings/service';
import { gateway } from '@streamforge/gateway/service';
import { gnnTrainer } from '@streamforge/gnn-trainer/service';
import { ingest } from '@streamforge/ingest/service';
import { llmAdapter } from '@streamforge/llm-adapter/service';
import { roiLogger } from '@streamforge/roi-logger/service';
import type { DefinedService } from '@streamforge/service-host/service';

/** Those that a fault run kills, and who must have done its work before. */
export const derived = {
  embeddings: { service: embeddings, after: [ingest] },
  'gnn-trainer': { service: gnnTrainer, after: [ingest] },
  'roi-logger': { service: roiLogger, after: [ingest, gnnTrainer] },
  'llm-adapter': { service: llmAdapter, after: [ingest, gnnTrainer, roiLogger, embeddings] },
} as const satisfies Record<string, { readonly service: DefinedService; readonly after: readonly DefinedService[] }>;

export type DerivedName = keyof typeof derived;
export const derivedNames = Object.keys(derived) as readonly DerivedName[];

/** All that change something, as one process runs them beside the read side. */
export const whole: readonly DefinedService[] = [ingest, embeddings, gnnTrainer, roiLogger, llmAdapter];

/** Answers what is stored; it changes nothing. */
export const readSide: DefinedService = gateway;
