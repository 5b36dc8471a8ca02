/** A control plane on the loopback address: etcd, API server, controllers, scheduler, and nodes that kwok plays. Nothing outlives the work. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeCertificates } from '@streamforge/backends/certificates';
import { host, portsNear } from '@streamforge/backends/ports';
import { spawnServer, stopProcess, waitReady, type ServerProcess } from '@streamforge/backends/server-process';
import { run } from '@streamforge/backends/install';
import { asking, must, type Ask } from './kubectl.ts';
import { controlPlane } from './programs.ts';

const START_TIMEOUT_MS = 120_000;
const TOKEN_BYTES = 16;
const signals = ['SIGINT', 'SIGTERM'] as const;

export interface ControlPlane {
  readonly kubeconfig: string;
  readonly kubectl: Ask;
  readonly helm: Ask;
}

const kubeconfigOf = (server: string, ca: string, token: string): string => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'alone',
  clusters: [{ name: 'alone', cluster: { server, 'certificate-authority': ca } }],
  users: [{ name: 'alone', user: { token } }],
  contexts: [{ name: 'alone', context: { cluster: 'alone', user: 'alone' } }],
});

/** Names and nodes' zones: charts spread over both. */
const nodes = ['a', 'b', 'c'].map((zone) => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: { name: `node-${zone}`, labels: { 'kubernetes.io/hostname': `node-${zone}`, 'topology.kubernetes.io/zone': zone, 'kubernetes.io/os': 'linux', 'type': 'kwok' } },
  status: { allocatable: { cpu: '16', memory: '64Gi', pods: '110' }, capacity: { cpu: '16', memory: '64Gi', pods: '110' } },
}));

/** As a cluster with one class of volumes has it; those volumes are only said to be there. */
const storageClass = {
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', provisioner: 'kwok.x-k8s.io/volume', allowVolumeExpansion: true,
  metadata: { name: 'kwok-volume', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
};

/** Starts all of it, does the work, and stops all of it. Rejects with the end of a log when a part does not start. */
export const withControlPlane = async <Result>(helm: string, work: (plane: ControlPlane) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'streamforge-control-plane-'));
  const started: ServerProcess[] = [];
  const start = async (name: Parameters<typeof controlPlane.program>[0], words: readonly string[], ready?: () => Promise<void>): Promise<void> => {
    const server = await spawnServer({ name, program: controlPlane.program(name), words, cwd: folder, log: join(folder, `${name}.log`) });
    started.unshift(server);
    if (ready !== undefined) await waitReady(server, ready, START_TIMEOUT_MS);
  };
  // Servers are killed when this process exits, which a signal alone does not make it do.
  const interrupted = (): void => {
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    process.exit(130);
  };
  for (const signal of signals) process.once(signal, interrupted);
  try {
    const [etcdPort = 0, peerPort = 0, apiPort = 0] = await portsNear(undefined, 3);
    const { ca, serverCert, serverKey } = await makeCertificates(folder);
    const accounts = join(folder, 'accounts.key');
    await run('openssl', ['genrsa', '-out', accounts, '2048']);
    const token = Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString('hex');
    await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, kubeconfigOf(`https://${host}:${apiPort}`, ca, token), { mode: 0o600 });
    const kubectl = asking(controlPlane.program('kubectl'), kubeconfig);
    const home = resolve('.cache/tools/helm-home');

    await start('etcd', [
      `--data-dir=${join(folder, 'etcd')}`, '--unsafe-no-fsync', `--listen-client-urls=http://${host}:${etcdPort}`, `--advertise-client-urls=http://${host}:${etcdPort}`,
      `--listen-peer-urls=http://${host}:${peerPort}`, `--initial-advertise-peer-urls=http://${host}:${peerPort}`, `--initial-cluster=default=http://${host}:${peerPort}`,
    ], async () => {
      const { ok } = await fetch(`http://${host}:${etcdPort}/health`);
      if (!ok) throw new Error('etcd is not healthy');
    });
    await start('kube-apiserver', [
      `--etcd-servers=http://${host}:${etcdPort}`, `--bind-address=${host}`, `--secure-port=${apiPort}`, `--tls-cert-file=${serverCert}`, `--tls-private-key-file=${serverKey}`,
      `--token-auth-file=${join(folder, 'tokens.csv')}`, '--authorization-mode=Node,RBAC', '--endpoint-reconciler-type=none', '--service-cluster-ip-range=10.96.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${accounts}`, `--service-account-signing-key-file=${accounts}`, '--profiling=false',
    ], async () => void await must(kubectl(['get', '--raw', '/readyz'])));
    await start('kube-controller-manager', [
      `--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0', `--service-account-private-key-file=${accounts}`, `--root-ca-file=${ca}`, '--use-service-account-credentials=true',
    ]);
    await start('kube-scheduler', [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0']);
    await start('kwok', [`--kubeconfig=${kubeconfig}`, '--manage-all-nodes=true', `--config=${controlPlane.stages}`, '--node-lease-duration-seconds=40', `--server-address=${host}:0`]);
    await must(kubectl(['apply', '-f', '-'], [...nodes, storageClass].map((each) => JSON.stringify(each)).join('\n---\n')));
    await must(kubectl(['wait', '--for=condition=Ready', 'node', '--all', '--timeout=60s']));
    const helmEnv = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home, HELM_PLUGINS: join(home, 'plugins') };
    return await work({ kubeconfig, kubectl, helm: asking(helm, kubeconfig, helmEnv) });
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupted);
    for (const server of started) await stopProcess(server);
    await rm(folder, { recursive: true, force: true });
  }
};
