/** A bucket of its own for a test, on the server that tests share. */
import { randomUUID } from 'node:crypto';
import { parseEndpoint } from '@streamforge/contracts/endpoint';
import { Client } from 'minio';

export interface S3Bucket {
  readonly url: string;
  readonly name: string;
  /** The client itself, for what others than the adapter do to the bucket. */
  readonly client: Client;
  /** Names of objects as they are in the bucket. */
  names(): Promise<readonly string[]>;
  /** Uploads in parts that nobody finished. */
  unfinished(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** Names a bucket that does not exist yet, on the server of `url` (whose own bucket is left alone). */
export const s3Bucket = (url: string): S3Bucket => {
  const { hosts, tls, user = '', password = '' } = parseEndpoint({ url }, { scheme: 's3', defaultPort: 9000 });
  const { host, port } = hosts[0] ?? { host: '', port: 0 };
  const name = `test-${randomUUID()}`;
  const client = new Client({ endPoint: host, port, useSSL: tls, accessKey: user, secretKey: password, region: 'us-east-1' });
  const names = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const item of client.listObjectsV2(name, '', true) as AsyncIterable<{ readonly name: string }>) found.push(item.name);
    return found;
  };
  return {
    url: `s3${tls ? '+tls' : ''}://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${name}`,
    name, client, names,
    unfinished: async () => {
      const found: string[] = [];
      for await (const item of client.listIncompleteUploads(name, '', true) as AsyncIterable<{ readonly key: string }>) found.push(item.key);
      return found;
    },
    remove: async () => {
      if (!await client.bucketExists(name)) return;
      for (const object of await names()) await client.removeObject(name, object);
      await client.removeBucket(name);
    },
  };
};
