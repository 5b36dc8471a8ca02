import type { ReceivedEvent } from '@streamforge/codec/received';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import type { Rejection } from '@streamforge/service-host/service';
import type { CommandContext, CommandHandler } from './context.ts';
import { judgeCommand, orderOf } from './orders.ts';
import { registryOf } from './registry.ts';

type Command = ReceivedEvent<'gnn.commands.v1'>;

/** Long work becomes a job; cancelling, promoting and taking that back happen at once, so that none waits behind a training. Each may be sent again and changes nothing. */
export const acceptCommands: CommandHandler = async (batch, context) => {
  const rejected: Rejection[] = [];
  for (const record of batch) {
    if (record.kind === 'tombstone') continue;
    const refusal = judgeCommand(record.value);
    if (refusal === undefined) rejected.push(...await carriedOut(record, context));
    else rejected.push({ record, ...refusal });
  }
  return rejected;
};

const carriedOut = async (record: Command, context: CommandContext): Promise<readonly Rejection[]> => {
  try {
    await carryOut(record, context);
    return [];
  } catch (error) {
    if (!(error instanceof StreamForgeError) || error instanceof RetryableError) throw error;
    return [{ record, code: error.code, detail: error.message }];
  }
};

const carryOut = async ({ value, timestamp }: Command, context: CommandContext): Promise<void> => {
  const { job, command } = value;
  switch (command) {
    case 'cancel': return await cancel(value, context);
    case 'promote': return await promote(value, timestamp, context);
    case 'rollback': return await rollBack(value, timestamp, context);
    default: {
      const accepted = await context.jobs.accept({ id: job, kind: command, parameters: orderOf(value) });
      context.logger.info({ job, kind: command, model: value.model }, accepted === 'accepted' ? 'a job is accepted' : 'a job is known already');
    }
  }
};

const cancel = async ({ job }: Command['value'], { jobs, logger }: CommandContext): Promise<void> => {
  const state = await jobs.cancel(job);
  logger.info({ job, state }, 'a job shall be cancelled');
};

const promote = async ({ job, model, version, force = false }: Command['value'], at: number, context: CommandContext): Promise<void> => {
  const registry = await registryOf(context);
  const wanted = version ?? (await registry.model(model))?.newest ?? undefined;
  if (wanted === undefined) throw new StreamForgeError('MODEL_UNKNOWN', `There is no ${model}.`);
  await registry.promote({ model, version: wanted, force, by: job, at });
  context.logger.info({ job, model, version: wanted }, 'a version is champion');
};

/** Back to the champion before the last promotion. */
const rollBack = async ({ job, model }: Command['value'], at: number, context: CommandContext): Promise<void> => {
  await (await registryOf(context)).rollBack({ model, by: job, at });
  context.logger.info({ job, model }, 'the last promotion is taken back');
};
