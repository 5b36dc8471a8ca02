/**
 * What a person reads, as Alertmanager's templates: first what and how bad, then since when and what to do. Written without what the newest Alertmanager alone knows, since others bring their own.
 */

/** The most alerts that one message lists; the headline counts all. Telegram takes 4,096 characters, and Alertmanager sends none of a longer HTML message. */
const LISTED = { telegram: { firing: 14, over: 8 }, email: { firing: 50, over: 50 } } as const;

const summary = (most: number): string => `{{ printf "%.${most}s" (or .Annotations.summary .Annotations.message .Labels.alertname) }}`;
const TIME = '.UTC.Format "2 Jan 15:04"';
const SINCE = `(since {{ .StartsAt${TIME} }} UTC)`;
const LASTED = `({{ .StartsAt${TIME} }} to {{ .EndsAt${TIME} }} UTC)`;

/** Each service once: alerts of a group are sorted by their labels. */
const services = '{{ $last := "" }}{{ range (or .Alerts.Firing .Alerts) }}{{ with .Labels.service }}{{ if ne . $last }}{{ if $last }},{{ else }} in{{ end }} {{ . }}{{ $last = . }}{{ end }}{{ end }}{{ end }}';
const place = '{{ range (.GroupLabels.Remove (stringSlice "alertname")).Values }} [{{ . }}]{{ end }}';

/** `CRITICAL: No instance of ingest is seen`, or `CRITICAL: PartitionStalled, 13 in embeddings, ingest`; `RESOLVED: …` when all are over. */
const headline = [
  '{{ if eq .Status "firing" }}{{ or .CommonLabels.severity "alert" | toUpper }}{{ else }}RESOLVED{{ end }}: ',
  `{{ if eq (len .Alerts) 1 }}{{ with index .Alerts 0 }}${summary(150)}{{ end }}{{ else }}{{ or .GroupLabels.alertname "alerts" }}, `,
  `{{ if eq .Status "firing" }}{{ len .Alerts.Firing }}{{ else }}{{ len .Alerts }}{{ end }}${services}{{ end }}${place}`,
].join('');

/** What all alerts say alike stands above them, once. */
const common = (annotation: 'description' | 'runbook_url', shown: string): string => `{{ if eq .Status "firing" }}{{ with .CommonAnnotations.${annotation} }}${shown}{{ end }}{{ end }}`;
const own = (annotation: 'description' | 'runbook_url', shown: string): string =>
  `{{ if not $.CommonAnnotations.${annotation} }}{{ with .Annotations.${annotation} }}${shown}{{ end }}{{ end }}`;

/** The first of some alerts, and a word on the others. */
const listed = (alerts: 'Firing' | 'Resolved', most: number, each: string, more: string): string =>
  `{{ range $i, $alert := .Alerts.${alerts} }}{{ if lt $i ${most} }}${each}{{ else if eq $i ${most} }}${more}{{ end }}{{ end }}`;

/** HTML as Telegram reads it; values are escaped. One alert has its description, many are told by their summaries. */
export const telegramMessage = [
  `<b>${headline}</b>`,
  '{{ if eq .Status "firing" }}{{ with .CommonAnnotations.runbook_url }}\nWhat to do: {{ printf "%.200s" . }}{{ end }}',
  '{{ if eq (len .Alerts) 1 }}{{ with .CommonAnnotations.description }}\n{{ printf "%.400s" . }}{{ end }}{{ end }}{{ end }}',
  listed('Firing', LISTED.telegram.firing, `\n- ${summary(100)} ${SINCE}`, '\n- and more'),
  '{{ if and .Alerts.Firing .Alerts.Resolved }}\nOver:{{ end }}',
  listed('Resolved', LISTED.telegram.over, `\n- ${summary(100)} ${LASTED}`, '\n- and more'),
].join('');

export const emailSubject = headline;

const others = '.Labels.Remove (stringSlice "alertname" "severity" "prometheus" "prometheus_replica")';

export const emailText = [
  headline,
  common('description', '\n{{ . }}'),
  common('runbook_url', '\nWhat to do: {{ . }}'),
  listed('Firing', LISTED.email.firing, [
    `\n\n${summary(300)} ${SINCE}`, own('description', '\n{{ . }}'), own('runbook_url', '\nWhat to do: {{ . }}'),
    `\n{{ range (${others}).SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}`,
  ].join(''), '\n\nand more'),
  '{{ if and .Alerts.Firing .Alerts.Resolved }}\n\nOver:{{ end }}',
  listed('Resolved', LISTED.email.over, `\n- ${summary(300)} ${LASTED}`, '\n- and more'),
  '\n',
].join('');

const colour = '{{ if ne .Status "firing" }}#1b6e3c{{ else if eq .CommonLabels.severity "critical" }}#b00020{{ else }}#8a5a00{{ end }}';
const link = (url: string, text: string): string => `{{ if match "^https?://" ${url} }}<a href="{{ ${url} }}">${text}</a>{{ else }}${text}: {{ ${url} }}{{ end }}`;

export const emailHtml = [
  '<!doctype html>\n<html><body style="font:16px/1.45 sans-serif;color:#222;max-width:40em;margin:0;padding:16px">',
  `\n<h1 style="font-size:19px;margin:0 0 16px;color:${colour}">${headline}</h1>`,
  common('description', '\n<p>{{ . }}</p>'),
  common('runbook_url', `\n<p>${link('.', 'What to do')}</p>`),
  listed('Firing', LISTED.email.firing, [
    `\n<p style="border-left:4px solid #ccc;padding-left:12px;margin:0 0 16px"><b>${summary(300)}</b> ${SINCE}`,
    own('description', '<br>{{ . }}'),
    own('runbook_url', `<br>${link('.', 'What to do')}`),
    `{{ with .GeneratorURL }}<br>${link('.', 'In Prometheus')}{{ end }}`,
    `<br><small style="color:#666">{{ range (${others}).SortedPairs }}{{ .Name }}={{ .Value }} {{ end }}</small></p>`,
  ].join(''), '\n<p>and more</p>'),
  '{{ if .Alerts.Resolved }}{{ if .Alerts.Firing }}\n<p>Over:</p>{{ end }}\n<ul>{{ end }}',
  listed('Resolved', LISTED.email.over, `\n<li>${summary(300)} ${LASTED}</li>`, '\n<li>and more</li>'),
  '{{ if .Alerts.Resolved }}\n</ul>{{ end }}\n</body></html>\n',
].join('');
