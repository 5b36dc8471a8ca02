import { RetryableError } from '@streamforge/contracts/errors';
import type { SqliteThread } from '@streamforge/sqlite/thread';
import type { Outcome, Row, Session, Statement } from '../session.ts';
import type { LedgerOperations, Run } from './program.ts';
import type { Answer } from './rows.ts';
import type { Turn } from './turn.ts';

export interface SessionParts {
  readonly thread: SqliteThread<LedgerOperations>;
  readonly turn: Turn;
  readonly file: string;
  /** A transaction that asks for nothing this long is given up, as all others wait for it. */
  readonly idleMs: number;
}

const outcome = ({ columns, rows, changes }: Answer): Outcome => ({
  rows: rows.map((row): Row => Object.fromEntries(columns.map((name, index) => [name, row[index]]))),
  changes,
});

/** Reads outside a transaction see what is committed and wait for nobody; all else takes its turn. */
export const embeddedSession = ({ thread, turn, file, idleMs }: SessionParts): Session => {
  let giveBack: (() => void) | undefined;
  let lost = false;
  let timer: NodeJS.Timeout | undefined;

  const run = (on: Run['on'], sql: string, parameters: Run['parameters'] = []): Promise<Answer> => thread.read('run', { on, sql, parameters });

  const end = (): void => {
    clearTimeout(timer);
    giveBack?.();
    giveBack = undefined;
  };
  const giveUp = async (): Promise<void> => {
    lost = true;
    await run('writer', 'ROLLBACK').catch(() => undefined);
    end();
  };
  const watch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void giveUp(), idleMs);
  };

  /** A statement of the open transaction. */
  const inside = async (sql: string, parameters?: Run['parameters']): Promise<Answer> => {
    clearTimeout(timer);
    if (lost) throw new RetryableError('STORE_UNAVAILABLE', `The transaction asked for nothing for ${idleMs} ms and was given up.`, { file });
    const answer = await run('writer', sql, parameters);
    watch();
    return answer;
  };

  const alone = async ({ sql, parameters }: Statement): Promise<Answer> => {
    const done = await turn.take();
    try {
      return await run('writer', sql, parameters);
    } finally {
      done();
    }
  };

  return {
    run: async (statement) => {
      const { sql, parameters, reads } = statement;
      if (giveBack !== undefined || lost) return outcome(await inside(sql, parameters));
      return outcome(reads ? await run('reader', sql, parameters) : await alone(statement));
    },
    begin: async () => {
      giveBack = await turn.take();
      try {
        await inside('BEGIN IMMEDIATE');
      } catch (error) {
        end();
        throw error;
      }
    },
    commit: async () => {
      await inside('COMMIT');
      end();
    },
    rollback: async () => {
      if (giveBack !== undefined) await giveUp();
    },
    release: end,
  };
};
