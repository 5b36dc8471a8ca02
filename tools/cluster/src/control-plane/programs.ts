/** Kubernetes' own control plane, and kwok, which says for nodes that aren't there that pods run: built from Go modules once. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { goSettings } from '@streamforge/backends/go-install';
import { installed, run } from '@streamforge/backends/install';
import { alone } from '../alone.ts';

export const kubernetesVersion = 'v1.36.3';
const kwokVersion = 'v0.8.0';

/** Programs by what they are built from; etcd is of the version that Kubernetes itself names. */
const packages = {
  'etcd': 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  'kubectl': 'k8s.io/kubernetes/cmd/kubectl',
} as const;

/** Paths of the programs, and the folder with kwok's stages. */
export interface Programs {
  readonly folder: string;
  readonly program: (name: keyof typeof packages | 'kwok') => string;
  readonly stages: string;
}

const folder = resolve(`.cache/tools/control-plane-${kubernetesVersion}`);

export const controlPlane: Programs = { folder, program: (name) => join(folder, name), stages: join(folder, 'stages.yaml') };

/** The module that Kubernetes is built in: its parts are published one by one, and its own go.mod looks for them in a folder that the module lacks. */
export const moduleOf = (kubernetesMod: string, version: string): string => {
  const parts = [...kubernetesMod.matchAll(/^\s+(k8s\.io\/[\w-]+) => \.\/staging\//gm)].map(([, name]) => `\t${name ?? ''} => ${name ?? ''} ${version.replace(/^v1/, 'v0')}\n`);
  if (parts.length === 0) throw new Error(`go.mod of Kubernetes ${version} names no parts of its own`);
  return `module controlplane\n\ngo 1.26.0\n\nrequire k8s.io/kubernetes ${version}\n\nreplace (\n${parts.join('')})\n`;
};

const goFolder = async (work: string, env: Readonly<Record<string, string>>, module: string, key: 'Dir' | 'GoMod'): Promise<string> => {
  const said = JSON.parse(await run('go', ['mod', 'download', '-json', module], { cwd: work, env, missing: 'Install Go 1.26 or newer (https://go.dev/dl).' })) as Readonly<Record<string, string>>;
  return said[key] ?? '';
};

const build = async (into: string): Promise<void> => {
  const work = resolve('.cache/tools/go-build-control-plane');
  await mkdir(work, { recursive: true });
  const outside = goSettings(work, into);
  const env = { ...outside, GOFLAGS: `${outside.GOFLAGS ?? ''} -mod=mod` };
  await writeFile(join(work, 'go.mod'), moduleOf(await readFile(await goFolder(work, env, `k8s.io/kubernetes@${kubernetesVersion}`, 'GoMod'), 'utf8'), kubernetesVersion));
  const [major = '', minor = ''] = kubernetesVersion.slice(1).split('.');
  const versions = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((path) => [`-X ${path}.gitVersion=${kubernetesVersion}`, `-X ${path}.gitMajor=${major}`, `-X ${path}.gitMinor=${minor}`]);
  for (const [name, path] of Object.entries(packages)) {
    await run('go', ['build', '-trimpath', '-ldflags', ['-s', '-w', ...versions].join(' '), '-o', join(into, name), path], { cwd: work, env });
  }
  const kwok = join(work, 'kwok');
  await mkdir(kwok, { recursive: true });
  await run('go', ['install', '-trimpath', '-ldflags', '-s -w', `sigs.k8s.io/kwok/cmd/kwok@${kwokVersion}`], { cwd: kwok, env: outside });
  const stages = join(await goFolder(kwok, outside, `sigs.k8s.io/kwok@${kwokVersion}`, 'Dir'), 'kustomize/stage');
  const files = ['node/fast/node-initialize', 'pod/fast/pod-ready', 'pod/fast/pod-complete', 'pod/fast/pod-delete', 'volume/fast/pv-bind', 'volume/fast/pv-delete', 'volume/fast/pvc-provision', 'volume/fast/pvc-delete'];
  await writeFile(join(into, 'stages.yaml'), (await Promise.all(files.map(async (file) => await readFile(join(stages, `${file}.yaml`), 'utf8')))).join('\n---\n'));
  await rm(work, { recursive: true, force: true });
};

/** Builds it unless it was built before. Rejects where it can't be. */
export const buildControlPlane = async (tell: (line: string) => void): Promise<void> => {
  await mkdir(resolve('.cache/tools'), { recursive: true });
  await alone(`${folder}.lock`, async () => {
    await installed({ name: 'control-plane', folder, fill: build }, tell);
  });
};
