import type { Connection } from './connection.ts';
import { isRefusal } from './failure.ts';

/** Asks for the first name in the bucket: only S3 answers that, and it names every cause when it refuses. */
export const askBucket = async ({ tried, settings }: Connection): Promise<void> => {
  await tried((client) => client.listObjectsV2Query(settings.bucket, '', '', '', 1, ''));
};

/** Makes the bucket where it is missing. Several may do so at once. */
export const ensureBucket = async (connection: Connection): Promise<void> => {
  try {
    return await askBucket(connection);
  } catch (error) {
    if (!isRefusal(error, 'NoSuchBucket')) throw error;
  }
  const { bucket, region } = connection.settings;
  try {
    await connection.tried((client) => client.makeBucket(bucket, region));
  } catch (error) {
    // Whether it may be used is asked below.
    if (!isRefusal(error, 'BucketAlreadyOwnedByYou', 'BucketAlreadyExists')) throw error;
  }
  await askBucket(connection);
};
