/** A SQLite write-ahead log as bytes, to be damaged. Source: sqlite.org/fileformat2.html, section 4. */
import { openSync, closeSync, readFileSync, truncateSync, writeSync } from 'node:fs';

const HEADER = 32;
const FRAME_HEADER = 24;

export interface WalFile {
  readonly bytes: Buffer;
  readonly frameBytes: number;
  /** Where each transaction ends, ascending: offsets after the last frame of a commit. What lies behind is left from before. */
  readonly commits: readonly number[];
}

/** Follows the frames that belong to the log's present round: those with the salts of its header. */
const readWal = (file: string): WalFile => {
  const bytes = readFileSync(file);
  const frameBytes = FRAME_HEADER + bytes.readUInt32BE(8);
  const salts = bytes.subarray(16, 24);
  const commits: number[] = [];
  for (let at = HEADER; at + frameBytes <= bytes.length && bytes.subarray(at + 8, at + 16).equals(salts); at += frameBytes) {
    const pagesAfterCommit = bytes.readUInt32BE(at + 4);
    if (pagesAfterCommit > 0) commits.push(at + frameBytes);
  }
  return { bytes, frameBytes, commits };
};

const endOf = ({ commits }: WalFile, file: string): number => {
  const end = commits.at(-1);
  if (end === undefined) throw new Error(`${file} holds no commit`);
  return end;
};

/** How a write that a crash interrupted may look. */
export const tornTails = ['half a frame', 'a frame with a wrong page', 'garbage'] as const;
export type TornTail = (typeof tornTails)[number];

/** Puts the beginning of a further frame behind the last commit, as a crash in the middle of a write leaves it. */
export const tearWal = (file: string, tail: TornTail): void => {
  const wal = readWal(file);
  const end = endOf(wal, file);
  const frame = Buffer.from(wal.bytes.subarray(end - wal.frameBytes, end));
  const torn: Readonly<Record<TornTail, Buffer>> = {
    'half a frame': frame.subarray(0, wal.frameBytes / 2),
    'a frame with a wrong page': frame.fill(0xa5, FRAME_HEADER),
    garbage: Buffer.alloc(3 * wal.frameBytes, 0x5a),
  };
  const open = openSync(file, 'r+');
  writeSync(open, torn[tail], 0, torn[tail].length, end);
  closeSync(open);
};

/** Cuts off the last commits, so many of a hundred; returns how many went. */
export const cutWal = (file: string, percent: number): number => {
  const { commits } = readWal(file);
  const cut = Math.ceil(commits.length * percent / 100);
  truncateSync(file, commits.at(-cut - 1) ?? HEADER);
  return cut;
};
