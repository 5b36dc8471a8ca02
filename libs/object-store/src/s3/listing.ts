import { isObjectKey } from '../object-key.ts';
import type { ObjectInfo } from '../port.ts';
import type { Connection } from './connection.ts';
import { keyOf } from './object-name.ts';
import { storedUnder } from './stored.ts';

const pageNames = 1_000;
/** A listing does not say an object's sha256: so many objects are asked for it at once. */
const asked = 16;

/** Prefixes that no key has are not asked for: a server may read `../` as a path. */
const canBegin = (prefix: string): boolean => /^[A-Za-z0-9._/-]*$/.test(prefix) && prefix.split('/').slice(0, -1).every(isObjectKey);

const keysBelow = async function* ({ tried, settings }: Connection, prefix: string): AsyncGenerator<string> {
  let token = '';
  do {
    const page = await tried((client) => client.listObjectsV2Query(settings.bucket, prefix, token, '', pageNames, ''));
    for (const { name } of page.objects) {
      const key = name === undefined ? undefined : keyOf(name);
      if (key !== undefined && isObjectKey(key)) yield key;
    }
    token = page.isTruncated ? page.nextContinuationToken ?? '' : '';
  } while (token !== '');
};

/** Objects whose key starts with the prefix, by the bytes of their keys. */
export const listObjects = async function* (connection: Connection, prefix: string): AsyncGenerator<ObjectInfo> {
  if (!canBegin(prefix)) return;
  const ahead: Promise<ObjectInfo | undefined>[] = [];
  const oldest = async (): Promise<readonly ObjectInfo[]> => {
    const info = await ahead.shift();
    return info === undefined ? [] : [info];
  };
  try {
    for await (const key of keysBelow(connection, prefix)) {
      const info = storedUnder(connection, key);
      // Whoever leaves in the middle never waits for the others.
      info.catch(() => undefined);
      ahead.push(info);
      if (ahead.length >= asked) yield* await oldest();
    }
    while (ahead.length > 0) yield* await oldest();
  } catch (error) {
    throw connection.named(error);
  }
};
