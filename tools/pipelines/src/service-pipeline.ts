/** The jobs of one service, and when each runs. What the jobs do stands in .gitlab/ci-templates. */
import type { Job, Need, PipelineFile, Rule } from './gitlab.ts';

/** Environments in the order in which a change reaches them; the later wait for someone to start them. */
export const environments = ['staging', 'production'] as const;

export type Environment = (typeof environments)[number];

const pushed = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';
// For pipelines without a push GitLab takes every file as changed.
const changed = '$CI_PIPELINE_SOURCE == "merge_request_event" || ($CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH)';
const onDefault = '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';

/** A pipeline that someone starts names the services it is for in a variable: `all`, or names with commas between. */
const names = (variable: string, service: string): string => `$${variable} =~ /(^|,)(all|${service})(,|$)/ && ${onDefault}`;

/** Where a chart or values changed, ArgoCD sees it by itself; helm has to be told. */
const chartFiles = (service: string, environment: Environment): readonly string[] =>
  [`charts/${service}/**/*`, 'charts/service/**/*', `deploy/environments/${environment}/{services.yaml,services/${service}.yaml}`];

/** `needs` takes the place of the order of stages: a job that is not named here is not waited for. */
const whereTheyRun = (...jobs: readonly string[]): readonly Need[] => jobs.map((job) => ({ job, optional: true }));

/** The pipeline file of a service. `sources` are the patterns of what its image is made from; what is not deployed waits in the registry for who needs it. */
export const servicePipeline = (service: string, sources: readonly string[], deployed = true): PipelineFile => {
  const path = `apps/${service}`;
  const named: Rule = { if: names('SERVICES', service) };
  const built: readonly Rule[] = [named, { if: changed, changes: sources }];
  const published: readonly Rule[] = [named, { if: pushed, changes: sources }];
  const job = (template: string, needs: readonly string[], rules: readonly Rule[], others: readonly Need[] = []): Job =>
    ({ extends: [template, `.${service}`], needs: [...needs.map((name) => ({ job: name })), ...others], rules });

  const deploy = (environment: Environment): readonly (readonly [string, Job])[] => {
    const gate: Partial<Rule> = environment === 'staging' ? {} : { when: 'manual', allow_failure: true };
    const before = environment === 'staging' ? `${service}:sign` : `${service}:deploy:staging`;
    const byHelm = `${pushed} && $DEPLOYER_${environment.toUpperCase()} == "helm"`;
    return [
      [`${service}:deploy:${environment}`, {
        extends: [`.helm_deploy:${environment}`, `.${service}`],
        // Nothing is built where only a chart changed: what is deployed then keeps its image.
        needs: [
          { job: before, optional: true },
          { job: `${service}:build`, optional: true, artifacts: true },
          ...whereTheyRun('settings', 'charts'),
          // Topics and users come first. In production someone starts both, once everything is tested that can be.
          ...whereTheyRun(environment === 'staging' ? 'platform:deploy:staging' : 'suite'),
        ],
        rules: [...published.map((rule) => ({ ...rule, ...gate })), { if: byHelm, changes: chartFiles(service, environment), ...gate }],
      }],
      [`${service}:rollback:${environment}`, {
        extends: [`.helm_deploy:${environment}`, `.${service}`, '.rollback'],
        needs: [],
        rules: [
          { if: names('ROLLBACK', service), when: 'manual', allow_failure: true },
          { if: pushed, changes: sources, when: 'manual', allow_failure: true },
        ],
      }],
    ];
  };

  return {
    [`.${service}`]: { variables: { SERVICE_NAME: service, SERVICE_PATH: path } },
    [`${service}:build`]: job('.kaniko_build', ['workspace'], built, whereTheyRun('settings')),
    [`${service}:test`]: job('.node_service', ['workspace'], [...built, { if: changed, changes: [`${path}/test/**/*`] }]),
    [`${service}:sbom`]: job('.image_sbom', [`${service}:build`], published),
    [`${service}:sign`]: job('.image_sign', [`${service}:build`, `${service}:sbom`, `${service}:test`], published, whereTheyRun('libs', 'conformance')),
    ...Object.fromEntries(deployed ? environments.flatMap(deploy) : []),
  };
};
