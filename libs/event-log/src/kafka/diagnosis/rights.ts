/** Whether the user may do what services need: read what they consume, write what they produce, be in their groups. */
import { errors } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import type { Cluster } from '../cluster.ts';
import { BrokerError, isForbidden, logFailure } from '../failure.ts';
import { authorizedGroup, mayDo, type AuthorizedTopic, type Operation } from './authorized.ts';
import { named } from './shape.ts';

/** What one service needs of the log. */
export interface LogNeeds {
  readonly service: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly groups: readonly string[];
}

type GroupAnswer = 'granted' | 'refused' | { readonly trouble: string };

const askGroup = async (cluster: Cluster, group: string): Promise<GroupAnswer> => {
  try {
    const { operations } = await cluster.tell(await cluster.coordinator(group), authorizedGroup(group));
    return mayDo(operations, 'read') === false ? 'refused' : 'granted';
  } catch (error) {
    return isForbidden(error) ? 'refused' : { trouble: logFailure(error).message };
  }
};

const refusedTopics = (topics: ReadonlyMap<string, AuthorizedTopic>, names: readonly string[], operation: Operation): readonly string[] =>
  names.filter((name) => {
    const topic = topics.get(name);
    if (topic === undefined) return false;
    return topic.errorCode === 0 ? mayDo(topic.operations, operation) === false : isForbidden(new BrokerError(topic.errorCode));
  });

/** One finding per service. */
export const rightsFindings = async (
  cluster: Cluster, about: string, found: readonly AuthorizedTopic[], needs: readonly LogNeeds[],
): Promise<readonly Finding[]> => {
  const topics = new Map(found.map((topic) => [topic.name, topic]));
  return await Promise.all(needs.map(async ({ service, reads, writes, groups }): Promise<Finding> => {
    const answers = await Promise.all(groups.map(async (group) => [group, await askGroup(cluster, group)] as const));
    const trouble = answers.flatMap(([group, answer]) => (typeof answer === 'object' ? [`group ${group}: ${answer.trouble}`] : []));
    const refused = [
      ['read', refusedTopics(topics, reads, 'read')], ['write', refusedTopics(topics, writes, 'write')],
      ['be in group', answers.filter(([, answer]) => answer === 'refused').map(([group]) => group)],
    ] as const;
    const said = refused.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what} ${named(names)}`]));
    if (said.length > 0) return wrong(about, `${service}: this user may not ${said.join(', nor ')}`, errors.BACKEND_FORBIDDEN.fix);
    if (trouble.length > 0) return warning(about, `${service}: ${trouble.join('; ')}`, 'Ask again once the brokers have settled.');
    const there = (names: readonly string[]): number => names.filter((name) => topics.get(name)?.errorCode === 0).length;
    return ok(about, `${service} may read ${there(reads)} of ${reads.length} topics, write ${there(writes)} of ${writes.length}, and use its ${groups.length} groups`);
  }));
};
