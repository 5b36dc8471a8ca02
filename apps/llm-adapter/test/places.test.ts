import { describe, expect, it } from 'vitest';
import { places } from '../src/places.ts';

const never = new AbortController().signal;

describe('places', () => {
  it('are taken one by one, and given to who waits longest', async () => {
    const { take } = places(1);
    const first = await take({ signal: never });
    const order: string[] = [];
    const second = take({ signal: never }).then((release) => {
      order.push('second');
      release();
    });
    const third = take({ signal: never }).then((release) => {
      order.push('third');
      release();
    });
    first();
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
    expect(await Promise.race([take({ signal: never }).then(() => 'free'), Promise.resolve().then(() => Promise.resolve()).then(() => 'taken')])).toBe('free');
  });

  it('refuse when the line is too long, and let go of who went away', async () => {
    const { take } = places(1);
    const release = await take({ signal: never });
    const gone = new AbortController();
    const waiting = take({ signal: gone.signal, line: 1 });
    await expect(take({ signal: never, line: 1 })).rejects.toMatchObject({ code: 'LLM_BUSY' });
    gone.abort(new Error('went away'));
    await expect(waiting).rejects.toThrow('went away');
    release();
    expect(await take({ signal: never })).toBeTypeOf('function');
    await expect(take({ signal: gone.signal })).rejects.toThrow('went away');
  });
});
