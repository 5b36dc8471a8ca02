/** The services that can run together in one process, by the names the contract gives them. */
import { embeddings } from '@streamforge/embeddings/service';
import { gateway } from '@streamforge/gateway/service';
import { gnnTrainer } from '@streamforge/gnn-trainer/service';
import { ingest } from '@streamforge/ingest/service';
import { llmAdapter } from '@streamforge/llm-adapter/service';
import { roiLogger } from '@streamforge/roi-logger/service';
import type { DefinedService } from '@streamforge/service-host/service';
import { UsageError } from '../complaint.ts';

/** The read side alone: what a command needs that only asks. */
export const readSide: readonly DefinedService[] = [gateway];

/** What answers a question: the read side and the analyst, where it can run. */
export const answerSide = (): readonly DefinedService[] => allServices.filter(({ name }) => name === 'gateway' || name === 'llm-adapter');

/** Everything there is. The first one decides the default port. */
export const allServices: readonly DefinedService[] = [gateway, ingest, embeddings, gnnTrainer, roiLogger, llmAdapter];

/** `ingest,gateway` → those services; throws for a name that is none. */
export const servicesNamed = (list: string): readonly DefinedService[] => {
  const names = list.split(',').map((part) => part.trim()).filter((part) => part !== '');
  for (const name of names) if (!allServices.some((service) => service.name === name)) throw new UsageError(`there is no service ${name}; there are ${allNames()}`);
  if (names.length === 0) throw new UsageError(`name at least one service; there are ${allNames()}`);
  return allServices.filter(({ name }) => names.includes(name));
};

const allNames = (): string => allServices.map(({ name }) => name).join(', ');
