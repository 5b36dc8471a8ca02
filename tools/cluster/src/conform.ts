/** kubeconform with the schemas of Kubernetes and of the custom resources: unknown fields fail. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Kinds that are not checked, each with the reason. */
export const skipped: Readonly<Record<string, string>> = {};

interface Report {
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly status: string; readonly msg: string }[] | null;
  readonly summary: { readonly valid: number; readonly invalid: number; readonly errors: number; readonly skipped: number };
}

/** What is wrong with rendered objects, and how many were checked. */
export const conform = async (kubeconform: string, schemas: string, text: string): Promise<{ readonly valid: number; readonly skipped: number; readonly wrong: readonly string[] }> => {
  const child = spawn(kubeconform, [
    '-strict', '-summary', '-output', 'json', '-verbose', ...Object.keys(skipped).flatMap((kind) => ['-skip', kind]),
    '-schema-location', join(schemas, 'kubernetes/{{.ResourceKind}}{{.KindSuffix}}.json'),
    '-schema-location', join(schemas, 'crds/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
  ], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let problems = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (problems += part));
  child.stdin.end(text);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (output === '') throw new Error(`kubeconform: ${problems.trim()}`);
  const { resources, summary } = JSON.parse(output) as Report;
  const bad = (resources ?? []).filter(({ status }) => status !== 'statusValid' && status !== 'statusSkipped');
  return { valid: summary.valid, skipped: summary.skipped, wrong: bad.map(({ kind, name, status, msg }) => `${kind} ${name}: ${status} ${msg}`) };
};
