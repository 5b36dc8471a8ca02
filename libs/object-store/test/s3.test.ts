import { backendUrl } from '@streamforge/testing/backend';
import { describe } from 'vitest';
import { objectStoreConformance } from '../src/conformance.ts';
import { openS3ObjectStore } from '../src/s3.ts';
import { s3Bucket } from './s3-bucket.ts';

const url = backendUrl('s3');

describe.skipIf(url === undefined)('in a bucket of S3', () => {
  objectStoreConformance(async () => {
    const bucket = s3Bucket(url ?? '');
    return { open: () => openS3ObjectStore({ endpoint: { url: bucket.url } }), dispose: () => bucket.remove() };
  });
});
