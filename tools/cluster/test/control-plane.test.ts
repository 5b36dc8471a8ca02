import { sharedFile } from '@streamforge/testing/shared-data';
import { describe, expect, it } from 'vitest';
import { definitions, structural } from '../src/control-plane/definitions.ts';
import { moduleOf } from '../src/control-plane/programs.ts';

const schemas = sharedFile('schemas');

describe('the control plane that charts are installed on', () => {
  it('is built from published parts instead of the folder that Kubernetes keeps them in', () => {
    const module = moduleOf('module k8s.io/kubernetes\n\nreplace (\n\tk8s.io/api => ./staging/src/k8s.io/api\n\tk8s.io/client-go => ./staging/src/k8s.io/client-go\n)\n', 'v1.36.3');
    expect(module).toContain('require k8s.io/kubernetes v1.36.3\n');
    expect(module).toContain('replace (\n\tk8s.io/api => k8s.io/api v0.36.3\n\tk8s.io/client-go => k8s.io/client-go v0.36.3\n)');
    expect(() => moduleOf('module k8s.io/kubernetes\n', 'v1.36.3')).toThrow('names no parts');
  });

  it('is given a schema as a definition writes it: closed by itself, null and number-or-text by words of its own', () => {
    expect(structural({
      type: 'object', additionalProperties: false, required: ['a'],
      properties: {
        a: { 'x-kubernetes-int-or-string': true, type: ['integer', 'string'], oneOf: [{ type: 'integer' }, { type: 'string' }] },
        type: { type: ['string', 'null'] },
        open: { type: 'object', additionalProperties: { type: 'object', additionalProperties: false, properties: {} } },
      },
    })).toEqual({
      type: 'object', required: ['a'],
      properties: {
        a: { 'x-kubernetes-int-or-string': true },
        type: { type: 'string', nullable: true },
        open: { type: 'object', additionalProperties: { type: 'object', properties: {} } },
      },
    });
  });

  it.skipIf(schemas === undefined)('knows every kind that charts and ArgoCD’s objects are made of, each able to be scaled that is', async () => {
    const all = await definitions(schemas ?? '') as readonly { readonly metadata: { readonly name: string }; readonly spec: { readonly versions: readonly { readonly subresources: object }[] } }[];
    expect(all.length).toBeGreaterThanOrEqual(16);
    const scaled = all.filter(({ spec }) => spec.versions.some(({ subresources }) => 'scale' in subresources)).map(({ metadata }) => metadata.name);
    expect(scaled).toEqual(['kafkanodepools.kafka.strimzi.io', 'rollouts.argoproj.io']);
  });
});
