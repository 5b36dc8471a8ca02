import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { requireAdmin } from '@streamforge/service-host/http/access';
import type { Routes } from '@streamforge/service-host/service';
import { z } from 'zod';
import type { IngestConfig } from '../config.ts';
import { rebuildDocuments } from './rebuild.ts';
import { Tasks } from './tasks.ts';
import { verifyDocuments } from './verify.ts';

const Wanted = z.strictObject({ kind: z.enum(['rebuild', 'verify']), store: z.literal('documents'), force: z.boolean().default(false) });

/** Begins, shows and cancels work on the history: `streamforge rebuild` and `streamforge verify` ask for it. */
export const taskRoutes: Routes<'ingest', IngestConfig> = (http, context) => {
  const tasks = new Tasks();
  http.addHook('preClose', async () => void await tasks.cancel());
  http.post('/v1/tasks', (request, reply) => {
    requireAdmin(request);
    const wanted = Wanted.safeParse(request.body ?? {});
    if (!wanted.success) throw new TerminalError('REQUEST_INVALID', z.prettifyError(wanted.error));
    const { kind, force } = wanted.data;
    const state = tasks.begin(context.ids(), kind, (watched) =>
      kind === 'rebuild' ? rebuildDocuments(context, force, watched) : verifyDocuments(context, watched));
    return reply.code(202).send(state);
  });
  http.get('/v1/tasks/current', () => {
    if (tasks.state === undefined) throw new StreamForgeError('NOT_FOUND', 'No task was begun since the process started.');
    return tasks.state;
  });
  http.route({
    method: 'POST',
    url: '/v1/tasks/current/cancel',
    handler: async (request) => {
      requireAdmin(request);
      return await tasks.cancel() ?? {};
    },
  });
};
