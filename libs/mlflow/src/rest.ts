/** Requests to an MLflow tracking server. */
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';

export interface Tracking {
  /** `http://host:port`, without a path of its own or with the one it is served under. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Refused {
  readonly error_code?: string;
  readonly message?: string;
}

export interface Rest {
  /** Sends JSON under `/api/2.0/mlflow/` and gives the answer; undefined where the server says that there is no such thing. */
  call<Answer>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body: Readonly<Record<string, unknown>>): Promise<Answer | undefined>;
  /** Stores a file where the server takes files itself. */
  put(path: string, body: Uint8Array): Promise<void>;
}

const TIMEOUT_MS = 60_000;

const refusalOf = (text: string): Refused => {
  try {
    return JSON.parse(text) as Refused;
  } catch {
    return {};
  }
};

export const openRest = ({ url, token, signal }: Tracking): Rest => {
  const root = url.replace(/\/+$/, '');
  const headers = { ...token !== undefined && { authorization: `Bearer ${token}` } };
  const send = async (target: string, init: RequestInit): Promise<{ readonly status: number; readonly text: string }> => {
    const ends = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await fetch(target, { ...init, signal: signal === undefined ? ends : AbortSignal.any([signal, ends]) });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      throw new RetryableError('STORE_UNAVAILABLE', `No MLflow server answers at ${root}.`, {}, { cause: error });
    }
  };
  const fail = (path: string, status: number, { error_code: code = String(status), message = '' }: Refused): never => {
    const detail = `MLflow refused ${path} with ${code}: ${message.slice(0, 300)}`;
    throw status >= 500 ? new RetryableError('STORE_UNAVAILABLE', detail) : new TerminalError('REQUEST_INVALID', detail);
  };
  return {
    call: async <Answer>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body: Readonly<Record<string, unknown>>) => {
      const query = method === 'GET' ? `?${new URLSearchParams(Object.entries(body).map(([key, value]): [string, string] => [key, String(value)])).toString()}` : '';
      const { status, text } = await send(`${root}/api/2.0/mlflow/${path}${query}`, {
        method, headers: { ...headers, ...method !== 'GET' && { 'content-type': 'application/json' } }, ...method !== 'GET' && { body: JSON.stringify(body) },
      });
      if (status < 300) return refusalOf(text) as Answer;
      const refused = refusalOf(text);
      if (status === 404 && refused.error_code === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      return fail(path, status, refused);
    },
    put: async (path, body) => {
      const escaped = path.split('/').map(encodeURIComponent).join('/');
      const { status, text } = await send(`${root}/api/2.0/mlflow-artifacts/artifacts/${escaped}`, {
        method: 'PUT', headers: { ...headers, 'content-type': 'application/octet-stream' }, body: Uint8Array.from(body),
      });
      if (status >= 300) fail(path, status, refusalOf(text));
    },
  };
};
