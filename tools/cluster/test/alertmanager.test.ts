import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { goTool } from '../src/go-tools.ts';
import { parsed, rendered } from '../src/helm.ts';
import { helm } from './every-case.ts';

interface Configuration {
  readonly global: Readonly<Record<string, unknown>>;
  readonly receivers: readonly {
    readonly name: string;
    readonly email_configs?: readonly { readonly to: string }[];
    readonly telegram_configs?: readonly { readonly chat_id: number; readonly bot_token_file: string }[];
  }[];
}

const amtool = await goTool('amtool');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** The file in the ConfigMap that the platform's chart renders; undefined where it renders none. */
const fileOf = async (values: string, ...set: readonly string[]): Promise<string | undefined> =>
  parsed(await rendered(helm ?? '', 'platform', [`charts/platform/ci/${values}-values.yaml`], set))
    .find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'streamforge-alertmanager')?.data?.['alertmanager.yaml'];

describe.skipIf(helm === undefined)('the configuration of Alertmanager', () => {
  it('is not there until it is switched on', async () => expect(await fileOf('default')).toBeUndefined());

  it('has the addresses that the values give, and files where the secrets are', async () => {
    const { global, receivers } = parse(await fileOf('external') ?? '') as Configuration;
    expect(global).toMatchObject({
      smtp_smarthost: 'smtp.example.com:587', smtp_from: 'alerts@example.com', smtp_auth_username: 'alerts@example.com',
      smtp_auth_password_file: '/etc/alertmanager/secrets/streamforge-alertmanager/smtp-password',
    });
    expect(receivers.map(({ name, email_configs: email = [], telegram_configs: telegram = [] }) => [name, ...email.map(({ to }) => to), ...telegram.map(({ chat_id: chat }) => chat)])).toEqual([
      ['others', 'operators@example.com'], ['nobody'], ['telegram', -1001234567890], ['critical-platform', 'operators@example.com'], ['warning-platform', 'operators@example.com'],
      // No other service has an address of its own: what stops them together comes in one message.
      ['critical-gnn-trainer', 'models@example.com'], ['warning-gnn-trainer', 'models@example.com'],
    ]);
  });

  it('does without Telegram where that is switched off', async () => {
    const text = await fileOf('external', 'alertmanager.telegram={"enabled":false}') ?? '';
    const { receivers } = parse(text) as Configuration;
    expect(receivers.filter(({ telegram_configs: telegram }) => telegram !== undefined)).toEqual([]);
    expect(text).not.toContain('receiver: telegram');
    expect(receivers.find(({ name }) => name === 'critical-platform')?.email_configs).toHaveLength(1);
  });

  it.skipIf(amtool === undefined).each([
    ['email and Telegram', [], 'telegram,'],
    ['email only', ['alertmanager.telegram={"enabled":false}'], ''],
  ])('is one that amtool takes: %s', async (name, set, also) => {
    const file = join(folder, `${name}.yaml`);
    await writeFile(file, await fileOf('external', ...set) ?? '');
    expect(await runCommand(amtool ?? '', ['check-config', file])).toMatchObject({ code: 0, output: expect.stringContaining('SUCCESS') as unknown });
    for (const [service, receiver] of [['ingest', 'critical-platform'], ['gnn-trainer', 'critical-gnn-trainer']]) {
      const routed = await runCommand(amtool ?? '', ['config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${also}${receiver}`, 'alertname=ServiceSilent', 'severity=critical', `service=${service}`]);
      expect([service, routed.code]).toEqual([service, 0]);
    }
  });
});
