/**
 * The platform as a command sees it: something that answers HTTP. Whether it runs in another process or was opened inside this one
 * makes no difference to a command, so that nothing is written twice.
 */
import { AnswerError } from '../complaint.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** An answer whose body comes piece by piece. */
export interface StreamedAnswer {
  readonly status: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Platform {
  /** `running`: another process. `opened`: this process owns the data directory until `close`. */
  readonly reached: 'running' | 'opened';
  /** Where a browser finds it, without a slash at the end; absent where nothing listens. */
  readonly address?: string;
  /** Sends a request; the path begins with a slash, the body is sent as it is. Rejects only when nothing answers. */
  request(method: 'GET' | 'POST', path: string, body?: string, contentType?: string): Promise<Answer>;
  /** The bytes under a path. Rejects only when nothing answers. */
  download(path: string): Promise<{ readonly status: number; readonly bytes: Uint8Array }>;
  /** Sends JSON and gives the answer while it comes; the signal ends it. Rejects when nothing answers. */
  stream(path: string, body: string, signal: AbortSignal): Promise<StreamedAnswer>;
  close(): Promise<void>;
}

/** Query parameters; undefined ones are left out, lists are repeated. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** A path with its query; each segment of `parts` is escaped. */
export const pathOf = (parts: readonly string[], query: Query = {}): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value as readonly string[] : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return `/${parts.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
};

/** The JSON of an answer, or an AnswerError with the code and text of its problem+json. */
export const accepted = (answer: Answer): unknown => {
  const value = parsed(answer.body);
  if (answer.status < 300) return value;
  const problem = typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {};
  const text = (name: string): string | undefined => typeof problem[name] === 'string' ? problem[name] : undefined;
  const detail = text('detail') ?? text('title') ?? text('message') ?? `The platform answered ${answer.status}.`;
  throw new AnswerError(answer.status, text('code') ?? 'INTERNAL', detail);
};

/** The JSON of a text, or null when it is none. */
export const parsed = (body: string): unknown => {
  if (body === '') return null;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
};

/** The answer’s JSON; rejects with AnswerError where the platform refuses. */
export const get = async (platform: Platform, path: string): Promise<unknown> => accepted(await platform.request('GET', path));

/** A file’s bytes, or an AnswerError as `get` throws it. */
export const fileAt = async (platform: Platform, path: string): Promise<Uint8Array> => {
  const { status, bytes } = await platform.download(path);
  if (status >= 300) accepted({ status, body: Buffer.from(bytes).toString('utf8') });
  return bytes;
};

/** Sends JSON and gives the answer’s; rejects with AnswerError where the platform refuses. */
export const post = async (platform: Platform, path: string, value: unknown): Promise<unknown> =>
  accepted(await platform.request('POST', path, JSON.stringify(value), 'application/json'));
