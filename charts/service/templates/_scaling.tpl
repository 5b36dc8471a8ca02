{{- define "service.scaling" -}}
{{- if .values.autoscaling.enabled -}}
{{- if .contract.scaledObject -}}
{{ include "service.authentications" . }}
{{ include "service.scaled-object" . }}
{{- else -}}
{{ include "service.load-scaler" . }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "service.load-scaler" -}}
{{- $given := dict "minReplicas" (include "service.least" . | int) "maxReplicas" (include "service.most" . | int) "scaleTargetRef" (include "service.target" . | fromYaml) -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "service.metadata" . | nindent 2 }}
spec:
  {{- mergeOverwrite (deepCopy .contract.horizontalPodAutoscaler) $given | toYaml | nindent 2 }}
{{- end -}}

{{/* KEDA asks from a namespace of its own, where a bare name of a Service is nobody's. */}}
{{- define "service.outside" -}}
{{- $hosts := list -}}
{{- range $host := splitList "," .hosts -}}
{{- $named := regexReplaceAll "^([^.:]+)(:[0-9]+)?$" $host (printf "${1}.%s.svc${2}" $.root.Release.Namespace) -}}
{{- $hosts = append $hosts (regexReplaceAll "^[^:]+$" $named (print "${0}" $.port)) -}}
{{- end -}}
{{- join "," $hosts -}}
{{- end -}}

{{/* The contract's triggers, with the servers that values name. */}}
{{- define "service.scaled-object" -}}
{{- $context := . -}}
{{- $spec := deepCopy .contract.scaledObject -}}
{{- $least := include "service.least" . | int -}}{{- $most := include "service.most" . | int -}}
{{- $_ := set $spec "minReplicaCount" $least -}}
{{- $_ := set $spec "maxReplicaCount" $most -}}
{{- $_ := set $spec.fallback "replicas" (max $least (int $spec.fallback.replicas)) -}}
{{- $_ := set $spec "scaleTargetRef" (include "service.target" . | fromYaml) -}}
{{- range $trigger := $spec.triggers -}}
{{- $_ := set $trigger "authenticationRef" (dict "name" (index $context.values.autoscaling.authentication $trigger.type | default (printf "%s-%s" $context.name $trigger.type))) -}}
{{- if eq $trigger.type "kafka" -}}
{{- $events := $context.stores.events -}}
{{- $prefix := regexFind "[?&]prefix=[^&]*" $events.url | regexFind "[^=]*$" -}}
{{- $_ := set $trigger.metadata "bootstrapServers" (include "service.outside" (dict "hosts" $events.hosts "port" ":9092" "root" $context.root)) -}}
{{- $_ := set $trigger.metadata "sasl" "scram_sha512" -}}
{{- $_ := set $trigger.metadata "tls" (ternary "enable" "disable" $events.tls) -}}
{{- with index $context.values.autoscaling.lagThresholds $trigger.metadata.topic -}}
{{- $_ := set $trigger.metadata "lagThreshold" (toString (int64 .)) -}}
{{- end -}}
{{- range $key := list "topic" "consumerGroup" -}}
{{- $_ := set $trigger.metadata $key (print $prefix (index $trigger.metadata $key)) -}}
{{- end -}}
{{- else -}}
{{- $ledger := $context.stores.relational -}}
{{- $_ := set $trigger.metadata "host" (include "service.outside" (dict "hosts" (regexReplaceAll ":[0-9]+$" $ledger.hosts "") "port" "" "root" $context.root)) -}}
{{- $_ := set $trigger.metadata "port" (toString (int (first $ledger.ports))) -}}
{{- $_ := set $trigger.metadata "dbName" $ledger.path -}}
{{- with regexFind "[?&]schema=[^&]*" $ledger.url | regexFind "[^=]*$" -}}
{{- $_ := set $trigger.metadata "query" (replace " FROM jobs " (printf " FROM %s.jobs " .) $trigger.metadata.query) -}}
{{- end -}}
{{- $_ := set $trigger.metadata "sslmode" (ternary "require" "disable" $ledger.tls) -}}
{{- end -}}
{{- end -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "service.metadata" . | nindent 2 }}
spec:
  {{- toYaml $spec | nindent 2 }}
{{- end -}}

{{/* KEDA comes in as the service does: names from its environment, secrets from where it has them. */}}
{{- define "service.authentications" -}}
{{- $context := . -}}
{{- range $need := .contract.triggerAuthentications -}}
{{- if not (index $context.values.autoscaling.authentication $need.trigger) -}}
{{- $store := index $context.stores (ternary "events" "relational" (eq $need.trigger "kafka")) -}}
{{- $open := list -}}{{- $secret := list -}}
{{- range $need.parameters -}}
{{- if hasSuffix "_USER" .setting -}}
{{- $open = append $open (dict "parameter" .parameter "name" .setting "containerName" $context.contract.name) -}}
{{- else if and (hasSuffix "_PASSWORD" .setting) $store.secret -}}
{{- $secret = append $secret (dict "parameter" .parameter "name" $store.secret "key" $store.passwordKey) -}}
{{- else if and (hasSuffix "_CA" .setting) $store.authority.secret -}}
{{- $secret = append $secret (dict "parameter" .parameter "name" (tpl $store.authority.secret $context.root) "key" (default "ca.crt" $store.authority.key)) -}}
{{- end -}}
{{- end }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ $context.name }}-{{ $need.trigger }}
  namespace: {{ $context.root.Release.Namespace }}
  labels:
    {{- include "service.labels" $context | nindent 4 }}
spec:
  env:
    {{- toYaml $open | nindent 4 }}
  {{- with $secret }}
  secretTargetRef:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
---
{{- end -}}
