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

/** The object that an answer is; undefined where it is none, as no answer of MLflow’s is. */
const objectOf = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

/** What answers, but not as MLflow’s REST API does. */
export const notMlflow = (root: string, status: number): TerminalError =>
  new TerminalError('BACKEND_MISMATCH', `What answers at ${root} is no MLflow tracking server: it answers ${status}, and not as MLflow does.`);

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
      throw new RetryableError('BACKEND_UNREACHABLE', `No MLflow server answers at ${root}.`, {}, { cause: error });
    }
  };
  const fail = (path: string, status: number, { error_code: code, message = '' }: Refused): never => {
    const detail = `MLflow refused ${path} with ${code ?? status}: ${message.slice(0, 300)}`;
    if (status >= 500) throw new RetryableError('BACKEND_UNREACHABLE', detail);
    if (status === 401 || status === 403) throw new TerminalError('BACKEND_CREDENTIALS', `${detail} MLFLOW_TRACKING_TOKEN is what is sent.`);
    throw code === undefined ? notMlflow(root, status) : new TerminalError('REQUEST_INVALID', detail);
  };
  return {
    call: async <Answer>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body: Readonly<Record<string, unknown>>) => {
      const query = method === 'GET' ? `?${new URLSearchParams(Object.entries(body).map(([key, value]): [string, string] => [key, String(value)])).toString()}` : '';
      const { status, text } = await send(`${root}/api/2.0/mlflow/${path}${query}`, {
        method, headers: { ...headers, ...method !== 'GET' && { 'content-type': 'application/json' } }, ...method !== 'GET' && { body: JSON.stringify(body) },
      });
      const answer = objectOf(text);
      if (status < 300) {
        if (answer === undefined) throw notMlflow(root, status);
        return answer as Answer;
      }
      const refused: Refused = answer ?? {};
      if (status === 404 && refused.error_code === 'RESOURCE_DOES_NOT_EXIST') return undefined;
      return fail(path, status, refused);
    },
    put: async (path, body) => {
      const escaped = path.split('/').map(encodeURIComponent).join('/');
      const { status, text } = await send(`${root}/api/2.0/mlflow-artifacts/artifacts/${escaped}`, {
        method: 'PUT', headers: { ...headers, 'content-type': 'application/octet-stream' }, body: Uint8Array.from(body),
      });
      if (status >= 300) fail(path, status, objectOf(text) ?? {});
    },
  };
};
