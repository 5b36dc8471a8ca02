{{/* Everything that is wrong with the values, said at once, each with what to write instead. */}}
{{- define "service.checks" -}}
{{- $wrong := concat (include "service.checks.stores" . | fromJsonArray) (include "service.checks.settings" . | fromJsonArray) (include "service.checks.scaling" . | fromJsonArray) (include "service.checks.pod" . | fromJsonArray) (include "service.checks.forms" . | fromJsonArray) -}}
{{- if $wrong -}}
{{- fail (printf "\n%s: %s\n" .contract.name (join (printf "\n%s: " .contract.name) $wrong)) -}}
{{- end -}}
{{- end -}}

{{- define "service.checks.stores" -}}
{{- $context := . -}}
{{- $wrong := list -}}
{{- range $port, $_ := .own -}}
{{- if not (hasKey $context.stores $port) -}}
{{- $wrong = append $wrong (printf "stores.%s is no store of this service: write one of %s" $port (keys $context.stores | sortAlpha | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- range $need := .contract.stores -}}
{{- $store := index $context.stores $need.port -}}
{{- $servers := keys $need.servers | sortAlpha -}}
{{- if not $store.url -}}
{{- $wrong = append $wrong (printf "stores.%s.url is missing: write the server's URL, such as %s+tls://host:%d" $need.port (first $servers) (index $need.servers (first $servers) | int)) -}}
{{- else if contains "@" $store.hosts -}}
{{- $wrong = append $wrong (printf "stores.%s.url has a user in it: write the user into stores.%s.user and the name of a Secret into stores.%s.existingSecret" $need.port $need.port $need.port) -}}
{{- else if regexMatch "(?i)[?&](password|passwd|pwd|secret|token|api[-_]?key)=" $store.url -}}
{{- $wrong = append $wrong (printf "stores.%s.url has a secret in it: write the name of a Secret into stores.%s.existingSecret" $need.port $need.port) -}}
{{- else if not (has $store.server $servers) -}}
{{- $wrong = append $wrong (printf "stores.%s.url is %s: write a URL that starts with %s, or the same with +tls before the colon" $need.port $store.url (join ":// or " $servers | printf "%s://")) -}}
{{- else if not $store.hosts -}}
{{- $wrong = append $wrong (printf "stores.%s.url names no host: write %s://host:%d" $need.port $store.scheme (index $need.servers $store.server | int)) -}}
{{- else -}}
{{- with regexFind "[?&]schema=[^&]*" $store.url | regexFind "[^=]*$" -}}
{{- if not (regexMatch "^[a-z_][a-z0-9_]{0,62}$" .) -}}
{{- $wrong = append $wrong (printf "stores.%s.url names the schema %s: write at most 63 lower-case letters, digits and _" $need.port .) -}}
{{- end -}}
{{- end -}}
{{- if not (index $context.values.network.servers $store.server) -}}
{{- $wrong = append $wrong (printf "network.servers.%s is empty: write where that server is, as peers of a NetworkPolicy, such as [{ipBlock: {cidr: 10.0.0.7/32}}]" $store.server) -}}
{{- end -}}
{{- if and (not $store.secret) (not (hasKey $context.values.secretFiles (printf "%s_PASSWORD" $store.settings))) -}}
{{- $wrong = append $wrong (printf "stores.%s.existingSecret is missing: write the name of the Secret that holds the password, or the file that a Vault agent writes into secretFiles.%s_PASSWORD" $need.port $store.settings) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $wrong -}}
{{- end -}}

{{- define "service.checks.settings" -}}
{{- $context := . -}}
{{- $wrong := list -}}
{{- $open := list -}}{{- $secret := list -}}
{{- range .contract.environment -}}{{- if .secret -}}{{- $secret = append $secret .name -}}{{- else -}}{{- $open = append $open .name -}}{{- end -}}{{- end -}}
{{- range $name, $given := .values.settings -}}
{{- $value := include "service.word" $given -}}
{{- if has $name (list "STREAMFORGE_HTTP_HOST" "STREAMFORGE_HTTP_PORT" "STREAMFORGE_HTTP_HOSTS") -}}
{{- $wrong = append $wrong (printf "settings.%s is set by the chart: leave it out; further names of the service belong into hosts" $name) -}}
{{- else if regexMatch "^(EVENT_LOG|DOCUMENTS|RELATIONAL|OBJECTS|VECTORS)_(URL|USER)$" $name -}}
{{- $wrong = append $wrong (printf "settings.%s is set by the chart: write it into stores" $name) -}}
{{- else if has $name $secret -}}
{{- $wrong = append $wrong (printf "settings.%s is a secret: write it into the Secret that existingSecret names" $name) -}}
{{- else if not (has $name $open) -}}
{{- $wrong = append $wrong (printf "settings.%s is no setting of this service: write one of those in docs/reference/configuration.md, or use extraEnv" $name) -}}
{{- end -}}
{{- range $context.contract.environment -}}
{{- if and (eq .name $name) (or (hasKey . "minimum") (hasKey . "maximum")) -}}
{{- if or (not (regexMatch "^-?[0-9]+$" $value)) (lt (int64 $value) (int64 (default -9007199254740991.0 .minimum))) (gt (int64 $value) (int64 (default 9007199254740991.0 .maximum))) -}}
{{- $wrong = append $wrong (printf "settings.%s is %s: write a whole number from %v to %v" $name $value (int64 (default 0 .minimum)) (int64 (default 9007199254740991.0 .maximum))) -}}
{{- end -}}
{{- end -}}
{{- if and (eq .name $name) .enum (not (has $value (default list .enum))) -}}
{{- $wrong = append $wrong (printf "settings.%s is %s: write one of %s%s" $name $value (join ", " .enum) (ternary ", in quotes, since YAML takes the bare word for true or false" "" (kindIs "bool" $given))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range .values.extraEnv -}}
{{- if has .name (concat $open $secret (list "POD_IP")) -}}
{{- $wrong = append $wrong (printf "extraEnv repeats %s: write it where the chart has a place for it: settings, stores, existingSecret or secretFiles" .name) -}}
{{- end -}}
{{- end -}}
{{- range $name, $_ := .values.secretFiles -}}
{{- if not (has $name $secret) -}}
{{- $wrong = append $wrong (printf "secretFiles.%s is no secret setting of this service: write one of %s" $name (join ", " $secret)) -}}
{{- end -}}
{{- end -}}
{{- if not (or .values.existingSecret (hasKey .values.secretFiles "STREAMFORGE_API_KEYS") (eq (toString (index .values.settings "STREAMFORGE_INSECURE")) "true")) -}}
{{- $wrong = append $wrong "existingSecret is missing: write the name of a Secret with the key STREAMFORGE_API_KEYS, or the file that a Vault agent writes into secretFiles.STREAMFORGE_API_KEYS" -}}
{{- end -}}
{{- range .contract.network.egress -}}
{{- if and .optional (index $context.values.settings .setting) (not (index $context.values.network.outsiders .to)) -}}
{{- $wrong = append $wrong (printf "network.outsiders.%s is empty, and settings.%s names that server: write where it is, as peers of a NetworkPolicy" .to .setting) -}}
{{- end -}}
{{- if and .optional (regexMatch "//[^/?#]*@" (index $context.values.settings .setting | default "")) -}}
{{- $wrong = append $wrong (printf "settings.%s has a user in it: write the URL without; what is secret has a setting of its own, which belongs into the Secret that existingSecret names" .setting) -}}
{{- end -}}
{{- if and .optional (gt (index $context.values.settings .setting | default "" | regexFind "//[^/]*" | regexFind ":[0-9]+$" | trimPrefix ":" | int) 65535) -}}
{{- $wrong = append $wrong (printf "settings.%s has a port above 65535: write one from 1 to 65535" .setting) -}}
{{- end -}}
{{- end -}}
{{- toJson $wrong -}}
{{- end -}}

{{- define "service.checks.scaling" -}}
{{- $wrong := list -}}
{{- $least := include "service.least" . | int -}}{{- $most := include "service.most" . | int -}}{{- $allowed := int .contract.replicas.most -}}
{{- $why := ternary "further instances would have no partition to read" "the contract says so" (not (not .contract.kafka.groups)) -}}
{{- if or (gt $most $allowed) (lt $most 1) -}}
{{- $wrong = append $wrong (printf "autoscaling.maxReplicas is %d: write a number from 1 to %d, since %s" $most $allowed $why) -}}
{{- end -}}
{{- if or (lt $least 0) (gt $least $most) -}}
{{- $wrong = append $wrong (printf "autoscaling.minReplicas is %d: write a number from 0 to maxReplicas, which is %d" $least $most) -}}
{{- else if and (eq $least 0) .contract.horizontalPodAutoscaler -}}
{{- $wrong = append $wrong "autoscaling.minReplicas is 0: write 1 or more, since this service grows on load and can't wake up from none" -}}
{{- end -}}
{{- if and (not (kindIs "invalid" .values.replicas)) (or (lt (int .values.replicas) 0) (gt (int .values.replicas) $allowed)) -}}
{{- $wrong = append $wrong (printf "replicas is %d: write a number from 0 to %d, since %s" (int .values.replicas) $allowed $why) -}}
{{- end -}}
{{- if .values.autoscaling.enabled -}}
{{- $files := .values.secretFiles -}}{{- $own := .values.autoscaling.authentication -}}
{{- range .contract.triggerAuthentications -}}
{{- $password := ternary "EVENT_LOG_PASSWORD" "RELATIONAL_PASSWORD" (eq .trigger "kafka") -}}
{{- if and (eq .trigger "postgresql") (not $.stores.relational.path) $.stores.relational.hosts -}}
{{- $wrong = append $wrong "stores.relational.url names no database, and KEDA asks for one by its name: write it behind the host, such as postgres://host:5432/streamforge" -}}
{{- end -}}
{{- if and (hasKey $files $password) (not (index $own .trigger)) -}}
{{- $wrong = append $wrong (printf "autoscaling.authentication.%s is missing, and KEDA can't read secretFiles.%s: write the name of a TriggerAuthentication that has the password" .trigger $password) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $topics := list -}}
{{- range dig "triggers" list (default dict .contract.scaledObject) -}}{{- if eq .type "kafka" -}}{{- $topics = append $topics .metadata.topic -}}{{- end -}}{{- end -}}
{{- range $topic, $lag := .values.autoscaling.lagThresholds -}}
{{- if not (has $topic $topics) -}}
{{- $wrong = append $wrong (printf "autoscaling.lagThresholds names %s, which this service does not scale on: write one of %s" $topic (join ", " $topics | default "none, since it scales on load")) -}}
{{- else if or (not (regexMatch "^[0-9]+$" (include "service.word" $lag))) (lt (int64 $lag) 1) -}}
{{- $wrong = append $wrong (printf "autoscaling.lagThresholds.%s is %v: write a whole number from 1, the records that each instance may be behind" $topic $lag) -}}
{{- end -}}
{{- end -}}
{{- toJson $wrong -}}
{{- end -}}

{{- define "service.checks.pod" -}}
{{- $wrong := list -}}
{{- $image := .values.image -}}
{{- if eq $image.tag "latest" -}}
{{- $wrong = append $wrong "image.tag is latest, which moves: write a version, or image.digest" -}}
{{- end -}}
{{- if and $image.digest (not (regexMatch "^sha256:[0-9a-f]{64}$" $image.digest)) -}}
{{- $wrong = append $wrong (printf "image.digest is %s: write sha256: and 64 hexadecimal digits" $image.digest) -}}
{{- end -}}
{{- range $label, $_ := .values.podLabels -}}
{{- if hasPrefix "app.kubernetes.io/" $label -}}
{{- $wrong = append $wrong (printf "podLabels has %s, by which others find the pods: write another label" $label) -}}
{{- end -}}
{{- end -}}
{{- if hasKey .values.podAnnotations "checksum/settings" -}}
{{- $wrong = append $wrong "podAnnotations has checksum/settings, by which a changed setting starts new pods: write another annotation" -}}
{{- end -}}
{{- if not (or .values.fullnameOverride (regexMatch "^[a-z][-a-z0-9]*$" .name)) -}}
{{- $wrong = append $wrong (printf "the release is called %s, and no Service may be called %s: install it under another name, of lower-case letters, digits and dashes, a letter first, or write fullnameOverride" .root.Release.Name .name) -}}
{{- end -}}
{{- $drain := include "service.drain" . | int -}}
{{- if le (include "service.grace" . | int) $drain -}}
{{- $wrong = append $wrong (printf "terminationGracePeriodSeconds is %s: write more than %d, which the app takes to drain" (include "service.grace" .) $drain) -}}
{{- end -}}
{{- if not (dig "limits" "memory" "" .values.resources) -}}
{{- $wrong = append $wrong "resources.limits.memory is missing: write what a pod may take, such as 768Mi" -}}
{{- end -}}
{{- toJson $wrong -}}
{{- end -}}
