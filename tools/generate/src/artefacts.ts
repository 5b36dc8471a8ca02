/** Everything that is made from the contract. */
import { yamlFile, type Artefact } from './artefact.ts';
import { live, type Contract } from './contract.ts';
import { kafkaTopics } from './kafka/topics.ts';
import { kafkaUsers } from './kafka/users.ts';
import { serviceContractOf } from './service/service-contract.ts';

export const artefactsOf = (contract: Contract): readonly Artefact[] => [
  yamlFile('charts/platform/generated/topics.yaml', kafkaTopics(contract)),
  yamlFile('charts/platform/generated/users.yaml', kafkaUsers(contract)),
  ...live(contract).map(([name, service]) => yamlFile(`charts/${name}/generated/contract.yaml`, serviceContractOf(name, service, contract))),
];
