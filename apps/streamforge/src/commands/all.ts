/** Every command, in the order that `--help` lists them. */
import type { AddCommand } from '../command.ts';
import { addAsk } from './ask.ts';
import { addCompletion } from './completion.ts';
import { addDeadLetters } from './dlq.ts';
import { addDoctor } from './doctor.ts';
import { addHash } from './hash.ts';
import { addJobs } from './jobs.ts';
import { addLag } from './lag.ts';
import { addLineage } from './lineage.ts';
import { addModels } from './models.ts';
import { addPredict } from './predict.ts';
import { addProduce } from './produce.ts';
import { addQuery } from './query.ts';
import { addRebuild } from './rebuild.ts';
import { addReplay } from './replay.ts';
import { addRoi } from './roi.ts';
import { addSimilar } from './similar.ts';
import { addTopics } from './topics.ts';
import { addTrain } from './train.ts';
import { addUp } from './up.ts';
import { addVerify } from './verify.ts';

export const commands: readonly AddCommand[] = [
  addUp, addReplay, addProduce, addQuery, addAsk, addSimilar, addTrain, addPredict, addModels, addRoi,
  addTopics, addLag, addDeadLetters, addLineage, addJobs, addRebuild, addVerify, addHash, addDoctor, addCompletion,
];
