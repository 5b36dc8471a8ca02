import { describe, expect, it } from 'vitest';
import { openOutput } from '../src/output/output.ts';
import { openScreen } from '../src/up/screen.ts';
import { addressLines } from '../src/up/story/addresses.ts';
import type { Chapter } from '../src/up/story/chapter.ts';
import type { Scene } from '../src/up/story/scene.ts';
import { excerptOf } from '../src/up/story/excerpt.ts';
import { tellStory } from '../src/up/story/story.ts';
import type { View } from '../src/up/view.ts';
import { fakeTerminal, type FakeTerminal } from './fake-terminal.ts';

const chapter = (name: string, tell: Chapter['tell'], needs: Chapter['needs'] = []): Chapter =>
  ({ name, needs, otherwise: 'nothing comes of it', tell });

const tellTo = async (terminal: FakeTerminal, chapters: readonly Chapter[], signal = new AbortController().signal): Promise<string> => {
  // Chapters of this test look at nothing but which services run.
  const scene = { running: new Set(['ingest']) } as unknown as Scene;
  await tellStory(scene, openScreen(openOutput(terminal, false)), chapters, signal);
  return terminal.err();
};

describe('the demo’s story', () => {
  it('tells the first chapter first, the others as soon as they have happened, and at once which can’t happen', async () => {
    const quick = Promise.withResolvers<undefined>();
    const told = await tellTo(fakeTerminal(), [
      chapter('beginning', async () => ['once upon a time', 'there was a market']),
      chapter('slow', async () => {
        await quick.promise;
        return ['it took its time'];
      }),
      chapter('fast', async () => {
        quick.resolve(undefined);
        return ['it was quick'];
      }),
      chapter('model', async () => ['never'], ['ingest', 'gnn-trainer', 'roi-logger']),
      chapter('answer', async () => ['never'], ['llm-adapter']),
    ]);
    expect(told.split('\n')).toEqual([
      'model       gnn-trainer, roi-logger do not run here, so nothing comes of it.',
      'answer      llm-adapter does not run here, so nothing comes of it.',
      'beginning   once upon a time',
      '            there was a market',
      'fast        it was quick',
      'slow        it took its time',
      '',
    ]);
  });

  it('goes on when a chapter fails, and says what it failed with', async () => {
    const told = await tellTo(fakeTerminal(), [
      chapter('broken', () => Promise.reject(new Error('the store\u001b[31m is gone'))),
      chapter('whole', async () => ['here']),
    ]);
    expect(told).toContain('can’t be told: the store\\u001b[31m is gone');
    expect(told).toContain('whole       here');
  });

  it('falls silent when the platform stops', async () => {
    const stopped = AbortSignal.abort();
    expect(await tellTo(fakeTerminal(), [chapter('late', () => Promise.reject(new Error('aborted')))], stopped)).toBe('');
  });

  it('ends with the addresses of what runs, and of nothing else', () => {
    const lines = addressLines('http://127.0.0.1:1', new Set(['gateway', 'ingest', 'roi-logger']));
    expect(lines.map((line) => line.split('  ')[0])).toEqual(['http://127.0.0.1:1/v1/roi', 'http://127.0.0.1:1/openapi.json']);
    expect(addressLines('', new Set(['llm-adapter'])).join('\n')).toContain('ask "');
  });
});

describe('the excerpt of an answer', () => {
  it('has some of each list, and names the sources of what it shows and no others', () => {
    const accounts = [1, 2, 3, 4].map((number) => `- account ${number} [${number}]`);
    const answer = ['Accounts', ...accounts, '', 'Documents', `- ${'long '.repeat(50)}[5]`];
    const { lines, cited } = excerptOf(answer.join('\n'));
    expect(lines.slice(0, -1)).toEqual(['Accounts', '- account 1 [1]', '- account 2 [2]', '- account 3 [3]', 'Documents']);
    expect(lines.at(-1)).toMatch(/^- long long .*… \[5\]$/);
    expect(lines.at(-1)?.length).toBe(160);
    expect(cited).toEqual([1, 2, 3, 5]);
  });
});

describe('the screen', () => {
  it('says figures again only when they moved, where it can’t redraw them', () => {
    const terminal = fakeTerminal();
    const screen = openScreen(openOutput(terminal, false));
    for (const one of [view, { ...view, perSecond: 3 }, { ...view, snapshot: { ...view.snapshot, bars: 6 } }]) screen.show(one);
    expect(terminal.err().match(/simulated bars \d/g)).toEqual(['simulated bars 5', 'simulated bars 6']);
  });

  const view: View = {
    simulated: true, perSecond: 12, related: undefined,
    snapshot: { bars: 5, series: 1, trades: 0, documents: 0, gaps: 0, missing: 0, deadLetters: 0, lag: 0, worst: undefined },
  };

  it('keeps what is told above the figures that it redraws', () => {
    const terminal = fakeTerminal({ tty: true, env: { NO_COLOR: '1' } });
    const screen = openScreen(openOutput(terminal, false));
    screen.show(view);
    screen.tell('gaps', ['none']);
    screen.show({ ...view, snapshot: { ...view.snapshot, bars: 6 } });
    expect(seen(terminal.err())).toEqual([
      '', 'gaps        none', 'simulated bars  6 in 1 series, 12/s', 'trades          0', 'documents       0',
      'gaps            0 found, 0 bars missing', 'dead letters    0', 'lag             0 records', '',
    ]);
  });
});

/** What a person sees of text that moves up lines and clears them. */
const seen = (text: string): readonly string[] => {
  const lines = [''];
  let at = 0;
  for (const [part, up, clear] of text.matchAll(/\u001b\[(\d+)A|\u001b\[([JK])|\n|[^\u001b\n]+/g)) {
    if (up !== undefined) at -= Number(up);
    else if (clear === 'K') lines[at] = '';
    else if (clear === 'J') lines.splice(at);
    else if (part === '\n') at += 1;
    else lines[at] = `${lines[at] ?? ''}${part}`;
    lines[at] ??= '';
  }
  return lines;
};
