import { describe, expect, it } from 'vitest';
import { slots } from '../src/slots.ts';

describe('slots', () => {
  it('let in, in the order of coming, as many as there are', async () => {
    const room = slots(1);
    const entered: string[] = [];
    await room.enter();
    const [first, second] = ['first', 'second'].map((name) => room.enter().then(() => entered.push(name)));
    expect(entered).toEqual([]);
    room.leave();
    await first;
    expect(entered).toEqual(['first']);
    room.leave();
    await second;
    expect(entered).toEqual(['first', 'second']);
  });

  it('let the next in when one gives up waiting', async () => {
    const room = slots(1);
    const impatient = new AbortController();
    await room.enter();
    const gone = room.enter(impatient.signal);
    const next = room.enter();
    impatient.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    room.leave();
    await expect(next).resolves.toBeUndefined();
  });

  it('forget nobody who waits when one gives up that was just let in', async () => {
    const room = slots(1);
    const impatient = new AbortController();
    await room.enter();
    const letIn = room.enter(impatient.signal);
    const next = room.enter();
    room.leave();
    impatient.abort(new Error('too late'));
    await letIn;
    room.leave();
    await expect(next).resolves.toBeUndefined();
  });
});
