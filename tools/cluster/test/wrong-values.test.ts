import { serviceNames } from '@streamforge/contracts/services';
import { describe, expect, it } from 'vitest';
import { rendered } from '../src/helm.ts';
import { helm } from './every-case.ts';

/** What the chart says of `path=json` on top of a case that is right. */
const saysOf = async (chart: string, ...set: readonly string[]): Promise<string> =>
  await rendered(helm ?? '', chart, [`charts/${chart}/ci/default-values.yaml`], set).then(() => '', (error: unknown) => (error instanceof Error ? error.message : String(error)));

describe.skipIf(helm === undefined)('a wrong value is refused with what to write', () => {
  it.each([
    ['a lag that is negative', 'autoscaling.lagThresholds={"market.candles.v1":-5}', 'market.candles.v1 is -5: write a whole number from 1'],
    ['a lag of a topic that it does not read', 'autoscaling.lagThresholds={"agent.fills.v1":5}', 'does not scale on: write one of market.candles.v1'],
    ['more instances than partitions', 'autoscaling.maxReplicas=13', 'maxReplicas is 13: write a number from 1 to 12, since further instances would have no partition to read'],
    ['fewest above most', 'autoscaling={"minReplicas":5,"maxReplicas":3}', 'minReplicas is 5: write a number from 0 to maxReplicas, which is 3'],
    ['instances without a scaler above partitions', 'replicas=40', 'replicas is 40: write a number from 0 to 12'],
    ['a store that it does not use', 'stores.vectors={"url":"qdrant://q"}', 'stores.vectors is no store of this service: write one of documents, events, objects'],
    ['an unknown kind of store', 'stores.documents.url="mongodb://m"', 'stores.documents.url is mongodb://m: write a URL that starts with arangodb:// or postgres://'],
    ['no URL', 'stores.objects.url=""', 'stores.objects.url is missing: write the server’s URL'.replace('’', '\'')],
    ['a password in a URL', 'stores.objects.url="s3://a:b@host/x"', 'stores.objects.url has a user in it: write the user into stores.objects.user'],
    ['a schema that there can’t be', 'stores.documents.url="postgres://h/db?schema=My-Desk"', 'stores.documents.url names the schema My-Desk: write at most 63 lower-case letters, digits and _'],
    ['a password among the options of a URL', 'stores.documents.url="postgres://h/db?password=x"', 'stores.documents.url has a secret in it: write the name of a Secret into stores.documents.existingSecret'],
    ['no name of a Secret for a store', 'stores.objects.existingSecret=""', 'stores.objects.existingSecret is missing: write the name of the Secret'],
    ['no name of a Secret for API keys', 'existingSecret=""', 'existingSecret is missing: write the name of a Secret with the key STREAMFORGE_API_KEYS'],
    ['a secret in the open', 'settings.STREAMFORGE_API_KEYS="[]"', 'settings.STREAMFORGE_API_KEYS is a secret: write it into the Secret'],
    ['a setting that nobody reads', 'settings.STREAMFORGE_BATCHES=1', 'settings.STREAMFORGE_BATCHES is no setting of this service'],
    ['a setting out of bounds', 'settings.STREAMFORGE_BATCH_RECORDS=0', 'STREAMFORGE_BATCH_RECORDS is 0: write a whole number from 1 to 10000'],
    ['a setting of its own words', 'settings.STREAMFORGE_LOG_LEVEL="loud"', 'write one of trace, debug, info'],
    ['a word that YAML takes for a flag', 'settings.STREAMFORGE_ARCHIVE=false', 'STREAMFORGE_ARCHIVE is false: write one of on, off, in quotes'],
    ['a grace as short as the drain', 'terminationGracePeriodSeconds=25', 'terminationGracePeriodSeconds is 25: write more than 25, which the app takes to drain'],
    ['an image that moves', 'image.tag="latest"', 'image.tag is latest, which moves: write a version, or image.digest'],
    ['half a digest', 'image.digest="sha256:12"', 'image.digest is sha256:12: write sha256: and 64 hexadecimal digits'],
    ['a promise above the limit', 'resources.limits.memory="256Mi"', 'resources.requests.memory is 384Mi, more than resources.limits.memory, which is 256Mi: write at most that'],
    ['no limit of memory', 'resources.limits.memory=""', 'resources.limits.memory is missing'],
    ['passwords where KEDA can’t read them', 'secretFiles.EVENT_LOG_PASSWORD="/vault/secrets/kafka"', 'autoscaling.authentication.kafka is missing'],
    ['a misspelt value', 'autoscaling.minReplica=2', 'at \'/autoscaling\': additional properties \'minReplica\' not allowed'],
  ])('%s', async (_what, set, sentence) => expect(await saysOf('ingest', set)).toContain(sentence));

  it('and all of them at once', async () => {
    const says = await saysOf('ingest', 'image.tag="latest"', 'existingSecret=""', 'autoscaling.maxReplicas=99');
    expect(says.split('\n').filter((line) => line.startsWith('ingest: '))).toHaveLength(3);
  });

  it.each([
    ['more copies than brokers', 'kafka.replicationFactor=5', 'kafka.replicationFactor is 5: write a number from 1 to kafka.brokers, which is 3'],
    ['a write that waits for more copies than there are', 'kafka.minInSyncReplicas=4', 'kafka.minInSyncReplicas is 4: write a number from 1 to kafka.replicationFactor, which is 3'],
    ['no name of a Secret', 'minio.existingSecret=""', 'minio.existingSecret is missing: write the name of the Secret'],
    ['a store that is switched off and still used', 'qdrant.enabled=false', 'and qdrant.enabled is false: switch it on, or write the URL'],
    ['an image that moves', 'kafkaUi.image="kafka-ui"', 'kafkaUi.image is kafka-ui, which moves'],
    ['more instances than partitions of one of its services', 'ingest.autoscaling={"maxReplicas":50}', 'ingest: autoscaling.maxReplicas is 50'],
    ['nobody to tell of alerts', 'alertmanager.enabled=true', 'alertmanager.email.to is "": write an address'],
    ['no server for email', 'alertmanager.enabled=true', 'alertmanager.email.smarthost is "": write host:port of the SMTP server'],
    ['no chat', 'alertmanager.enabled=true', 'alertmanager.telegram.chat is missing: write the number of the chat, or telegram.enabled: false'],
    ['an address for a service that there is not', 'alertmanager={"enabled":true,"email":{"services":{"shop":"a@example.com"}}}', 'alertmanager.email.services.shop is no service: write one of platform, '],
    ['a secret instead of its file', 'alertmanager={"enabled":true,"telegram":{"tokenFile":"123:abc"}}', 'alertmanager.telegram.tokenFile is no path that starts with /'],
    ['alerts left out of a service that there is not', 'rules.without=["gatway"]', `rules.without names gatway, which is no service: write one of ${serviceNames.toSorted().join(', ')}`],
    ['a misspelt value', 'kafka.broker=3', 'additional properties \'broker\' not allowed'],
  ])('of the platform: %s', async (_what, set, sentence) => expect(await saysOf('platform', set)).toContain(sentence));

  it('while a service that grows on load can’t wake up from none', async () => {
    expect(await saysOf('gateway', 'autoscaling.minReplicas=0')).toContain('minReplicas is 0: write 1 or more');
  });
});
