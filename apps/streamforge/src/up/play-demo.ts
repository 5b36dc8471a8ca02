/** The demo: its market feeds the platform, and its story is told beside it. */
import type { ServiceName } from '@streamforge/contracts/services';
import type { CommandContext } from '../command.ts';
import type { Platform } from '../platform/platform.ts';
import { openDemo, type WantedMarket } from './demo.ts';
import type { Screen } from './screen.ts';
import type { StartedPlatform } from './start.ts';
import { addressLines } from './story/addresses.ts';
import { agents } from './story/agents.ts';
import { answer } from './story/answer.ts';
import { gaps, history } from './story/history.ts';
import { model } from './story/model.ts';
import { openScene } from './story/scene.ts';
import { tellStory } from './story/story.ts';
import { vectors } from './story/vectors.ts';

export interface DemoParts {
  readonly started: StartedPlatform;
  readonly platform: Platform;
  readonly screen: Screen;
  readonly running: ReadonlySet<ServiceName>;
  readonly wanted: WantedMarket;
}

/** Runs until the signal aborts. */
export const playDemo = async (context: CommandContext, parts: DemoParts): Promise<void> => {
  const { started, platform, screen, running, wanted } = parts;
  const { clock, signal } = context.shell;
  const { host, address } = started;
  const market = await openDemo(context, host, wanted);
  const scene = openScene({ platform, host, market, running, clock, signal });
  const story = async (): Promise<void> => {
    await tellStory(scene, screen, [history, gaps, vectors, model, agents, answer], signal);
    if (!signal.aborted) screen.tell('look', addressLines(address, running));
  };
  await Promise.all([market.feed(), story()]);
};
