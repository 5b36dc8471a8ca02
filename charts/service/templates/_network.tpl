{{/* Everything is denied save for the edges of the contract; values only say where each peer is. */}}
{{- define "service.network" -}}
{{- $context := . -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "service.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "service.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- $from := list }}
  {{- range .contract.network.ingress }}{{ $from = concat $from (list (index $context.values.network .from)) }}{{ end }}
  {{- with compact $from }}
  ingress:
    {{- range . }}
    - from:
        {{- toYaml . | nindent 8 }}
      ports: [{ protocol: TCP, port: http }]
    {{- end }}
  {{- end }}
  egress:
    {{- range $edge := .contract.network.egress }}
    {{- if eq $edge.to "dns" }}
    - to:
        {{- toYaml $context.values.network.dns | nindent 8 }}
      ports:
        {{- range $edge.ports }}
        - { protocol: {{ .protocol }}, port: {{ int $context.values.network.dnsPort }} }
        {{- end }}
    {{- else if $edge.optional }}
    {{- with index $context.values.settings $edge.setting }}
    - to:
        {{- toYaml (index $context.values.network.outsiders $edge.to) | nindent 8 }}
      ports: [{ protocol: TCP, port: {{ regexFind "//[^/]*" . | regexFind ":[0-9]+$" | trimPrefix ":" | default (ternary 80 443 (hasPrefix "http:" .)) }} }]
    {{- end }}
    {{- else }}
    {{- $store := index $context.stores $edge.to }}
    - to:
        {{- toYaml (index $context.values.network.servers $store.server) | nindent 8 }}
      ports:
        {{- range $store.ports }}
        - { protocol: TCP, port: {{ int . }} }
        {{- end }}
    {{- end }}
    {{- end }}
{{- end -}}
