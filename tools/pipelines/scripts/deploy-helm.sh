# Sourced by deploy.sh: each service is a release of its own, servers with topics and users another.

release=$SERVICE_NAME
[ "$release" != platform ] || release=streamforge
namespace=${NAMESPACE:-streamforge}

# helm waits for what is ready, but for a Rollout it waits for ever: argo-rollouts#4672. Argo Rollouts looks after that by itself.
wait_for() {
  if grep -qx 'kind: Rollout'; then
    echo "$release is a canary: helm does not wait for it. kubectl argo rollouts status $release says how it goes; it goes back by itself." >&2
    echo --wait=legacy
  else
    echo --wait
  fi
}

# The image that runs is in the release, not in git. Where it can't be read nothing is deployed: the chart's own tag is one that no pipeline pushes.
running_digest() {
  values=$(helm get values "$release" --namespace "$namespace" --output json) \
    || fail "the image of $SERVICE_NAME that runs can't be asked for, and none was built. Where it never ran, start a pipeline with SERVICES=$SERVICE_NAME."
  digest=$(printf '%s' "$values" | tr -d '\n' | sed -n 's/.*"digest": *"\(sha256:[0-9a-f]*\)".*/\1/p')
  is_digest "$digest" || fail "the release $release names no image by digest, and none was built: start a pipeline with SERVICES=$SERVICE_NAME."
}

deploy() {
  set -- "$release" "charts/$SERVICE_NAME" --namespace "$namespace"
  if [ "$SERVICE_NAME" = platform ]; then
    set -- "$@" --values "deploy/environments/$ENVIRONMENT/values.yaml"
    # Services are releases of their own.
    for chart in charts/*/; do
      name=$(basename "$chart")
      case "$name" in platform|service) ;; *) set -- "$@" --set "$name.enabled=false" ;; esac
    done
  else
    for values in "deploy/environments/$ENVIRONMENT/services.yaml" "deploy/environments/$ENVIRONMENT/services/$SERVICE_NAME.yaml" "$file"; do
      [ ! -f "$values" ] || set -- "$@" --values "$values"
    done
    [ -n "$digest" ] || running_digest
    set -- "$@" --set-string "image.digest=$digest"
  fi
  rendered=$(helm template "$@")
  # What somebody changed by hand is git's again, as it is with ArgoCD: without this both the upgrade and its way back are refused.
  helm upgrade --install --rollback-on-failure --force-conflicts "$(echo "$rendered" | wait_for)" --timeout 10m "$@"
}

# `helm rollback` alone takes the number before, which may be the one that failed.
rollback() {
  history=$(helm history "$release" --namespace "$namespace" --output json)
  # A line for each revision: its number, its status, and more, in which what it did.
  rows=$(printf '%s' "$history" | tr -d '\n' | tr '{' '\n' | sed -n 's/.*"revision": *\([0-9]*\),.*"status": *"\([a-z-]*\)"/\1 \2 /p')
  newest=$(printf '%s\n' "$rows" | tail -n 1)
  # helm calls an upgrade that failed superseded once its way back has failed, too; only its description still tells.
  good=$(printf '%s\n' "$rows" | sed '$d' | grep -Fv 'failed: ' | sed -nE 's/^([0-9]+) (superseded|deployed) .*/\1/p')
  target=$(printf '%s\n' "$good" | tail -n 1)
  [ -n "$target" ] || fail "$ENVIRONMENT had no other release of $SERVICE_NAME that was well."
  ran=$(printf '%s' "$good" | tr '\n' ' ')
  if [ -n "$wanted" ]; then
    printf '%s\n' "$good" | grep -Fqx -- "$wanted" || fail "ROLLBACK_TO is '$wanted', which is no revision of $release that was well: $ran"
    target=$wanted
  else
    case "$newest" in
      *'"Rollback to '*) fail "the present release of $SERVICE_NAME came by a rollback, so the one before is what it took away. Say ROLLBACK_TO, one of: $ran" ;;
    esac
  fi
  runs=$(helm get manifest "$release" --namespace "$namespace")
  helm rollback "$release" "$target" --namespace "$namespace" --force-conflicts "$(echo "$runs" | wait_for)" --timeout 10m
}
