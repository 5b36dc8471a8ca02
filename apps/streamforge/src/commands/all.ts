/** Every command, in the order that `--help` lists them. */
import type { AddCommand } from '../command.ts';
import { addCompletion } from './completion.ts';
import { addDeadLetters } from './dlq.ts';
import { addDoctor } from './doctor.ts';
import { addHash } from './hash.ts';
import { addLag } from './lag.ts';
import { addLineage } from './lineage.ts';
import { addProduce } from './produce.ts';
import { addQuery } from './query.ts';
import { addRebuild } from './rebuild.ts';
import { addReplay } from './replay.ts';
import { addTopics } from './topics.ts';
import { addUp } from './up.ts';
import { addVerify } from './verify.ts';

export const commands: readonly AddCommand[] = [
  addUp, addReplay, addProduce, addQuery, addTopics, addLag, addDeadLetters, addLineage, addRebuild, addVerify, addHash, addDoctor, addCompletion,
];
