/** The objects by which ArgoCD runs one environment: an ApplicationSet, whose one Application holds those of all parts. */
import type { Application, ApplicationSet, ApplicationSpec, Source } from './application.ts';
import { partsOf, type Part } from './parts.ts';

/** Placeholders, which an installation replaces: docs/cluster/install.md. */
const repository = 'https://gitlab.example.com/streamforge/streamforge.git';
const operatorCharts = 'registry.example.com/charts';

/** Staging has what was merged; production what somebody let through, on a branch that only the pipeline writes (scripts/deploy-argocd.sh). */
const branchOf = (environment: string): string => (environment === 'production' ? 'production' : 'main');

/** Such a part is gone only when all it made is. Operators stay: with their resource definitions everything of theirs would go. */
const finalizers = ['resources-finalizer.argocd.argoproj.io/foreground'];

/**
 * The API server itself says what an apply would change. ArgoCD's own reckoning knows neither what it fills in nor what it leaves out: for it
 * Strimzi 1.2's definition of Kafka is never what git says (strimzi-kafka-operator#13074), and the next wave never begins.
 */
const comparedByServer = { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' };

/**
 * A sync whose wave is ill fails, and another attempt follows. That one must not pass over what is there already, or it would begin the wave
 * after an ill one: so no ApplyOutOfSyncOnly. Nor may attempts end, or what gets well later would wait for a commit; each takes the newest.
 */
const specOf = (source: Source, cluster: string, namespace: string, project = 'streamforge'): ApplicationSpec => ({
  project,
  source,
  destination: { name: cluster, namespace },
  syncPolicy: {
    automated: { prune: true, selfHeal: true },
    syncOptions: ['ServerSideApply=true', 'CreateNamespace=true', 'PruneLast=true'],
    retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '1m' } },
  },
});

const sourceOf = (environment: string, { name, from, values = [], sets }: Part): Source => {
  const given = sets === undefined ? {} : { valuesObject: sets };
  if ('operator' in from) return { repoURL: operatorCharts, chart: from.operator, targetRevision: from.version, helm: { releaseName: name, ...given } };
  if ('folder' in from) return { repoURL: repository, targetRevision: branchOf(environment), path: from.folder };
  const valueFiles = values.map((file) => `../../deploy/environments/${environment}/${file}`);
  return { repoURL: repository, targetRevision: branchOf(environment), path: `charts/${from.chart}`, helm: { releaseName: from.release, valueFiles, ignoreMissingValueFiles: true, ...given } };
};

const applicationOf = (environment: string, part: Part): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: {
    name: `${environment}-${part.name}`,
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/part-of': 'streamforge', 'streamforge.io/environment': environment },
    annotations: { 'argocd.argoproj.io/sync-wave': String(part.wave), ...comparedByServer },
    ...'operator' in part.from ? {} : { finalizers },
  },
  spec: specOf(sourceOf(environment, part), environment, part.namespace),
});

/** Folder whose files are the Applications of an environment's parts. */
export const applicationsFolder = (environment: string): string => `deploy/argocd/applications/${environment}`;

/** One file's worth of Applications, in the order of their waves. */
export const applicationsOf = (environment: string, services: readonly string[]): readonly Application[] =>
  partsOf(services).map((part) => applicationOf(environment, part));

/**
 * The cluster of an environment is registered with ArgoCD under the environment's name; a further cluster is a further element. Removing an
 * element, or all of it, removes nothing that runs: that takes the deletion of the Application itself.
 */
export const applicationSetOf = (environment: string): ApplicationSet => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: `streamforge-${environment}`, namespace: 'argocd' },
  spec: {
    goTemplate: true,
    goTemplateOptions: ['missingkey=error'],
    generators: [{ list: { elements: [{ environment }] } }],
    syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
    template: {
      metadata: { name: 'streamforge-{{ .environment }}', labels: { 'app.kubernetes.io/part-of': 'streamforge' } },
      // The Applications themselves live beside ArgoCD.
      spec: specOf({ repoURL: repository, targetRevision: branchOf(environment), path: applicationsFolder('{{ .environment }}') }, 'in-cluster', 'argocd', 'streamforge-root'),
    },
  },
});
