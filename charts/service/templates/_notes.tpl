{{- define "service.notes" -}}
{{- $contract := .Files.Get "generated/contract.yaml" | fromYaml -}}
{{ $contract.name }}: {{ $contract.says }}

  kubectl --namespace {{ .Release.Namespace }} get pods --selector app.kubernetes.io/name={{ $contract.name }}
  kubectl --namespace {{ .Release.Namespace }} port-forward service/{{ include "service.fullname" . }} {{ int $contract.http.port }}
  curl --header "Authorization: Bearer $key" 'http://127.0.0.1:{{ int $contract.http.port }}{{ $contract.http.ready }}?verbose'

$key is any API key; without one it says whether it is ready, and not why.

Not ready: docs/runbooks. Back to what ran before: helm rollback {{ .Release.Name }} --namespace {{ .Release.Namespace }}
{{- end -}}
