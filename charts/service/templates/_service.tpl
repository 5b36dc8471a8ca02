{{- define "service.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "service.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "service.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ int .contract.http.port }}, targetPort: http, protocol: TCP }
{{- end -}}

{{- define "service.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "service.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .values.disruption.maxUnavailable }}
  # A pod that never gets ready must not hold up a node's drain.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "service.selector" . | nindent 6 }}
{{- end -}}

{{- define "service.monitor" -}}
{{- if .values.monitoring.enabled -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "service.metadata" . | nindent 2 }}
  {{- with .values.monitoring.labels }}
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  selector:
    matchLabels:
      {{- include "service.selector" . | nindent 6 }}
  endpoints:
    - port: http
      interval: {{ .values.monitoring.interval | quote }}
      {{- toYaml .contract.scrape | nindent 6 }}
      {{- if .values.monitoring.apiKeySecret.name }}
      authorization:
        type: Bearer
        credentials: { name: {{ tpl .values.monitoring.apiKeySecret.name .root | quote }}, key: {{ .values.monitoring.apiKeySecret.key | quote }} }
      {{- end }}
{{- end -}}
{{- end -}}
