{{/*
Everything of a service. Values are the library's with what a chart says below `service`, then `global.services`, then what is said of the
service itself; each later one wins.
*/}}
{{- define "service.all" -}}
{{- $shared := dig "services" dict (default dict .Values.global) -}}
{{- $values := mergeOverwrite (deepCopy (omit .Values.service "global")) (deepCopy $shared) (deepCopy (omit .Values "service" "global" "enabled")) -}}
{{- $contract := .Files.Get "generated/contract.yaml" | fromYaml -}}
{{- $root := . -}}
{{- $named := dict "Values" $values "Chart" .Chart "Release" .Release -}}
{{- $context := dict "root" $root "values" $values "contract" $contract "name" (include "service.fullname" $named) "own" (default dict .Values.stores) -}}
{{- $_ := set $context "stores" (include "service.stores" $context | fromJson) -}}
{{- include "service.checks" $context -}}
{{- range $part := list "account" "config" "workload" "service" "disruption" "network" "monitor" "scaling" }}
{{- with include (printf "service.%s" $part) $context | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end -}}
