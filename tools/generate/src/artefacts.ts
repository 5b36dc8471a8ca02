/** Everything that is made from the contract. */
import { jsonFile, yamlFile, type Artefact } from './artefact.ts';
import { servicesOf, type Contract } from './contract.ts';
import { asyncApi } from './docs/async-api.ts';
import { configurationPage } from './docs/configuration-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { metricsPage } from './docs/metrics-page.ts';
import { schemaFiles } from './docs/schema-files.ts';
import { topicsPage } from './docs/topics-page.ts';
import { kafkaTopics } from './kafka/topics.ts';
import { kafkaUsers } from './kafka/users.ts';
import { alertmanager } from './monitoring/alertmanager/alertmanager.ts';
import { ruleGroups } from './monitoring/alerts.ts';
import { dashboards } from './monitoring/dashboards/all.ts';
import { grafanaDashboard } from './monitoring/dashboards/dashboard.ts';
import { grafanaReader } from './monitoring/dashboards/reader.ts';
import { commandLineContractOf } from './service/command-line-contract.ts';
import { serviceContractOf } from './service/service-contract.ts';

export const artefactsOf = (contract: Contract): readonly Artefact[] => [
  yamlFile('charts/platform/generated/topics.yaml', kafkaTopics(contract)),
  yamlFile('charts/platform/generated/users.yaml', kafkaUsers(contract)),
  yamlFile('charts/platform/generated/command-line.yaml', commandLineContractOf(contract)),
  yamlFile('charts/platform/generated/rules.yaml', { groups: ruleGroups(contract) }),
  yamlFile('charts/platform/generated/alertmanager.yaml', alertmanager(contract)),
  ...dashboards(contract).map((dashboard) => jsonFile(`charts/platform/generated/dashboards/${dashboard.uid}.json`, grafanaDashboard(dashboard))),
  grafanaReader(dashboards(contract)),
  ...servicesOf(contract).map(([name, service]) => yamlFile(`charts/${name}/generated/contract.yaml`, serviceContractOf(name, service, contract))),
  yamlFile('docs/reference/asyncapi.yaml', asyncApi(contract)),
  ...schemaFiles(contract),
  topicsPage(contract),
  metricsPage(contract),
  errorsPage(contract),
  configurationPage(contract),
];
