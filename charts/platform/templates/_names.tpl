{{- define "platform.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: streamforge
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* Metadata of `dict "root" $ "name" … "wave" … "keep" true`: waves order what ArgoCD applies, and what holds data outlives its release. */}}
{{- define "platform.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "platform.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  argocd.argoproj.io/sync-wave: {{ .wave | quote }}
  {{- if .keep }}
  helm.sh/resource-policy: keep
  argocd.argoproj.io/sync-options: Prune=false,Delete=false
  {{- end }}
  {{- with .annotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* Names are looked up where services look them up. */}}
{{- define "platform.dns" -}}
{{- $network := mergeOverwrite (pick .Values.service.network "dns" "dnsPort") (dig "services" "network" dict (default dict .Values.global)) -}}
- to:
    {{- toYaml $network.dns | nindent 4 }}
  ports: [{ protocol: UDP, port: {{ int $network.dnsPort }} }, { protocol: TCP, port: {{ int $network.dnsPort }} }]
{{- end -}}

{{- define "platform.api-server" -}}
- to:
    {{- toYaml .Values.network.apiServer | nindent 4 }}
  ports:
    {{- range .Values.network.apiServerPorts }}
    - { protocol: TCP, port: {{ int . }} }
    {{- end }}
{{- end -}}

{{- define "platform.pod-security" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "platform.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "platform.storage" -}}
accessModes: [ReadWriteOnce]
resources: { requests: { storage: {{ .size | quote }} } }
{{- with .class }}
storageClassName: {{ . | quote }}
{{- end }}
{{- end -}}

{{/*
Every service of the contract: they may be releases of their own, and then this one has to let them in all the same. contracts/ links to what
is generated into each service's chart.
*/}}
{{- define "platform.services" -}}
{{- $services := list -}}
{{- range $path, $_ := .Files.Glob "contracts/*.yaml" -}}
{{- $services = append $services (pick ($.Files.Get $path | fromYaml) "name" "stores") -}}
{{- end -}}
{{- toJson $services -}}
{{- end -}}
