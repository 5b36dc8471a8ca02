/** Where a service is deployed from, beside its own chart: each file with one more service, and otherwise as it was. */
import type { PackageName } from './name.ts';

/** A service as the contract now declares it. */
export interface NewService extends PackageName {
  /** Port of its HTTP listener. */
  readonly http: number;
}

type Mention = (text: string, service: NewService) => string;

/** The text with more after the last place that looks so; throws where none does. */
const afterLast = (path: string, place: RegExp, more: (service: NewService) => string): Mention => (text, service) => {
  const last = [...text.matchAll(place)].at(-1);
  if (last === undefined) throw new Error(`${path} no longer names its services as ${place.source}, so that none can be added: see tools/new/src/deployment.ts`);
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}${more(service)}${text.slice(end)}`;
};

const mention = (path: string, place: RegExp, more: (service: NewService) => string): readonly [path: string, change: Mention] => [path, afterLast(path, place, more)];

const [composePath, composed] = mention('compose.yaml', /^ {6}test: \[CMD, node, .*\/readyz.*\n/gm, ({ kebab, http }) => `
  ${kebab}:
    <<: *service
    image: streamforge/${kebab}:0.1.0
    build: { context: ., args: { SERVICE: ${kebab} } }
    environment:
      <<: *service-environment
      STREAMFORGE_HTTP_HOSTS: ${kebab}
    volumes: ['${kebab}-data:/data']
    depends_on: *service-needs
    healthcheck:
      <<: *service-health
      test: [CMD, node, --eval, "fetch('http://127.0.0.1:${http}/readyz').then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
`);
const withVolume = afterLast(composePath, /^volumes:\n/gm, ({ kebab }) => `  ${kebab}-data: {}\n`);

/** By path from the root. */
export const deployedIn: Readonly<Record<string, Mention>> = Object.fromEntries([
  mention('charts/platform/Chart.yaml', /^ {4}condition: [\w-]+\.enabled\n/gm, ({ kebab }) => `  - name: ${kebab}
    version: 0.1.0
    repository: file://../${kebab}
    condition: ${kebab}.enabled
`),
  mention('charts/platform/values.yaml', /^gateway: \{ enabled: true \}\n(?:[a-z][\w-]*: \{ enabled: true \}\n)*/gm, ({ kebab }) => `${kebab}: { enabled: true }\n`),
  mention('charts/platform/values.schema.json', /"description": "Values of [\w-]+: charts\/service\/values\.yaml\."\n {4}\},\n/g, ({ kebab }) => `    "${kebab}": {
      "type": "object",
      "description": "Values of ${kebab}: charts/service/values.yaml."
    },
`),
  mention('.gitlab-ci.yml', /^ {2}- local: \.gitlab\/services\/[\w-]+\.yml\n/gm, ({ kebab }) => `  - local: .gitlab/services/${kebab}.yml\n`),
  mention('deploy/compose/prometheus.yml', /^ {8}labels: \{ service: [\w-]+ \}\n/gm, ({ kebab, http }) => `      - targets: ['${kebab}:${http}']
        labels: { service: ${kebab} }
`),
  [composePath, (text: string, service: NewService) => withVolume(composed(text, service), service)],
]);

/** Links by which charts share what they have in common, and where each leads. */
export const linksOf = ({ kebab }: PackageName): Readonly<Record<string, string>> => ({
  [`charts/${kebab}/values.schema.json`]: '../service/values.schema.json',
  [`charts/${kebab}/charts/service`]: '../../service',
  [`charts/platform/charts/${kebab}`]: `../../${kebab}`,
  [`charts/platform/contracts/${kebab}.yaml`]: `../../${kebab}/generated/contract.yaml`,
});
