/**
 * The object store: immutable blobs under slash-separated keys. Its adapters are a directory and, in a cluster, S3 or MinIO.
 * The conformance suite beside this file is the specification.
 */
export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

export interface ObjectStore {
  /** Writes once: the same bytes again are fine, other bytes under a taken key are refused (ID_CONFLICT). Durable and whole, or not there. */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<ObjectInfo>;
  /** Streams a body, checked against its sha256 at the end; undefined when there is none. */
  get(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** Objects whose key starts with the prefix, by byte order. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Removes an object; removing what is not there is fine. */
  remove(key: string): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
