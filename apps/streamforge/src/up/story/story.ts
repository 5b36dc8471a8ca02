/** Tells the demo’s story: every chapter as soon as it has happened, what is left out at once, and the addresses at the end. */
import { printable } from '../../output/table.ts';
import type { Screen } from '../screen.ts';
import type { Chapter } from './chapter.ts';
import type { Scene } from './scene.ts';

export const tellStory = async (scene: Scene, screen: Screen, chapters: readonly Chapter[], signal: AbortSignal): Promise<void> => {
  const told = chapters.map(async (chapter) => {
    const missing = chapter.needs.filter((name) => !scene.running.has(name));
    if (missing.length > 0) {
      screen.tell(chapter.name, [`${missing.join(', ')} ${missing.length > 1 ? 'do' : 'does'} not run here, so ${chapter.otherwise}.`]);
      return;
    }
    try {
      screen.tell(chapter.name, await chapter.tell(scene));
    } catch (error) {
      // A store that is gone or a platform that stops ends a chapter; the figures below go on.
      if (!signal.aborted) screen.tell(chapter.name, [`can’t be told: ${printable((error as Error).message)}`]);
    }
  });
  await Promise.all(told);
};
