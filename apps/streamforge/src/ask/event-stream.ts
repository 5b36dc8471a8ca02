/** The events of a `text/event-stream` body, as far as its `data` goes. Source: HTML Living Standard, “Server-sent events”. */

/** Longer than any event that is sent: what grows beyond it is no such stream. */
const MOST_CHARACTERS = 8_388_608;

/** The data of each event, in order; lines of one event are joined by LF. */
export async function* eventData(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const chunk of chunks) {
    held += decoder.decode(chunk, { stream: true }).replaceAll('\r', '');
    if (held.length > MOST_CHARACTERS) throw new Error('An event of the answer does not end.');
    const events = held.split('\n\n');
    held = events.pop() ?? '';
    for (const event of events) yield* dataOf(event);
  }
  yield* dataOf(held + decoder.decode());
}

const dataOf = (event: string): readonly string[] => {
  const data = event.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length).trimStart());
  return data.length === 0 ? [] : [data.join('\n')];
};
