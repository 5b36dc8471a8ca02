/** What evidence is read from. */
import type { DocumentStore } from '@streamforge/document-store/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { Registry } from '@streamforge/model-registry/registry';
import type { Chunks } from '@streamforge/search/chunks';
import type { Moments } from '@streamforge/search/moments';

export interface EvidenceStores {
  readonly documents: Pick<DocumentStore, 'get' | 'scan' | 'series'>;
  readonly chunks: Pick<Chunks, 'search'>;
  readonly moments: Pick<Moments, 'similar'>;
  readonly ledger: Pick<LedgerReader, 'accounts' | 'actions' | 'figures' | 'fills' | 'predictions' | 'scores'>;
  readonly registry: Pick<Registry, 'version'>;
}
