import { join } from 'node:path';
import { openEmbeddedObjectStore } from '@streamforge/object-store/embedded';
import type { ObjectStore } from '@streamforge/object-store/port';
import { schemeOf, unknownScheme, type RoleOptions } from './role.ts';

/** The object store that the URL names. */
export const openObjects = async ({ endpoint, directory, clock }: RoleOptions): Promise<ObjectStore> => {
  switch (schemeOf(endpoint)) {
    case 'file': return await openEmbeddedObjectStore({ directory: join(directory, 'objects') });
    case 's3': return await (await import('@streamforge/object-store/s3')).openS3ObjectStore({ endpoint, clock });
    default: throw unknownScheme('OBJECTS_URL', endpoint, ['file:', 's3://', 's3+tls://']);
  }
};
