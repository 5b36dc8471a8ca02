{{/* Name of everything of a release: the release's when it says the service already, else both. */}}
{{- define "service.fullname" -}}
{{- $own := index .Values "fullnameOverride" -}}
{{- if $own -}}
{{- $own -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What pods are selected by: can't change once a Deployment exists. */}}
{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .contract.name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/component: service
app.kubernetes.io/part-of: streamforge
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "service.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "service.labels" . | nindent 2 }}
{{- end -}}

{{/* A digest wins over a tag; a tag that moves is refused by the checks. */}}
{{- define "service.image" -}}
{{- $image := .values.image -}}
{{- $repository := default (printf "streamforge/%s" .contract.name) $image.repository -}}
{{- if $image.digest -}}
{{- printf "%s/%s@%s" $image.registry $repository $image.digest -}}
{{- else -}}
{{- printf "%s/%s:%s" $image.registry $repository (default .root.Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Seconds that the app is given to drain: its setting, or the contract's. */}}
{{- define "service.drain" -}}
{{- if hasKey .values.settings "STREAMFORGE_DRAIN_SECONDS" -}}{{ include "service.word" .values.settings.STREAMFORGE_DRAIN_SECONDS | int }}{{- else -}}{{ int .contract.grace.drainSeconds }}{{- end -}}
{{- end -}}

{{- define "service.grace" -}}
{{- $beyond := sub (int .contract.grace.terminationSeconds) (int .contract.grace.drainSeconds) -}}
{{- default (add (include "service.drain" . | int) $beyond) .values.terminationGracePeriodSeconds | int -}}
{{- end -}}

{{- define "service.most" -}}
{{- if kindIs "invalid" .values.autoscaling.maxReplicas -}}{{ int .contract.replicas.most }}{{- else -}}{{ int .values.autoscaling.maxReplicas }}{{- end -}}
{{- end -}}

{{- define "service.least" -}}
{{- if kindIs "invalid" .values.autoscaling.minReplicas -}}{{ min (int .contract.replicas.least) (include "service.most" . | int) }}{{- else -}}{{ int .values.autoscaling.minReplicas }}{{- end -}}
{{- end -}}
