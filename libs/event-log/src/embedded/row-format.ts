/**
 * How a row's records lie in its bytes, little-endian, one after the other:
 *
 * | at | what |
 * |---|---|
 * | 0 | u32: length of the record, with this head |
 * | 4 | u32: bytes of key, value and headers, as the port counts them |
 * | 8 | f64: timestamp, epoch milliseconds |
 * | 16 | i32: length of the key, −1 for null |
 * | 20 | i32: length of the value, −1 for null |
 * | 24 | u32: number of headers |
 * | 28 | u32 each: where in the row the header lies |
 * | … | key, value, headers that the row did not have yet |
 *
 * A header is u32 length of the name, u32 length of the value, name, value. Records that follow each other mostly repeat their headers:
 * a repeated one costs its four bytes of address, in the file and in time.
 */
export const place = { length: 0, size: 4, timestamp: 8, keyLength: 16, valueLength: 20, headerCount: 24, headers: 28 } as const;

export const recordHeadBytes = 28;
export const addressBytes = 4;
export const headerHeadBytes = 8;

/** Length of what is null. */
export const nullLength = -1;
