/** What of Alertmanager's configuration file is written here; secrets stand in files beside it, never in it. */

export interface Global {
  readonly resolve_timeout: string;
  /** `host:port`. */
  readonly smtp_smarthost: string;
  readonly smtp_from: string;
  readonly smtp_auth_username: string;
  readonly smtp_auth_password_file: string;
  readonly smtp_require_tls: true;
}

export interface EmailReceiver {
  readonly to: string;
  readonly send_resolved: true;
  readonly headers: { readonly Subject: string };
  readonly html: string;
  readonly text: string;
}

export interface TelegramReceiver {
  readonly bot_token_file: string;
  readonly chat_id: number;
  readonly send_resolved: true;
  readonly parse_mode: 'HTML';
  readonly message: string;
}

export interface Receiver {
  readonly name: string;
  readonly email_configs?: readonly EmailReceiver[];
  readonly telegram_configs?: readonly TelegramReceiver[];
}

/** `label="value"` or `label=~"one|other"`. */
export type Matcher = `${string}="${string}"` | `${string}=~"${string}"`;

export const is = (label: string, value: string): Matcher => `${label}="${value}"`;

/** One of the values, which are words without a meaning in a regular expression. */
export const isOneOf = (label: string, values: readonly string[]): Matcher => `${label}=~"${values.join('|')}"`;

/** What a route leaves out is as in the one above it. */
export interface Route {
  readonly receiver: string;
  readonly matchers?: readonly Matcher[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  /** What matches goes on to the routes after it. */
  readonly continue?: true;
  readonly routes?: readonly Route[];
}

/** While a source fires, its targets are not told of, where the labels are equal; labels that both lack are. */
export interface Inhibition {
  readonly source_matchers: readonly Matcher[];
  readonly target_matchers: readonly Matcher[];
  readonly equal: readonly string[];
}

export interface AlertmanagerConfiguration {
  readonly global: Global;
  readonly route: Route;
  readonly inhibit_rules: readonly Inhibition[];
  readonly receivers: readonly Receiver[];
}
