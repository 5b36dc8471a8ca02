import type { TimeUnit } from './time-cell.ts';

/** What the user says about a file; what is absent is detected, and refused where it can't be. */
export interface FileOptions {
  /** The file's name, without its folders; `.gz` may still be on it though the bytes are already expanded. */
  readonly file: string;
  /** Default `local`: a file does not prove where it came from. */
  readonly exchange?: string | undefined;
  readonly symbol?: string | undefined;
  readonly interval?: string | undefined;
  /** Account of fills whose rows name none. */
  readonly account?: string | undefined;
  /** Column name, or position from 1, to the contract's field. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Unit of numeric times; without it only milliseconds are accepted. */
  readonly timeUnit?: TimeUnit | undefined;
}

/** The venue that was named, or `local`. */
export const exchangeOf = (options: FileOptions): string => options.exchange ?? 'local';
