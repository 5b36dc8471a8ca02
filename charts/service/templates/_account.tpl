{{- define "service.account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "service.metadata" . | nindent 2 }}
  {{- with .values.serviceAccount.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}
