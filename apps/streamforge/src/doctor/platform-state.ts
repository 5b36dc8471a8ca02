/** What doctor says of the platform itself: whether it is ready, and whether anything that was acknowledged is missing. */
import { errors, StreamForgeError } from '@streamforge/contracts/errors';
import { ok, wrong, type Finding } from '@streamforge/contracts/finding';
import type { RunningHost } from '@streamforge/service-host/run';
import type { Shell } from '../command.ts';
import { count } from '../output/figures.ts';
import { holdsPlatform } from '../platform/data-directory.ts';
import { overHttp } from '../platform/http.ts';
import { hostIn } from '../platform/opened.ts';
import type { Platform } from '../platform/platform.ts';
import type { RunFile } from '../platform/run-file.ts';
import { readSide } from '../platform/services.ts';

export const platformState = async (directory: string, shell: Shell, run: RunFile | undefined): Promise<readonly Finding[]> =>
  run === undefined ? await stopped(directory, shell) : await running(run);

/** The metrics that tell of losses, and the error each stands for. */
const LOST = /^streamforge_log_lost_records\{[^}]*topic="([^"]+)"[^}]*\} (\d+)/gm;

const running = async (run: RunFile): Promise<readonly Finding[]> => {
  const platform = overHttp(run);
  const lost = [...(await platform.request('GET', '/metrics')).body.matchAll(LOST)].filter(([, , records]) => Number(records) > 0);
  return [
    ok('platform', `runs as process ${run.pid} at ${run.address}`),
    await readiness(platform),
    ...lost.map(([, topic = '', records]) =>
      wrong('log', `${count(Number(records))} acknowledged records of ${topic} are missing`, errors.LOST_RANGE.fix)),
    ...lost.length === 0 ? [ok('log', 'nothing that was acknowledged is missing')] : [],
  ];
};

const readiness = async (platform: Platform): Promise<Finding> => {
  const { status, body } = await platform.request('GET', '/readyz?verbose');
  if (status === 200) return ok('readiness', 'every dependency answers and every partition works');
  return wrong('readiness', body.replaceAll(/\s+/g, ' ').slice(0, 500), 'Correct the cause; work goes on by itself.');
};

/** A directory that nobody has used yet is left alone. */
const stopped = async (directory: string, shell: Shell): Promise<readonly Finding[]> =>
  await holdsPlatform(directory) ? await opened(directory, shell) : [ok('platform', 'was never started here; npm start starts it')];

const opened = async (directory: string, shell: Shell): Promise<readonly Finding[]> => {
  let host: RunningHost;
  try {
    host = await hostIn(directory, shell, { services: readSide, listen: false, consume: false });
  } catch (error) {
    if (!(error instanceof StreamForgeError)) throw error;
    return [wrong('data directory', `${error.code}: ${error.message}`, error.fix)];
  }
  try {
    return [ok('platform', 'is not running; npm start starts it'), ...await losses(host)];
  } finally {
    await host.stop();
  }
};

const losses = async ({ ports: { events, documents } }: RunningHost): Promise<readonly Finding[]> => {
  const ranges = await events.lostRanges();
  const writes = await documents.lostWrites();
  return [
    ...ranges.map(({ topic, partition, from, to, cause }) =>
      wrong('log', `${topic}[${partition}] lost offsets ${from} to ${to - 1} (${cause})`, errors.LOST_RANGE.fix)),
    ...ranges.length === 0 ? [ok('log', 'nothing that was acknowledged is missing')] : [],
    writes === 0
      ? ok('documents', 'no acknowledged write is missing')
      : wrong('documents', `${count(writes)} acknowledged writes are missing`, errors.STATE_LOST.fix),
  ];
};
