{{/* A value as it was written: helm reads each number as one with a point, and shows a large one with an exponent. */}}
{{- define "service.word" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ toString . }}{{- end -}}
{{- end -}}

{{/*
What a word must look like that Kubernetes reads, and what to write where it doesn't. Takes a list of `list path form value`; an empty value is for
others to say. Helm's schema tells a pattern, this a sentence.
*/}}
{{- define "service.forms" -}}
{{- $name := "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?" -}}
{{- $forms := dict
  "quantity" (list "[0-9]+(\\.[0-9]+)?(m|k|[KMGTPE]i?)?" "a quantity, such as 1Gi, or 250m of a processor")
  "name" (list $name "the name of an object: lower-case letters, digits, dots and dashes")
  "short" (list "[a-z]([-a-z0-9]{0,50}[a-z0-9])?" "at most 52 lower-case letters, digits and dashes, a letter first")
  "key" (list "[-._a-zA-Z0-9]{1,253}" "the name of a key in a Secret: letters, digits, dots, dashes and underscores")
  "duration" (list "([0-9]+(ms|[smh]))+" "a duration, such as 15s")
  "registry" (list "[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*" "a registry and a folder in it, such as registry.example.com/team, without https://")
  "repository" (list "[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*" "an image's name without registry and version, such as streamforge/ingest")
  "tag" (list "[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}" "a version, such as 1.2.3")
  "host" (list "[a-z0-9]([-a-z0-9.]*[a-z0-9])?" "a host's name without scheme and port")
  "file" (list "/[^\n]+" "the path of a file, which starts with /")
  "label" (list "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?" "the name of a label: letters, digits, dashes, dots and underscores, perhaps with a domain and / before it")
  "labelled" (list "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?" "at most 63 letters, digits, dashes, dots and underscores")
  "pods" (list "([0-9]+|[0-9]{1,2}%|100%)" "how many pods, such as 1, or a share of them, such as 25%")
-}}
{{- $wrong := list -}}
{{- range $each := . -}}
{{- $form := index $forms (index $each 1) -}}
{{- $value := index $each 2 -}}
{{- $word := include "service.word" $value -}}
{{- if and (not (kindIs "invalid" $value)) (ne $word "") (not (regexMatch (printf "^%s$" (first $form)) $word)) -}}
{{- $wrong = append $wrong (printf "%s is %q: write %s" (first $each) $word (last $form)) -}}
{{- end -}}
{{- end -}}
{{- toJson $wrong -}}
{{- end -}}

{{/* A quantity as a number, so that two can be compared; 0 where it is none. */}}
{{- define "service.amount" -}}
{{- $word := include "service.word" . -}}
{{- $units := dict "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "Pi" 1125899906842624.0 "Ei" 1152921504606846976.0 -}}
{{- mulf (regexFind "^[0-9]+([.][0-9]+)?" $word | default "0" | float64) (index $units (regexFind "[a-zA-Z]+$" $word) | default 1.0) -}}
{{- end -}}

{{/* Nobody may be promised more than it may take. Takes `path` and `resources`. */}}
{{- define "service.promises" -}}
{{- $wrong := list -}}{{- $path := .path -}}{{- $limits := .resources.limits | default dict -}}
{{- range $resource, $asked := .resources.requests -}}
{{- $most := index $limits $resource -}}
{{- if and $most (gt (include "service.amount" $asked | float64) (include "service.amount" $most | float64)) -}}
{{- $wrong = append $wrong (printf "%s.requests.%s is %v, more than %s.limits.%s, which is %v: write at most that" $path $resource $asked $path $resource $most) -}}
{{- end -}}
{{- end -}}
{{- toJson $wrong -}}
{{- end -}}

{{/* Every word of a service's values that has a form. */}}
{{- define "service.checks.forms" -}}
{{- $values := .values -}}
{{- $wrong := list -}}
{{- range $path, $value := dict "image.registry" $values.image.registry "scratch.data" $values.scratch.data "scratch.tmp" $values.scratch.tmp "monitoring.interval" $values.monitoring.interval -}}
{{- if not $value -}}{{- $wrong = append $wrong (printf "%s is empty: leave it out, or write what it is" $path) -}}{{- end -}}
{{- end -}}
{{- $given := list
  (list "image.registry" "registry" $values.image.registry) (list "image.repository" "repository" $values.image.repository) (list "image.tag" "tag" $values.image.tag)
  (list "scratch.data" "quantity" $values.scratch.data) (list "scratch.tmp" "quantity" $values.scratch.tmp)
  (list "monitoring.interval" "duration" $values.monitoring.interval) (list "disruption.maxUnavailable" "pods" $values.disruption.maxUnavailable)
  (list "existingSecret" "name" (tpl $values.existingSecret .root)) (list "priorityClassName" "name" $values.priorityClassName)
  (list "fullnameOverride" "short" $values.fullnameOverride)
  (list "monitoring.apiKeySecret.name" "name" (tpl $values.monitoring.apiKeySecret.name .root)) (list "monitoring.apiKeySecret.key" "key" $values.monitoring.apiKeySecret.key)
-}}
{{- range $trigger, $name := $values.autoscaling.authentication -}}{{- $given = append $given (list (print "autoscaling.authentication." $trigger) "name" $name) -}}{{- end -}}
{{- range $what, $amounts := pick $values.resources "requests" "limits" -}}
{{- range $resource, $amount := $amounts -}}{{- $given = append $given (list (printf "resources.%s.%s" $what $resource) "quantity" $amount) -}}{{- end -}}
{{- end -}}
{{- $wrong = concat $wrong (include "service.promises" (dict "path" "resources" "resources" $values.resources) | fromJsonArray) -}}
{{- range $label, $word := $values.podLabels -}}{{- $given = append $given (list "a label in podLabels" "label" $label) -}}{{- $given = append $given (list (print "podLabels." $label) "labelled" $word) -}}{{- end -}}
{{- range $at, $secret := $values.image.pullSecrets -}}{{- $given = append $given (list (printf "image.pullSecrets.%d.name" $at) "name" $secret.name) -}}{{- end -}}
{{- range $at, $host := $values.hosts -}}{{- $given = append $given (list (printf "hosts.%d" $at) "host" $host) -}}{{- end -}}
{{- range $setting, $file := $values.secretFiles -}}{{- $given = append $given (list (print "secretFiles." $setting) "file" $file) -}}{{- end -}}
{{- range $port, $store := .stores -}}
{{- $given = concat $given (list
  (list (printf "stores.%s.existingSecret" $port) "name" $store.secret) (list (printf "stores.%s.passwordKey" $port) "key" $store.passwordKey) (list (printf "stores.%s.userKey" $port) "key" $store.userKey)
  (list (printf "stores.%s.authority.secret" $port) "name" (tpl (default "" $store.authority.secret) $.root)) (list (printf "stores.%s.authority.key" $port) "key" $store.authority.key)) -}}
{{- range $number := $store.ports -}}
{{- if or (gt (int $number) 65535) (and (eq (int $number) 0) (regexMatch ":0+(,|$)" $store.hosts)) -}}{{- $wrong = append $wrong (printf "stores.%s.url has the port %d: write one from 1 to 65535" $port (int $number)) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- concat $wrong (include "service.forms" $given | fromJsonArray) | toJson -}}
{{- end -}}
