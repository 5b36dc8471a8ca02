import { RetryableError } from '@streamforge/contracts/errors';
import type { Phase } from '@streamforge/contracts/fetch-failure';
import type { Qdrant } from './client.ts';

/** The oldest that takes conditional writes by mode and new vector names in a collection that exists. */
const oldest = [1, 18] as const;

/** The version of the server. Throws `BACKEND_MISMATCH` unless what answers is Qdrant and new enough. */
export const serverVersion = async (qdrant: Qdrant, phase: Phase): Promise<string> => {
  const { at } = qdrant.settings;
  const said: unknown = await qdrant.ask(phase, async (api, init) => ({ data: { result: (await api.root({}, init)).data } }));
  const { title, version } = (typeof said === 'object' && said !== null ? said : {}) as { readonly title?: unknown; readonly version?: unknown };
  if (typeof title !== 'string' || !title.startsWith('qdrant') || typeof version !== 'string') {
    throw new RetryableError('BACKEND_MISMATCH', `What answers at ${at} is not Qdrant.`);
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return version;
  throw new RetryableError('BACKEND_MISMATCH', `Qdrant at ${at} is ${version}; ${oldest.join('.')} or newer is needed.`);
};
