import { mkdtemp, rm } from 'node:fs/promises';
import { startHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { embeddings } from '../src/service.ts';
import { barOf, storeBars } from './stored.ts';
const directory = await mkdtemp('/tmp/zz-');
const host = await startHost([embeddings], { env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent' }, openPorts: (s, clock) => openEmbedded({ directory, clock }), listen: false, consume: process.argv[4] !== 'off' });
const { documents, events } = host.ports;
const series = 24, everyMs = Number(process.argv[2]), rate = Number(process.argv[3] ?? 200);
let k = 0; const secs = 12; const c0 = process.cpuUsage(), t0 = performance.now();
while (performance.now() - t0 < secs * 1000) {
  const due = Math.floor((performance.now() - t0) / 1000 * rate);
  const bars = []; for (; k < due; k++) bars.push(barOf('S' + k % series, Math.floor(k / series)));
  if (bars.length) { await storeBars(documents, bars); await events.produce('market.bars.v1', bars.map(b => ({ key: `local:${b.symbol}:1m`, value: JSON.stringify(b) }))); }
  await new Promise(r => setTimeout(r, everyMs));
}
const u = process.cpuUsage(c0); const wall = performance.now() - t0;
console.log({ everyMs, rate, consume: process.argv[4] ?? 'on' }, 'cpu % of a core', ((u.user + u.system) / 1000 / wall * 100).toFixed(1), 'moments', await host.ports.vectors.count('moments', 'public'), JSON.stringify(await host.lag()).slice(0,150));
await host.stop(); await rm(directory, { recursive: true });
