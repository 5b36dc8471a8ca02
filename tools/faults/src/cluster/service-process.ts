/** One service in a process of its own, as an operator runs it: `npm run service` without npm. */
import type { ServiceName } from '@streamforge/contracts/services';
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';

export interface ServiceProcess {
  readonly service: ServiceName;
  readonly program: ChildProgram;
  readonly address: string;
  /** Status of `/readyz` and what it says is wrong. */
  readiness(): Promise<{ readonly status: number; readonly body: string }>;
}

const RUNNER = 'tools/service/src/main.ts';

/** Starts a service on a free port with the given settings; rejects with its output when it does not get ready to listen. */
export const startService = async (service: ServiceName, env: Readonly<Record<string, string>>): Promise<ServiceProcess> => {
  const program = startProgram(RUNNER, [service], { env: { STREAMFORGE_LOG_LEVEL: 'info', ...env, STREAMFORGE_HTTP_PORT: '0' } });
  const [, address = ''] = await program.saw(/Server listening at (http:\S+?)"/, 60_000);
  return {
    service, program, address,
    readiness: async () => {
      const answer = await fetch(`${address}/readyz?verbose`);
      return { status: answer.status, body: await answer.text() };
    },
  };
};
