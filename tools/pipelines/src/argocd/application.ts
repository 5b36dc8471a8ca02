/** The part of ArgoCD's Application and ApplicationSet that is used here. */

export interface Metadata {
  readonly name: string;
  readonly namespace: 'argocd';
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

interface HelmOptions {
  readonly releaseName: string;
  readonly valueFiles?: readonly string[];
  readonly ignoreMissingValueFiles?: boolean;
  readonly valuesObject?: Readonly<Record<string, unknown>>;
}

export type Source = { readonly repoURL: string; readonly targetRevision: string } & (
  | { readonly path: string; readonly helm?: HelmOptions }
  | { readonly chart: string; readonly helm: HelmOptions }
);

export interface ApplicationSpec {
  readonly project: string;
  readonly source: Source;
  readonly destination: { readonly name: string; readonly namespace: string };
  readonly syncPolicy: {
    readonly automated: { readonly prune: boolean; readonly selfHeal: boolean };
    readonly syncOptions: readonly string[];
    readonly retry: { readonly limit: number; readonly refresh: boolean; readonly backoff: { readonly duration: string; readonly factor: number; readonly maxDuration: string } };
  };
}

export interface Application {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'Application';
  readonly metadata: Metadata;
  readonly spec: ApplicationSpec;
}

export interface ApplicationSet {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'ApplicationSet';
  readonly metadata: Metadata;
  readonly spec: {
    readonly goTemplate: true;
    readonly goTemplateOptions: readonly string[];
    readonly generators: readonly { readonly list: { readonly elements: readonly Readonly<Record<string, string>>[] } }[];
    readonly syncPolicy: { readonly applicationsSync: 'create-update'; readonly preserveResourcesOnDeletion: boolean };
    readonly template: { readonly metadata: Omit<Metadata, 'namespace'>; readonly spec: ApplicationSpec };
  };
}
