import type { Endpoint } from '@streamforge/contracts/endpoint';
import { maskedUrl, parseEndpoint } from '@streamforge/contracts/endpoint';
import { TerminalError } from '@streamforge/contracts/errors';

/** What an S3 endpoint's URL and the settings beside it say. */
export interface S3Settings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

const known = ['region'];
/** The rule of S3 for names of buckets. */
const bucketName = /^(?=.{3,63}$)[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
const regionName = /^[a-z0-9-]{1,32}$/;

/**
 * Reads `s3://key:secret@host:port/bucket?region=name`; `s3+tls://` encrypts. The region is `us-east-1` unless given. Throws
 * `CONFIG_INVALID`, and never names the secret.
 */
export const s3SettingsOf = (endpoint: Endpoint): S3Settings => {
  const { hosts, tls, path, query, user, password, ca, cert, key } = parseEndpoint(endpoint, { scheme: 's3', defaultPort: 9000 });
  const refuse = (why: string): never => {
    throw new TerminalError('CONFIG_INVALID', `"${maskedUrl(endpoint.url)}": ${why}.`);
  };
  const [place] = hosts;
  if (place === undefined || hosts.length > 1) return refuse('an object store has one host');
  const bucket = path.replace(/\/$/, '');
  if (!bucketName.test(bucket)) refuse('after the port comes the bucket: 3 to 63 lower-case letters, digits, dots and hyphens');
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`there is no option "${unknown}", only ${known.join(', ')}`);
  const region = query.get('region') ?? 'us-east-1';
  if (!regionName.test(region)) refuse(`the region "${region}" is none`);
  if (user === undefined || user === '' || password === undefined || password === '') return refuse('the access key and its secret are missing');
  return { ...place, tls, bucket, region, accessKey: user, secretKey: password, ca, cert, key };
};
