import type { Schemas } from '@qdrant/js-client-rest';
import type { Condition } from '../labels.ts';
import { fields, labelField } from './stored-point.ts';

/** A tenant's points that match; the tenant is always part of it, and no caller can leave it out. */
export const tenantFilter = (tenant: string, conditions: readonly Condition[]): Schemas['Filter'] => ({
  must: [
    { key: fields.tenant, match: { value: tenant } },
    ...conditions.map(({ field, anyOf }) => ({ key: labelField(field), match: { any: [...anyOf] } })),
  ],
});
