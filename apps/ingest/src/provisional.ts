import { Asset } from '@streamforge/contracts/events/asset';
import type { Source } from '@streamforge/document-store/port';
import type { IngestContext } from './context.ts';
import { factOf, type Fact } from './fact.ts';

/** An event that names an asset, and where it came from. */
interface NamesAsset extends Source {
  readonly value: { readonly exchange: string; readonly symbol: string };
}

/** Assets already declared by this process, so that the store is asked once for each; the oldest is forgotten first. */
const MOST_REMEMBERED = 10_000;
const remembered = new WeakMap<object, Set<string>>();

const memoryOf = (documents: object): Set<string> => {
  const known = remembered.get(documents) ?? new Set<string>();
  remembered.set(documents, known);
  return known;
};

/** What the platform assumes of an undeclared symbol: it trades around the clock. Any declaration stands above it. */
export const provisionalFact = (exchange: string, symbol: string, source: Source): Fact => factOf(
  { series: exchange, order: 0, id: symbol },
  Asset.parse({ exchange, symbol, provisional: true }),
  { closed: false, revision: 0 },
  source,
);

/** Makes a provisional asset of each symbol that nobody has declared. */
export const declareProvisional = async (events: readonly NamesAsset[], { documents }: IngestContext): Promise<void> => {
  const known = memoryOf(documents);
  const unknown = new Map<string, NamesAsset>();
  for (const event of events) {
    const name = `${event.value.exchange}:${event.value.symbol}`;
    if (!known.has(name) && !unknown.has(name)) unknown.set(name, event);
  }
  if (unknown.size === 0) return;
  await documents.upsert('assets', [...unknown.values()].map((event) => provisionalFact(event.value.exchange, event.value.symbol, event)));
  for (const name of unknown.keys()) known.add(name);
  for (const name of known) {
    if (known.size <= MOST_REMEMBERED) break;
    known.delete(name);
  }
};
