import type { TopicName } from '@streamforge/contracts/topics';
import type { Entry, RefusalSeen } from '@streamforge/testing/oracle/evidence';
import type { RunningPlatform } from './platform.ts';
import type { Work } from './workload.ts';

/** What a producer knows: what it was told is durable, and what it was told when it was refused. */
export interface Ledger {
  readonly acknowledged: Map<string, Entry>;
  readonly refusals: (RefusalSeen & { readonly status: number })[];
}

export const emptyLedger = (): Ledger => ({ acknowledged: new Map(), refusals: [] });

interface Result {
  readonly error_code: number;
  readonly code?: string;
  readonly fix?: string;
}

/** What a platform in trouble may answer: send again. */
const SEND_AGAIN: readonly number[] = [429, 503, 507];

/** Sends the works of one topic; true when the platform acknowledged every record. A refusal for good is a mistake of the test. */
const sendTopic = async (platform: RunningPlatform, topic: TopicName, works: readonly Work[], ledger: Ledger): Promise<boolean> => {
  const body = works.map(({ value }) => JSON.stringify({ value: { type: 'JSON', data: value } })).join('\n');
  const response = await platform.request('POST', `/v3/clusters/streamforge/topics/${topic}/records`, body);
  const text = await response.text();
  const results = text.trim().split('\n').map((line) => JSON.parse(line) as Result);
  const refused = results.filter(({ error_code: code }) => code !== 200);
  for (const { error_code: status, code, fix } of refused) {
    if (!SEND_AGAIN.includes(status)) throw new Error(`${topic} refused a record of the workload: ${text.slice(0, 300)}`);
    ledger.refusals.push({ status, code, fix, where: topic, text });
  }
  return response.ok && refused.length === 0 && results.length === works.length;
};

/** A connection that broke, or an answer that was cut: the process at the other end is gone. */
export const isBroken = (error: unknown): boolean => error instanceof TypeError || error instanceof SyntaxError;

/** Produces a batch and enters what was acknowledged into the ledger; false when something was not: then all of it is to be sent again. */
export const produce = async (platform: RunningPlatform, batch: readonly Work[], ledger: Ledger): Promise<boolean> => {
  let whole = true;
  for (const [topic, works] of Map.groupBy(batch, (work) => work.topic)) {
    const acknowledged = await sendTopic(platform, topic, works, ledger).catch((error: unknown) => {
      if (isBroken(error)) return false;
      throw error;
    });
    if (acknowledged) for (const { entry } of works) if (entry !== undefined) ledger.acknowledged.set(entry.id, entry);
    whole &&= acknowledged;
  }
  return whole;
};
