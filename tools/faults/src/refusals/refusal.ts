/** What an operator reads when a service or a command meets a server that does not let it in: one line with the cause and the fix. */
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';
import type { ErrorCode } from '@streamforge/contracts/errors';

export interface RefusalCase {
  /** `wrong password, Kafka`. */
  readonly what: string;
  /** What is started: a service, or `streamforge topics apply`. */
  readonly start: 'ingest' | 'topics apply';
  /** Settings, merged over those of servers that work. */
  readonly env: Readonly<Record<string, string>>;
  readonly code: ErrorCode;
  /** What the line has to name: where, and the cause. */
  readonly names: readonly RegExp[];
  /** The service starts and refuses at run time: makes it work, so that `/readyz` says why it can't. */
  readonly atRunTime?: () => Promise<void>;
}

export interface Refused {
  readonly what: string;
  readonly seconds: number;
  readonly line: string;
  /** What is wrong with how it was told, but for the time that it took; empty when a person is served well. */
  readonly complaints: readonly string[];
}

/** A process that has said nothing by now is ended: it hangs. */
const patienceMs = 60_000;

const programs: Readonly<Record<RefusalCase['start'], readonly [file: string, words: readonly string[], exitCode: number]>> = {
  'ingest': ['tools/service/src/main.ts', ['ingest'], 1],
  'topics apply': ['apps/streamforge/src/main.ts', ['topics', 'apply'], 4],
};

const stack = /\n\s+at |node:internal|\.ts:\d/;
const lookEveryMs = 100;

interface Told {
  readonly line: string;
  readonly complaints: readonly string[];
}

const exited = async (program: ChildProgram, expected: number): Promise<Told> => {
  const late = setTimeout(() => void program.kill('SIGKILL'), patienceMs);
  const { code } = await program.ended;
  clearTimeout(late);
  const lines = program.stderr().split('\n').filter((line) => line !== '');
  return {
    line: lines[0] ?? '',
    complaints: [
      ...code === expected ? [] : [`exit code ${String(code)}, not ${expected}`],
      ...lines.length === 1 ? [] : [`${lines.length} lines on stderr, not one`],
    ],
  };
};

/** Waits until `/readyz` says what stands in the way. */
const unready = async (program: ChildProgram, work: () => Promise<void>, code: RegExp): Promise<Told & { readonly fromMs: number }> => {
  const listening = await program.saw(/Server listening at (http:\S+?)"/, patienceMs).catch(() => undefined);
  if (listening === undefined) return { line: program.stderr().trim(), fromMs: performance.now(), complaints: ['does not start'] };
  const [, address = ''] = listening;
  await work();
  const fromMs = performance.now();
  let line = '';
  while (performance.now() - fromMs < patienceMs) {
    const answer = await fetch(`${address}/readyz?verbose`);
    line = (await answer.text()).replaceAll(/\s+/g, ' ').trim();
    if (answer.status === 503 && code.test(line)) break;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return { line, fromMs, complaints: code.test(line) ? [] : ['readiness does not say why'] };
};

/** Starts what a case names and judges what is told, and how soon. `secrets` must not be told. */
export const refused = async (
  { what, start, env, code, names, atRunTime }: RefusalCase, { base, secrets }: { readonly base: Readonly<Record<string, string>>; readonly secrets: readonly string[] },
): Promise<Refused> => {
  const [file, words, exitCode] = programs[start];
  const begun = performance.now();
  const program = startProgram(file, words, { env: { NO_COLOR: '1', STREAMFORGE_HTTP_PORT: '0', STREAMFORGE_LOG_LEVEL: 'info', ...base, ...env } });
  try {
    const told = atRunTime === undefined ? await exited(program, exitCode) : await unready(program, atRunTime, new RegExp(code));
    const seconds = (performance.now() - ('fromMs' in told ? told.fromMs as number : begun)) / 1_000;
    const { line } = told;
    const everything = program.stdout() + program.stderr();
    const complaints = [
      ...told.complaints,
      ...[new RegExp(`\\b${code}\\b`), ...names].filter((pattern) => !pattern.test(line)).map((pattern) => `does not say ${pattern.source}`),
      ...stack.test(program.stderr()) ? ['shows a stack'] : [],
      ...secrets.some((secret) => everything.includes(secret)) ? ['shows a secret'] : [],
    ];
    return { what, seconds, line, complaints: complaints.map((complaint) => `${what}: ${complaint}: ${line}`) };
  } finally {
    await program.kill('SIGKILL');
  }
};
