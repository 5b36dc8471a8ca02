/**
 * Every error code, once. A code names what happened; `says` tells a person, `fix` what to do, `http` the status when a request
 * caused it. Messages add where: topic, partition and offset, or file and line, or key.
 */
export interface ErrorDefinition {
  readonly says: string;
  readonly fix: string;
  /** HTTP status when the error answers a request. */
  readonly http: number;
}

const error = (http: number, says: string, fix: string): ErrorDefinition => ({ http, says, fix });

export const errors = {
  // A record's bytes
  RECORD_EMPTY: error(422, 'The value is empty.', 'Send a JSON object; to delete, send a tombstone (null) where the topic allows it.'),
  RECORD_TOO_LARGE: error(413, 'The record is larger than 1 MiB.', 'Split it, or store the body elsewhere and send a reference.'),
  KEY_MISSING: error(422, 'The record has no key.', 'Produce with the key the topic declares, so that order is kept.'),
  KEY_MISMATCH: error(422, 'The record’s key is not the one its value declares.', 'Use the key of the topic’s declaration, or none over HTTP.'),
  KEY_TOO_LONG: error(422, 'The key is longer than 1,024 bytes.', 'Use the key of the topic’s declaration.'),
  TOMBSTONE_REFUSED: error(422, 'A record without a value deletes nothing on this topic.', 'Send a value; only assets and documents can be deleted.'),
  TOMBSTONE_TIME_MISSING: error(422, 'A tombstone needs a ce_time header: it is the version of the deletion.', 'Add ce_time as an RFC 3339 time.'),
  ENCODING_NOT_UTF8: error(422, 'The key or the value is not valid UTF-8.', 'Encode it as UTF-8.'),
  ENCODING_BOM: error(422, 'The value starts with a byte order mark.', 'Send JSON without a byte order mark.'),
  ENCODING_UNSUPPORTED: error(415, 'The content type or encoding is not supported.', 'Send JSON, gzip or identity encoded, with a content type the API documents.'),
  JSON_INVALID: error(422, 'The value is not valid JSON.', 'Send one complete JSON object and nothing after it.'),
  JSON_TOO_DEEP: error(422, 'The JSON is nested deeper than 64 levels.', 'Flatten it.'),
  JSON_DUPLICATE_KEY: error(422, 'A JSON object names the same key twice.', 'Send each key once.'),
  JSON_FORBIDDEN_KEY: error(422, 'A JSON object has a key that could change a program’s prototypes.', 'Rename __proto__, constructor or prototype.'),
  JSON_NUMBER_OUT_OF_RANGE: error(422, 'A JSON number is beyond the range of numbers.', 'Send it as text.'),
  // An event
  EVENT_INVALID: error(422, 'The event does not match its schema.', 'Correct the fields named in the message; schemas are at /openapi.json.'),
  EVENT_FIELD_UNKNOWN: error(422, 'The event has a field its schema does not know.', 'Remove or rename the field; on documents use metadata.'),
  EVENT_TYPE_UNKNOWN: error(422, 'The event’s ce_type is not the one its topic carries.', 'Use the ce_type of the topic, or leave the headers out.'),
  EVENT_VERSION_UNSUPPORTED: error(422, 'The event was written for a newer contract version.', 'Upgrade this platform, or produce the version it knows.'),
  EVENT_HEADER_INVALID: error(422, 'A CloudEvents header can’t be read.', 'Correct the header named in the message.'),
  EVENT_TIME_IN_FUTURE: error(422, 'The event’s time lies after the moment it was appended.', 'Check the producer’s clock and its time unit.'),
  DECIMAL_INVALID: error(422, 'A decimal can’t be read.', 'Send text such as "61250.5", at most 38 digits on each side of the point.'),
  TIME_INVALID: error(422, 'A time is not epoch milliseconds between 1971 and 2200.', 'Convert seconds, micro- or nanoseconds to milliseconds.'),
  SYMBOL_INVALID: error(422, 'A symbol has characters that are not allowed.', 'Use ASCII letters, digits, . _ and -, at most 64.'),
  // Market rules
  CANDLE_PRICE_NOT_POSITIVE: error(422, 'A price is zero or negative.', 'Correct it at the source.'),
  CANDLE_VOLUME_NEGATIVE: error(422, 'A volume is negative.', 'Correct it at the source.'),
  CANDLE_HIGH_BELOW_LOW: error(422, 'high is below low.', 'Correct it at the source.'),
  CANDLE_OPEN_OUTSIDE_RANGE: error(422, 'open lies outside low to high.', 'Correct it at the source.'),
  CANDLE_CLOSE_OUTSIDE_RANGE: error(422, 'close lies outside low to high.', 'Correct it at the source.'),
  CANDLE_TIME_NOT_ALIGNED: error(422, 'openTime is not a start of the interval.', 'Use the first millisecond of the interval, UTC.'),
  TRADE_PRICE_NOT_POSITIVE: error(422, 'A trade’s price is zero or negative.', 'Correct it at the source.'),
  TRADE_QUANTITY_NOT_POSITIVE: error(422, 'A trade’s quantity is zero or negative.', 'Correct it at the source.'),
  FILL_PRICE_NOT_POSITIVE: error(422, 'A fill’s price is zero or negative.', 'Correct it at the source.'),
  FILL_QUANTITY_NOT_POSITIVE: error(422, 'A fill’s quantity is zero or negative.', 'Correct it at the source; a sale has the side sell.'),
  FILL_NOT_EXACT: error(422, 'A number of a fill has too many digits to calculate with exactly.', 'Send at most 15 digits before the point and 18 after it.'),
  FEE_ASSET_UNKNOWN: error(422, 'A fee is charged in an asset whose price the fill does not give.', 'Send the fee in the quote asset of the symbol.'),
  ID_CONFLICT: error(409, 'Another event with the same id and another body is already stored.', 'Give each event its own id; the first one stands.'),
  // The host
  UNEXPECTED: error(500, 'The handler failed on this record for a reason that nobody foresaw.', 'Read the service’s log at these coordinates, then redrive.'),
  PARTITION_STOPPED: error(503, 'A partition stopped because too many of its records failed unexpectedly.', 'Fix the cause named in the log, then restart the service.'),
  STORE_UNAVAILABLE: error(503, 'A store does not answer; the partition waits and nothing is skipped.', 'Bring the store back; work goes on by itself.'),
  LOG_UNAVAILABLE: error(503, 'The event log does not answer.', 'Bring it back and send again.'),
  DISK_FULL: error(507, 'The disk is full; nothing more is acknowledged.', 'Free space in the data directory; work goes on by itself.'),
  LOST_RANGE: error(500, 'Acknowledged records are missing from the log.', 'Restore the data directory from a copy, or produce the range again.'),
  STATE_LOST: error(500, 'A store lost writes that were acknowledged.', 'Run `streamforge rebuild documents`: the log still has them.'),
  OBJECT_CORRUPT: error(500, 'A stored object is not the bytes that were put.', 'Remove it and put it again, or restore the data directory from a copy.'),
  ROW_REFUSED: error(500, 'A table refused a row or one of its values.', 'Correct the value that the message names; nothing of the transaction was stored.'),
  ARCHIVE_MISMATCH: error(500, 'The archive holds other records than the log at the same offsets; nothing is deleted.', 'Keep the archive of another log under a bucket or directory of its own.'),
  STATE_DIFFERS: error(500, 'The store does not hold what its history gives.', 'Run `streamforge rebuild documents`.'),
  REBUILD_UNFINISHED: error(503, 'A rebuild of the store was begun and has not ended.', 'Wait for it, or run `streamforge rebuild documents` again when its process is gone.'),
  LEDGER_OUTDATED: error(503, 'The ledger was matched in the order of arrival, by an earlier version.', 'Run `streamforge rebuild ledger`, which makes it again from the log, by event time; fills wait until then.'),
  TASK_RUNNING: error(409, 'A rebuild or a verification is running.', 'Wait until it has ended.'),
  DRAINING: error(503, 'The process is stopping.', 'Send again; another instance or the next start will answer.'),
  PARTITION_MOVED: error(409, 'The partition is no longer this member’s.', 'Write nothing more for it; the member that has it now goes on.'),
  GROUP_ACTIVE: error(409, 'The group has members that are reading.', 'Stop its service first.'),
  REPLICAS_TOO_FEW: error(503, 'Too few replicas are in sync; the log acknowledges nothing it could lose.', 'Bring the missing brokers back, or correct replication and min.insync.replicas.'),
  // Jobs
  JOB_LOST: error(409, 'The job is no longer this worker’s.', 'Write nothing more for it; the worker that has it now goes on from its checkpoint.'),
  JOB_UNKNOWN: error(404, 'There is no such job.', 'Check its id, and the service that it was sent to.'),
  JOB_ATTEMPTS_SPENT: error(500, 'The job failed at its last permitted attempt.', 'Read the service’s log for what ended each attempt, then send the command with a new id.'),
  // Backends
  BACKEND_UNREACHABLE: error(503, 'A server can’t be reached.', 'Check that it runs, its address and port, and the network policy in between.'),
  BACKEND_UNTRUSTED: error(503, 'A server’s certificate is not trusted.', 'Check its expiry and host name, and the CA given beside its URL.'),
  BACKEND_CREDENTIALS: error(503, 'A server refused the user or the password.', 'Correct the user and password given beside its URL.'),
  BACKEND_FORBIDDEN: error(503, 'A server does not allow this user what the service needs.', 'Grant what the message names; the contract lists what each service reads and writes.'),
  BACKEND_MISMATCH: error(503, 'What answers at an address is not the server that the URL names, or not a version that works.', 'Correct the URL’s scheme, host and port, or upgrade the server.'),
  TOPIC_MISSING: error(503, 'A topic of the contract does not exist on the log.', 'Run `streamforge topics apply`.'),
  // Vectors
  VECTOR_INVALID: error(422, 'A vector can’t be compared with others.', 'Send finite numbers, not all of them zero, as many as the collection declares.'),
  VECTOR_SHAPE: error(500, 'A collection holds vectors of another length.', 'Use the embeddings model it was made with, or `streamforge rebuild vectors`.'),
  EMBEDDINGS_UNAVAILABLE: error(503, 'The embeddings server does not answer.', 'Check EMBEDDINGS_URL and its server; documents wait for it and none is skipped.'),
  EMBEDDINGS_REFUSED: error(502, 'The embeddings server refused the request, or its answer holds no vectors.', 'Check EMBEDDINGS_MODEL and EMBEDDINGS_API_KEY; the message has its status.'),
  // Models
  MODEL_UNKNOWN: error(404, 'There is no such model or version.', 'List them: `streamforge models ls`.'),
  MODEL_NOT_BETTER: error(409, 'The model is no better than its best baseline.', 'Keep the champion, or promote it knowingly with --force.'),
  UNIVERSE_TOO_SMALL: error(422, 'There are too few bars or assets to learn from.', 'Name a longer range or more symbols; the message says what is needed.'),
  ARTEFACT_INVALID: error(500, 'A model’s artefact is not what its manifest says, or not of a kind that is loaded.', 'Train the model again; only safetensors with the manifest’s sha256 are loaded.'),
  // Answers
  LLM_UNAVAILABLE: error(503, 'The language model does not answer.', 'Check LLM_BASE_URL and its server; without it answers are the evidence alone.'),
  LLM_REFUSED: error(502, 'The language model refused the request.', 'Check LLM_API_KEY and LLM_MODEL; the message has its status.'),
  LLM_MODEL_UNKNOWN: error(404, 'There is no such language model to ask.', 'GET /v1/models of the llm-adapter lists them; without a model the default answers.'),
  LLM_BUSY: error(429, 'The largest permitted number of answers is being written.', 'Wait as long as Retry-After says and ask again, or raise LLM_PARALLEL.'),
  // Start and configuration
  CONFIG_INVALID: error(500, 'The configuration is not valid.', 'Correct every setting listed.'),
  DATA_DIRECTORY_IN_USE: error(500, 'Another process owns the data directory.', 'Stop it, or choose another directory with --data.'),
  DATA_DIRECTORY_UNUSABLE: error(500, 'The data directory can’t be read or written.', 'Check that it exists, its owner and its permissions.'),
  DATA_DAMAGED: error(500, 'A database file is damaged.', 'Restore the directory from a copy; for documents.db alone, delete documents.db* and run `streamforge rebuild documents`.'),
  DATA_NEWER: error(500, 'The data directory was written by a newer version.', 'Upgrade, or use another directory.'),
  PORT_IN_USE: error(500, 'The HTTP port is taken.', 'Stop the other program, or choose another port with --port.'),
  NOT_RUNNING: error(503, 'No platform is running on this data directory.', 'Start it with `npm start`, or name its directory with --data.'),
  // Files
  FILE_UNREADABLE: error(400, 'The file can’t be read.', 'Check the path, the permissions and the compression.'),
  FILE_UNWRITABLE: error(400, 'A file or folder can’t be written.', 'Name a folder that is there or can be made, and check its permissions.'),
  FILE_FORMAT_UNKNOWN: error(400, 'The file’s format was not recognised.', 'Name columns with --map column=field, and --symbol, --interval.'),
  FILE_COLUMN_MISSING: error(400, 'The file lacks a column that its events need.', 'Name it with --map column=field.'),
  FILE_LINE_INVALID: error(422, 'A line of the file can’t be read as an event.', 'Correct the line; redrive or replay it.'),
  FILE_TOO_LARGE: error(413, 'A line of the file, or what it expands to, is larger than a record may be.', 'Split it.'),
  // HTTP
  REQUEST_INVALID: error(400, 'The request is not valid.', 'Correct the parameter named in the message.'),
  REQUEST_TOO_LARGE: error(413, 'The request body is larger than 16 MiB.', 'Send smaller batches.'),
  REQUEST_TIMEOUT: error(408, 'The request did not arrive in time.', 'Send it again; keep long streams moving.'),
  ROUTE_UNKNOWN: error(404, 'There is no such route.', 'GET / lists the routes; /openapi.json describes them.'),
  METHOD_NOT_ALLOWED: error(405, 'The route does not take this method.', 'Use a method of the Allow header; /openapi.json describes the routes.'),
  TOPIC_UNKNOWN: error(404, 'There is no such topic.', 'GET /v1/topics lists them.'),
  TOPIC_INTERNAL: error(403, 'Only the platform’s own services write to this topic.', 'Produce to a raw topic; GET /v1/topics says which.'),
  NOT_FOUND: error(404, 'Nothing is stored under that name.', 'Check the spelling, and list what there is of its kind; the message may say how.'),
  API_KEY_MISSING: error(401, 'This address needs an API key.', 'Send Authorization: Bearer KEY.'),
  API_KEY_FORBIDDEN: error(403, 'The API key does not allow this.', 'Use a key whose scope names the topic.'),
  HOST_REFUSED: error(421, 'The Host header is not one this platform serves.', 'Use 127.0.0.1 or localhost, or add the name to STREAMFORGE_HTTP_HOSTS.'),
  ORIGIN_REFUSED: error(403, 'Requests from this web origin are not allowed.', 'Add it to STREAMFORGE_HTTP_ORIGINS.'),
  BACKPRESSURE: error(429, 'The log takes no more for the moment.', 'Wait as long as Retry-After says and send again.'),
  INTERNAL: error(500, 'The platform failed on this request.', 'Read its log; the request id is in the answer.'),
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errors;

export const errorCodes = Object.keys(errors) as readonly ErrorCode[];

/** Whether a text is a code of the list. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errors, text);

/** Where something happened, as messages and dead letters name it. */
export interface Where {
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly offset?: number | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly key?: string | undefined;
}

const spelled = ({ topic, partition, offset, file, line, key }: Where): string => [
  topic !== undefined && `${topic}${partition === undefined ? '' : `[${partition}]`}${offset === undefined ? '' : `@${offset}`}`,
  file !== undefined && `${file}${line === undefined ? '' : `:${line}`}`,
  key !== undefined && `key ${key}`,
].filter((part) => part !== false).join(', ');

/** An error with a code from the list, where it happened and what to do about it. */
export class StreamForgeError extends Error {
  override readonly name: string = 'StreamForgeError';
  readonly code: ErrorCode;
  readonly where: Where;

  constructor(code: ErrorCode, detail = '', where: Where = {}, options: ErrorOptions = {}) {
    const place = spelled(where);
    super([errors[code].says, detail, place === '' ? '' : `(${place})`].filter((part) => part !== '').join(' '), options);
    this.code = code;
    this.where = where;
  }

  /** What a person should do. */
  get fix(): string {
    return errors[this.code].fix;
  }
}

/** What failed will succeed once the cause is gone: the host waits and tries again without limit, and skips nothing. */
export class RetryableError extends StreamForgeError {
  override readonly name = 'RetryableError';
}

/** Trying again can't help: the host gives up at once. */
export class TerminalError extends StreamForgeError {
  override readonly name = 'TerminalError';
}
