/** Server-sent events, of which only `data` matters here. Source: WHATWG HTML, “Server-sent events”. */
import { unavailable } from './failure.ts';

/** Longest event. */
const MOST_CHARACTERS = 1_048_576;

/** The data of each event, in order, until the stream ends. */
export const dataOf = async function* dataOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = '';
  let data: string[] = [];
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MOST_CHARACTERS) throw unavailable('A line of its answer is longer than a mebibyte.');
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(5).replace(/^ /, ''));
      }
    }
  }
  const rest = text.startsWith('data:') ? [...data, text.slice(5).trim()] : data;
  if (rest.length > 0) yield rest.join('\n');
};
