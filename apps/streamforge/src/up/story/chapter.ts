/** The demo’s story in chapters: each tells, once, what the platform has made of the market. */
import type { ServiceName } from '@streamforge/contracts/services';
import type { Scene } from './scene.ts';

export interface Chapter {
  readonly name: string;
  /** Services that must run for it to happen. */
  readonly needs: readonly ServiceName[];
  /** What is lacking without them: the end of "gnn-trainer does not run here, so …". */
  readonly otherwise: string;
  /** Waits until it has happened, and tells it. */
  tell(scene: Scene): Promise<readonly string[]>;
}
