/** Real bars, trades, documents and reference fills through all services of one platform, as a user would bring them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '@streamforge/bench/http/load';
import { startUp } from '@streamforge/bench/platform';
import { WINDOW_BARS } from '@streamforge/contracts/vector-collections';
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { replay } from '../../src/core/candle-files.ts';
import { caughtUp, get } from '../../src/core/read-api.ts';
import { produce } from '../../src/services/market-feed.ts';
import { fillsOf, markOf, passages, pnlCases, produceAll, windowsOf } from '../../src/services/real-input.ts';
import { jobEnded, trainOn } from '../../src/services/training.ts';
import { answered, questions } from '../../src/services/questions.ts';
import { wrongFigures } from '../../src/services/reference-profit.ts';

interface State {
  readonly vectors: readonly { readonly collection: string; readonly points: number }[];
}

const replayed = async (target: Target, data: string): Promise<void> => {
  await replay(target, data, 'crypto_1h_panel.csv.gz', ['--exchange', 'panel']);
  await replay(target, data, '../trades/xrpeth_binance_aggtrades.jsonl.gz', ['--exchange', 'trades', '--symbol', 'XRPETH']);
  for (const collection of ['cranfield', 'tatqa_dev']) await produceAll(target, 'documents.v1', passages(collection));
  for (const given of pnlCases()) {
    await produceAll(target, 'agent.fills.v1', fillsOf(given));
    await produce(target, 'market.candles.v1', [markOf(given)]);
  }
  await caughtUp(target);
  await caughtUp(target);
};

/** One platform for all figures of this file; it ends with the last of them. */
const platform = (() => {
  let starting: Promise<{ readonly target: Target; readonly stop: () => Promise<void> }> | undefined;
  return {
    ready: async (): Promise<Target> => (await (starting ??= (async () => {
      const data = mkdtempSync(join(tmpdir(), 'services-'));
      const up = await startUp(data);
      await replayed(up, data);
      return {
        target: up,
        stop: async () => {
          await up.stop();
          rmSync(data, { recursive: true });
        },
      };
    })())).target,
    stop: async (): Promise<void> => (await starting)?.stop(),
  };
})();

const vectors = async (): Promise<Measurement> => {
  const target = await platform.ready();
  const { vectors: states } = await get<State>(target, '/v1/state-hash');
  const moments = states.find(({ collection }) => collection === 'moments')?.points ?? 0;
  const exchanges = ['panel', 'trades', 'pnl'];
  const windows = (await Promise.all(exchanges.map((exchange) => windowsOf(target, exchange, WINDOW_BARS)))).reduce((sum, each) => sum + each, 0);
  return { measured: `${moments.toLocaleString('en-GB')} vectors, ${windows.toLocaleString('en-GB')} full windows`, ok: moments === windows && moments > 170_000 };
};

const profit = async (): Promise<Measurement> => {
  const target = await platform.ready();
  const wrong = (await Promise.all(pnlCases().map((given) => wrongFigures(target, given)))).flat();
  return { measured: wrong.length === 0 ? `${pnlCases().length} cases exact` : wrong.slice(0, 3).join('; '), ok: wrong.length === 0 };
};

interface Models {
  readonly versions: readonly { readonly accuracy: number; readonly baseline: { readonly name: string; readonly accuracy: number }; readonly verdict: string }[];
}

const model = async (): Promise<Measurement> => {
  const target = await platform.ready();
  const job = await trainOn(target, { model: 'panel', exchange: 'panel', interval: '1h' });
  const { state, code, message } = await jobEnded(target, job, 600_000);
  if (state !== 'finished') return { measured: `${state} ${code ?? ''} ${message ?? ''}`, ok: false };
  const { versions: [newest] } = await get<Models>(target, '/v1/gnn/models/panel');
  return {
    measured: newest === undefined ? 'no version' : `${(100 * newest.accuracy).toFixed(2)} % against ${(100 * newest.baseline.accuracy).toFixed(2)} % of ${newest.baseline.name}: ${newest.verdict}`,
    ok: newest !== undefined && newest.verdict !== '',
  };
};

const citations = async (): Promise<Measurement> => {
  try {
    const target = await platform.ready();
    const answers = [];
    for (const question of questions) answers.push(await answered(target, question));
    const cited = answers.reduce((sum, { citations: count }) => sum + count, 0);
    const bad = answers.filter(({ citations: count, unresolved }) => count === 0 || unresolved > 0);
    return {
      measured: `${answers.length} questions, ${cited} citations, ${bad.length === 0 ? 'each with its record' : `wrong: ${bad.map(({ question }) => question).join('; ')}`}`,
      ok: bad.length === 0,
    };
  } finally {
    await platform.stop();
  }
};

export const figures: readonly Figure[] = [
  { name: 'vectors of crypto_1h_panel, trades and marks', bar: 'one for every full window', measure: vectors },
  { name: 'pnl_cases.json through the ledger', bar: 'every figure of every case exact', measure: profit },
  { name: 'a model of crypto_1h_panel', bar: 'trained, and scored beside its baselines', measure: model },
  { name: 'ten questions', bar: 'each cites something, and every citation resolves to its record', measure: citations },
];
