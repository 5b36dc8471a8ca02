/** What somebody must fill in before a pipeline can build and deploy, and what is wrong with it. */

const digest = /@sha256:(?<hash>[0-9a-f]{64})$/;
const deployers: readonly string[] = ['argocd', 'helm'];

/** One sentence for each setting that can't be used, which says what to write; empty when all can. */
export const settingFaults = (env: Readonly<Record<string, string | undefined>>): readonly string[] => {
  const kaniko = env['KANIKO_IMAGE'] ?? '';
  const hash = digest.exec(kaniko)?.groups?.['hash'];
  return [
    ...hash === undefined ? [`KANIKO_IMAGE is '${kaniko}': write NAME:TAG@sha256:…, so that nobody can change what builds the images.`] : [],
    ...hash !== undefined && /^0+$/.test(hash) ? ['KANIKO_IMAGE has a digest of zeros: put in the digest of the image that you trust (.gitlab-ci.yml, or a CI/CD variable).'] : [],
    ...(env['IMAGE_PREFIX'] ?? '') === '' ? ['IMAGE_PREFIX is empty: switch the project’s container registry on, or name another.'] : [],
    ...['DEPLOYER_STAGING', 'DEPLOYER_PRODUCTION'].filter((name) => !deployers.includes(env[name] ?? ''))
      .map((name) => `${name} is '${env[name] ?? ''}': write ${deployers.join(' or ')}.`),
    ...(env['DEPLOY_IMAGE'] ?? '').startsWith('registry.example.com/')
      ? ['DEPLOY_IMAGE is still a placeholder: name an image that has sh, git and helm 4.'] : [],
  ];
};

/** One sentence for each name of a pipeline that someone started which no rule would match, `services` being those that there are. */
export const nameFaults = (env: Readonly<Record<string, string | undefined>>, services: readonly string[]): readonly string[] => {
  const known = new Set(['all', ...services]);
  return ['SERVICES', 'ROLLBACK'].flatMap((variable) => {
    const given = env[variable] ?? '';
    // The command line is deployed nowhere, so there is no way back.
    const fits = variable === 'SERVICES' ? [...known, 'platform'] : [...known].filter((name) => name !== 'streamforge');
    return given === '' ? [] : given.split(',').filter((name) => !fits.includes(name))
      .map((name) => `${variable} names '${name}': write ${fits.join(', ')}, or several with commas and no spaces.`);
  });
};

/** Files in which somebody must name their own registry and repository: those of environments, and ArgoCD's where it deploys. */
export const filesToFill = (env: Readonly<Record<string, string | undefined>>): readonly string[] => [
  ...['staging', 'production'].flatMap((environment) => ['services.yaml', 'values.yaml'].map((file) => `deploy/environments/${environment}/${file}`)),
  ...['DEPLOYER_STAGING', 'DEPLOYER_PRODUCTION'].some((name) => env[name] === 'argocd')
    ? ['deploy/argocd/project.yaml', 'deploy/argocd/applications-project.yaml', 'deploy/argocd/root.yaml', 'tools/pipelines/src/argocd/environment.ts'] : [],
];

/** One sentence for a file that still names a placeholder: images would be pulled from it. */
export const placeholderFaults = (path: string, text: string): readonly string[] => {
  const hosts = [...new Set(text.match(/[a-z]+\.example\.com/g))];
  return hosts.length === 0 ? [] : [`${path} still says ${hosts.join(' and ')}: write your own (docs/cluster/install.md).`];
};
