/** A limit as a query takes it: AQL takes integers only, and doubles; two of these sum up exactly. */
export const rowLimit = (limit: number): number => Math.min(Math.floor(limit), 2 ** 52);
