{{/* Settings that are no secret. */}}
{{- define "service.settings" -}}
STREAMFORGE_HTTP_HOST: 0.0.0.0
STREAMFORGE_HTTP_PORT: {{ int .contract.http.port | quote }}
STREAMFORGE_DRAIN_SECONDS: {{ include "service.drain" . | quote }}
{{- range .stores }}
{{ .settings }}_URL: {{ .url | quote }}
{{- if and .user (not .userKey) }}
{{ .settings }}_USER: {{ .user | quote }}
{{- end }}
{{- end }}
{{- range $name, $value := omit .values.settings "STREAMFORGE_DRAIN_SECONDS" }}
{{ $name }}: {{ include "service.word" $value | quote }}
{{- end }}
{{- end -}}

{{- define "service.config" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "service.metadata" . | nindent 2 }}
data:
  {{- include "service.settings" . | nindent 2 }}
{{- end -}}

{{/* What is read from Secrets, from files of a Vault agent, and from the pod itself. */}}
{{- define "service.environment" -}}
{{- $context := . -}}
- name: POD_IP
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
# Prometheus calls pods by their address.
- name: STREAMFORGE_HTTP_HOSTS
  value: {{ concat (list "$(POD_IP)" .name (printf "%s.%s" .name .root.Release.Namespace) (printf "%s.%s.svc" .name .root.Release.Namespace) (printf "%s.%s.svc.cluster.local" .name .root.Release.Namespace)) .values.hosts | join "," | quote }}
{{- range .stores }}
{{- if .userKey }}
- name: {{ .settings }}_USER
  valueFrom: { secretKeyRef: { name: {{ .secret | quote }}, key: {{ .userKey | quote }} } }
{{- end }}
{{- if and .secret (not (hasKey $context.values.secretFiles (printf "%s_PASSWORD" .settings))) }}
- name: {{ .settings }}_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ .secret | quote }}, key: {{ .passwordKey | quote }} } }
{{- end }}
{{- if .authority.secret }}
- name: {{ .settings }}_CA
  valueFrom: { secretKeyRef: { name: {{ tpl .authority.secret $context.root | quote }}, key: {{ default "ca.crt" .authority.key | quote }} } }
{{- end }}
{{- end }}
{{- if .values.existingSecret }}
{{- range .contract.environment }}
{{- if and .secret (not (hasKey $context.values.secretFiles .name)) (not (regexMatch "^(EVENT_LOG|DOCUMENTS|RELATIONAL|OBJECTS|VECTORS)_" .name)) }}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ tpl $context.values.existingSecret $context.root | quote }}, key: {{ .name }}, optional: {{ ne .name "STREAMFORGE_API_KEYS" }} } }
{{- end }}
{{- end }}
{{- end }}
{{- range $name, $file := .values.secretFiles }}
- name: {{ $name }}_FILE
  value: {{ $file | quote }}
{{- end }}
{{- with .values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
