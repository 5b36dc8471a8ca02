/** Sizes that the whole platform keeps to. */
export const limits = {
  /** Largest record value. */
  recordBytes: 1_048_576,
  /** Largest HTTP request body. */
  requestBytes: 16_777_216,
  /** Deepest nesting of a JSON value. */
  jsonDepth: 64,
  /** Largest record key. */
  keyBytes: 1_024,
  /** An event may be this far ahead of its log timestamp: clocks differ, the future does not exist yet. */
  futureMs: 300_000,
} as const;
