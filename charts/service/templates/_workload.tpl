{{/* Pod Security "restricted"; written are /data and /tmp alone. */}}
{{- define "service.pod" -}}
metadata:
  labels:
    {{- include "service.selector" . | nindent 4 }}
    app.kubernetes.io/component: service
    app.kubernetes.io/part-of: streamforge
    {{- with .values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # A changed setting starts new pods.
    checksum/settings: {{ include "service.settings" . | sha256sum }}
    {{- with .values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ .name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ include "service.grace" . }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  {{- with .values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.priorityClassName }}
  priorityClassName: {{ . | quote }}
  {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- $selector := include "service.selector" . | fromYaml }}
  topologySpreadConstraints:
    {{- range .values.spread }}
    - {{- mergeOverwrite (dict "labelSelector" (dict "matchLabels" $selector)) . | toYaml | nindent 6 }}
    {{- end }}
  containers:
    - name: {{ .contract.name }}
      image: {{ include "service.image" . | quote }}
      imagePullPolicy: {{ .values.image.pullPolicy }}
      ports:
        - { name: http, containerPort: {{ int .contract.http.port }}, protocol: TCP }
      envFrom:
        - configMapRef: { name: {{ .name }} }
      env:
        {{- include "service.environment" . | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      startupProbe:
        httpGet: { path: {{ .contract.http.live }}, port: http }
        periodSeconds: 2
        failureThreshold: {{ div (int .values.startupSeconds) 2 }}
      livenessProbe:
        httpGet: { path: {{ .contract.http.live }}, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: {{ .contract.http.ready }}, port: http }
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      volumeMounts:
        - { name: data, mountPath: /data }
        - { name: tmp, mountPath: /tmp }
  volumes:
    - name: data
      emptyDir: { sizeLimit: {{ .values.scratch.data | quote }} }
    - name: tmp
      emptyDir: { sizeLimit: {{ .values.scratch.tmp | quote }} }
{{- end -}}

{{- define "service.workload" -}}
{{- if .values.canary.enabled -}}
apiVersion: argoproj.io/v1alpha1
kind: Rollout
{{- else -}}
apiVersion: apps/v1
kind: Deployment
{{- end }}
metadata:
  {{- include "service.metadata" . | nindent 2 }}
  annotations:
    reloader.stakater.com/auto: {{ .values.reloader | quote }}
spec:
  {{- if not .values.autoscaling.enabled }}
  replicas: {{ if kindIs "invalid" .values.replicas }}{{ max 1 (int .contract.replicas.least) }}{{ else }}{{ int .values.replicas }}{{ end }}
  {{- end }}
  revisionHistoryLimit: 5
  {{- if .values.canary.enabled }}
  # A version that does not become ready is taken back.
  progressDeadlineAbort: true
  {{- end }}
  selector:
    matchLabels:
      {{- include "service.selector" . | nindent 6 }}
  strategy:
    {{- if .values.canary.enabled }}
    canary:
      maxUnavailable: 0
      maxSurge: 1
      steps:
        {{- toYaml .values.canary.steps | nindent 8 }}
    {{- else }}
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
    {{- end }}
  template:
    {{- include "service.pod" . | nindent 4 }}
{{- end -}}

{{- define "service.target" -}}
{{- if .values.canary.enabled -}}
apiVersion: argoproj.io/v1alpha1
kind: Rollout
{{- else -}}
apiVersion: apps/v1
kind: Deployment
{{- end }}
name: {{ .name }}
{{- end -}}
