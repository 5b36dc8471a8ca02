{{/*
A store of one instance: account, volumes, StatefulSet, Service, budget and network edges. Volumes are objects of their own, so that values can make
them larger (a StatefulSet's templates never change) and they outlive the release. Takes `root`, `name`, `values` (image, resources), `user`,
`port`, `health` (a probe), `volumes` (name, path, storage), `scratch` (name, path), `env`, `args`, `role` and `server` of the contract.
*/}}
{{- define "platform.stateful" -}}
{{- $store := . -}}
{{- $full := printf "streamforge-%s" .name -}}
{{- $labels := dict "app.kubernetes.io/name" .name "app.kubernetes.io/component" "store" -}}
{{- $selector := dict "app.kubernetes.io/name" .name "app.kubernetes.io/instance" .root.Release.Name -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "platform.metadata" (dict "root" .root "name" $full "wave" "-20" "labels" $labels) | nindent 2 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Service
metadata:
  {{- include "platform.metadata" (dict "root" .root "name" $full "wave" "-20" "labels" $labels) | nindent 2 }}
spec:
  clusterIP: None
  selector:
    {{- toYaml $selector | nindent 4 }}
  ports:
    - { name: server, port: {{ .port }}, targetPort: server, protocol: TCP }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "platform.metadata" (dict "root" .root "name" $full "wave" "-20" "labels" $labels) | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- toYaml $selector | nindent 6 }}
{{- range .volumes }}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  {{- include "platform.metadata" (dict "root" $store.root "name" (printf "%s-%s" $full .name) "wave" "-20" "keep" true "labels" $labels) | nindent 2 }}
spec:
  {{- include "platform.storage" .storage | nindent 2 }}
{{- end }}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  {{- include "platform.metadata" (dict "root" .root "name" $full "wave" "-20" "labels" $labels "annotations" (dict "reloader.stakater.com/auto" "true")) | nindent 2 }}
spec:
  replicas: 1
  serviceName: {{ $full }}
  selector:
    matchLabels:
      {{- toYaml $selector | nindent 6 }}
  template:
    metadata:
      labels:
        {{- toYaml (merge dict $selector $labels (dict "app.kubernetes.io/part-of" "streamforge")) | nindent 8 }}
    spec:
      serviceAccountName: {{ $full }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      securityContext:
        {{- include "platform.pod-security" .user | nindent 8 }}
      containers:
        - name: {{ .name }}
          image: {{ .values.image | quote }}
          {{- with .args }}
          args: {{ toJson . }}
          {{- end }}
          env:
            {{- toYaml .env | nindent 12 }}
          ports:
            - { name: server, containerPort: {{ .port }}, protocol: TCP }
          securityContext:
            {{- include "platform.container-security" . | nindent 12 }}
          startupProbe:
            {{- toYaml (merge (dict "periodSeconds" 5 "failureThreshold" 60) .health) | nindent 12 }}
          livenessProbe:
            {{- toYaml (merge (dict "periodSeconds" 15 "timeoutSeconds" 5 "failureThreshold" 6) .health) | nindent 12 }}
          readinessProbe:
            {{- toYaml (merge (dict "periodSeconds" 10 "timeoutSeconds" 5) .health) | nindent 12 }}
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          volumeMounts:
            {{- range .volumes }}
            - { name: {{ .name }}, mountPath: {{ .path }} }
            {{- end }}
            {{- range .scratch }}
            - { name: {{ .name }}, mountPath: {{ .path }} }
            {{- end }}
      volumes:
        {{- range .volumes }}
        - name: {{ .name }}
          persistentVolumeClaim: { claimName: {{ $full }}-{{ .name }} }
        {{- end }}
        {{- range .scratch }}
        - name: {{ .name }}
          emptyDir: { sizeLimit: 1Gi }
        {{- end }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "platform.metadata" (dict "root" .root "name" $full "wave" "-20" "labels" $labels) | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- toYaml $selector | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- include "platform.users" (dict "root" .root "server" .server) | nindent 8 }}
      ports: [{ protocol: TCP, port: server }]
{{- end -}}

{{/* The services that the contract grants a kind of server, as peers. */}}
{{- define "platform.users" -}}
{{- $server := .server -}}
{{- range include "platform.services" .root | fromJsonArray }}
{{- $uses := false -}}
{{- range .stores }}{{ if hasKey .servers $server }}{{ $uses = true }}{{ end }}{{ end }}
{{- if $uses }}
- podSelector: { matchLabels: { app.kubernetes.io/name: {{ .name }}, app.kubernetes.io/part-of: streamforge } }
{{- end }}
{{- end }}
{{- end -}}
