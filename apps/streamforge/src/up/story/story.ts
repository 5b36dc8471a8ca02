/** Tells the demo’s story: the first chapter first, each other one as soon as it has happened, and at once what is left out. */
import type { Screen } from '../screen.ts';
import type { Chapter } from './chapter.ts';
import type { Scene } from './scene.ts';

/** Resolves when every chapter is told, or the signal aborts. A chapter that fails says so and keeps no other from being told. */
export const tellStory = async (scene: Scene, screen: Screen, chapters: readonly Chapter[], signal: AbortSignal): Promise<void> => {
  const missing = ({ needs }: Chapter): readonly string[] => needs.filter((name) => !scene.running.has(name));
  for (const chapter of chapters) {
    const names = missing(chapter);
    if (names.length === 0) continue;
    screen.tell(chapter.name, [`${names.join(', ')} ${names.length > 1 ? 'do' : 'does'} not run here, so ${chapter.otherwise}.`]);
  }
  const tell = async (chapter: Chapter): Promise<void> => {
    try {
      screen.tell(chapter.name, await chapter.tell(scene));
    } catch (error) {
      // A store that is gone or a platform that stops ends a chapter; the figures below go on.
      if (!signal.aborted) screen.tell(chapter.name, [`can’t be told: ${(error as Error).message}`]);
    }
  };
  const [first, ...others] = chapters.filter((chapter) => missing(chapter).length === 0);
  if (first !== undefined) await tell(first);
  if (!signal.aborted) await Promise.all(others.map(tell));
};
