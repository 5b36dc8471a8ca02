/** What is counted and logged of an answer; in the log under OpenTelemetry’s names (`gen_ai`). Never a question or an answer. */
import type { LlmContext } from './context.ts';
import type { Usage } from './model/generate.ts';

export interface Told {
  readonly way: 'log' | 'http';
  readonly model: string;
  readonly usage: Usage;
  readonly seconds: number;
  /** How it ended: as a model says, `abandoned` by who asked, or a code of ours. */
  readonly finish: string;
}

/** Counts and logs an answer that ended. `seconds`: from the question to its end. */
export const told = ({ metrics, logger }: Pick<LlmContext, 'metrics' | 'logger'>, { way, model, usage, seconds, finish }: Told): void => {
  const labels = { service: 'llm-adapter', model };
  metrics.count('streamforge_llm_answers_total', { ...labels, state: finish });
  metrics.count('streamforge_llm_tokens_total', { ...labels, type: 'input' }, usage.promptTokens);
  metrics.count('streamforge_llm_tokens_total', { ...labels, type: 'output' }, usage.completionTokens);
  metrics.observe('streamforge_llm_answer_duration_seconds', labels, seconds);
  logger.info({
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': model,
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'gen_ai.response.finish_reasons': [finish],
    way, seconds,
  }, 'answered');
};
