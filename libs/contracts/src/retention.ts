/** How long a topic keeps a record, counted from its append. */
export type Retention = { readonly kind: 'forever' } | { readonly kind: 'age'; readonly ms: number };

export const forever: Retention = { kind: 'forever' };
export const days = (count: number): Retention => ({ kind: 'age', ms: count * 86_400_000 });
