import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installed, run } from './install.ts';
import { cacheFolder, type Tell } from './places.ts';

export const kafkaVersion = '4.3.1';
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const artifacts = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  ['org.apache.kafka', 'kafka-tools', kafkaVersion],
  ['org.slf4j', 'slf4j-simple', '1.7.36'],
] as const;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>streamforge</groupId><artifactId>kafka-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${artifacts.map(([group, artifact, version]) => `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`).join('\n')}
  </dependencies>
</project>
`;

/** Java's class path with Kafka's server and tools, downloaded the first time (54 MB). */
export const installKafka = async (tell: Tell, cache = cacheFolder): Promise<string> => {
  const folder = await installed({
    name: 'kafka',
    folder: join(cache, `kafka-${kafkaVersion}`),
    fill: async (into) => {
      tell(`kafka: downloading Kafka ${kafkaVersion}`);
      const work = join(cache, 'maven');
      await mkdir(work, { recursive: true });
      await writeFile(join(work, 'pom.xml'), pom);
      await run('mvn', ['-q', '-B', `-Dmaven.repo.local=${join(work, 'repository')}`, '-f', join(work, 'pom.xml'), plugin, `-DoutputDirectory=${into}`], {
        missing: 'Install Maven and Java 17 or newer (apt-get install maven), or set KAFKA_URL to a server that runs.',
      });
      await rm(work, { recursive: true, force: true });
    },
  }, tell);
  return join(folder, '*');
};
