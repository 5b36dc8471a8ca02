/** A thread that trains: one task after the other. */
import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { evaluationReport } from '@streamforge/gnn/evaluation/evaluation-report';
import { serve, type Say } from '@streamforge/training-pool/serve';
import { shared } from '@streamforge/training-pool/shared';
import { applyOn, fitOn } from './fit.ts';
import { learnOn } from './learn.ts';
import type { Answers, News, Task } from './messages.ts';
import { planOf } from './plan.ts';

const worked = async (task: Task, say: Say<News>): Promise<Answers[Task['kind']]> => {
  switch (task.kind) {
    case 'plan': return shared(planOf(task));
    case 'fit': return shared(fitOn(task));
    case 'apply': return shared(applyOn(task));
    case 'learn': return await learnOn(task, say);
    case 'report': return evaluationReport(task.folds, task.settings, task.results);
  }
};

serve<Task, News, Answers[Task['kind']]>(async (task, say) => {
  try {
    return await worked(task, say);
  } catch (error) {
    // Arithmetic comes out the same however often it is tried: sizes and rates that can't work are the order’s fault.
    if (error instanceof RangeError && !(error instanceof StreamForgeError)) throw new TerminalError('REQUEST_INVALID', error.message, {}, { cause: error });
    throw error;
  }
});
