{{/*
The stores of a service as JSON, by port: url, server, tls, hosts, ports, database, user, userKey, secret, passwordKey, authority. What is
missing or wrong is for the checks to say; here it is left empty.
*/}}
{{- define "service.stores" -}}
{{- $context := . -}}
{{- $stores := dict -}}
{{- range $need := .contract.stores -}}
{{- $given := default dict (index $context.values.stores $need.port) -}}
{{- $url := tpl (default "" $given.url) $context.root -}}
{{- $scheme := regexFind "^[a-z0-9+]+:" $url | trimSuffix ":" -}}
{{- $server := trimSuffix "+tls" $scheme -}}
{{- $hosts := regexFind "//[^/?]*" $url | trimPrefix "//" -}}
{{- $usual := index $need.servers $server -}}
{{- $ports := list -}}
{{- range $host := splitList "," $hosts -}}
{{- $port := regexFind ":[0-9]+$" $host | trimPrefix ":" | default (default 0 $usual | int) | int -}}
{{- $ports = append $ports $port -}}
{{- end -}}
{{- $isEvents := eq $need.port "events" -}}
{{- $store := dict
  "port" $need.port "settings" $need.settings "url" $url "scheme" $scheme "server" $server "tls" (hasSuffix "+tls" $scheme)
  "hosts" $hosts "ports" (uniq $ports)
  "path" (regexFind "//[^/]*/[^?]*" $url | regexFind "/[^/?]*$" | trimPrefix "/")
  "secret" (tpl (default (ternary $context.contract.kafka.user "" $isEvents) $given.existingSecret) $context.root)
  "user" (default (ternary $context.contract.kafka.user "" $isEvents) $given.user)
  "userKey" (default "" $given.userKey) "passwordKey" (default "password" $given.passwordKey)
  "authority" (default dict $given.authority)
-}}
{{- $_ := set $stores $need.port $store -}}
{{- end -}}
{{- toJson $stores -}}
{{- end -}}
