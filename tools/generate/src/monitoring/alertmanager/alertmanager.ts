/** Alertmanager's configuration from the contract's alerts. Addresses are placeholders, which the chart replaces by its values; it drops routes of services without an address of their own. */
import { servicesOf, type Contract } from '../../contract.ts';
import { ruleGroups } from '../alerts.ts';
import type { AlertmanagerConfiguration, EmailReceiver, Receiver, TelegramReceiver } from './configuration.ts';
import { inhibitions } from './inhibitions.ts';
import { emailHtml, emailSubject, emailText, telegramMessage } from './messages.ts';
import { NOBODY, OTHERS, PLATFORM, receiverOf, routes, TELEGRAM } from './routes.ts';

/** Where prometheus-operator mounts the Secret streamforge-alertmanager. */
const secrets = '/etc/alertmanager/secrets/streamforge-alertmanager';

const email: EmailReceiver = { to: 'operators@example.com', send_resolved: true, headers: { Subject: emailSubject }, html: emailHtml, text: emailText };
const telegram: TelegramReceiver = { bot_token_file: `${secrets}/telegram-token`, chat_id: 1, send_resolved: true, parse_mode: 'HTML', message: telegramMessage };

const receivers = (services: readonly string[]): readonly Receiver[] => [
  { name: OTHERS, email_configs: [email] },
  { name: NOBODY },
  { name: TELEGRAM, telegram_configs: [telegram] },
  ...[PLATFORM, ...services].flatMap((service): readonly Receiver[] => [
    { name: receiverOf('critical', service), email_configs: [email] },
    { name: receiverOf('warning', service), email_configs: [email] },
  ]),
];

export const alertmanager = (contract: Contract): AlertmanagerConfiguration => {
  const rules = ruleGroups(contract).flatMap(({ rules: each }) => each);
  const services = servicesOf(contract).map(([name]) => name);
  return {
    global: {
      resolve_timeout: '5m',
      smtp_smarthost: 'smtp.example.com:587',
      smtp_from: 'alertmanager@example.com',
      smtp_auth_username: 'alertmanager',
      smtp_auth_password_file: `${secrets}/smtp-password`,
      smtp_require_tls: true,
    },
    route: routes(rules, services),
    inhibit_rules: inhibitions(rules),
    receivers: receivers(services),
  };
};
