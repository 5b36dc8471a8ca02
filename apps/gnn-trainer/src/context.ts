import type { Background, Handler, JobHandler } from '@streamforge/service-host/service';
import type { TrainerConfig } from './config.ts';

export type CommandHandler = Handler<'gnn.commands.v1', 'gnn-trainer', TrainerConfig>;

export type TrainerJob = JobHandler<'gnn-trainer', TrainerConfig>;

export type TrainerBackground = Background<'gnn-trainer', TrainerConfig>;

/** What handlers of commands are given. */
export type CommandContext = Parameters<CommandHandler>[1];

/** What jobs and background work are given. */
export type TrainerContext = Parameters<TrainerJob>[1];
