/** Where to look further, once the story is told. */
import type { ServiceName } from '@streamforge/contracts/services';

const ways: readonly (readonly [needs: ServiceName, path: string, says: string])[] = [
  ['roi-logger', '/v1/roi', 'what became of each agent’s capital'],
  ['gnn-trainer', '/v1/gnn/models', 'models, their versions and scores'],
  ['gnn-trainer', '/v1/predictions?exchange=sim&symbol=BIRC-USD&interval=1m', 'what they expect, and what came'],
  ['embeddings', '/v1/moments/similar?exchange=sim&symbol=ALDE-USD&interval=1m', 'moments like now'],
  ['llm-adapter', '/v1/chat/completions', 'questions, as OpenAI’s clients ask them'],
  ['gateway', '/openapi.json', 'the whole API'],
];

/** Addresses of what runs. */
export const addressLines = (address: string, running: ReadonlySet<ServiceName>): readonly string[] => [
  ...ways.filter(([needs]) => running.has(needs)).map(([, path, says]) => `${address}${path}  ${says}`),
  ...running.has('llm-adapter') ? ['npm run --silent streamforge -- ask "Which agent earned most?"'] : [],
];
