#!/bin/sh
# deploy.sh deploy|rollback: brings one service to the image that this pipeline built, or back to the one before.
#
#   SERVICE_NAME, ENVIRONMENT   what, and where: a folder of deploy/environments; `platform` (helm only) is servers, topics and users
#   DEPLOYER                    argocd: commits the digest, ArgoCD does the rest; helm: runs helm
#   IMAGE_DIGEST                sha256:… of the image; without it the present one stays (helm only: a chart or values changed)
#   IMAGE_PREFIX                registry and folder of the images; their last part is the service's name
#   argocd: DEPLOY_REMOTE (default origin), DEPLOY_BRANCH (default CI_DEFAULT_BRANCH)
#   helm: NAMESPACE (default streamforge), KUBECONFIG
set -eu

fail() { echo "deploy: $1" >&2; exit 2; }

action=${1:-}
[ -n "${SERVICE_NAME:-}" ] || fail 'SERVICE_NAME is not set.'
[ -n "${ENVIRONMENT:-}" ] || fail 'ENVIRONMENT is not set.'
file="deploy/environments/$ENVIRONMENT/images/$SERVICE_NAME.yaml"
digest=${IMAGE_DIGEST:-}
release=$SERVICE_NAME
[ "$release" != platform ] || release=streamforge
[ -z "$digest" ] || echo "$digest" | grep -Eqx 'sha256:[0-9a-f]{64}' || fail "IMAGE_DIGEST is '$digest': write sha256: and 64 hexadecimal digits."

write_digest() {
  mkdir -p "$(dirname "$file")"
  printf '# Written by the pipeline: tools/pipelines/scripts/deploy.sh\nimage:\n  digest: %s\n' "$digest" > "$file"
}

# Another job may push between our fetch and our push: then start again from what is there.
commit_change() {
  remote=${DEPLOY_REMOTE:-origin}
  branch=${DEPLOY_BRANCH:-${CI_DEFAULT_BRANCH:-main}}
  for _ in 1 2 3 4 5; do
    # A runner clones the newest commits only; the image before may lie further back.
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
      git fetch --quiet --unshallow "$remote" "$branch"
    else
      git fetch --quiet "$remote" "$branch"
    fi
    git checkout --quiet --detach FETCH_HEAD
    "$1"
    git add -- "$file"
    if git diff --cached --quiet; then
      echo "$ENVIRONMENT already has this image of $SERVICE_NAME."
      return 0
    fi
    git -c user.name='Pipeline' -c user.email="${GITLAB_USER_EMAIL:-pipeline@example.invalid}" commit --quiet --message "$2"
    # The commit changes no source: a pipeline of its own would do nothing.
    if git push --quiet -o ci.skip "$remote" "HEAD:refs/heads/$branch"; then
      echo "$ENVIRONMENT: committed $(sed -n 's/^ *digest: //p' "$file") for $SERVICE_NAME."
      return 0
    fi
  done
  fail "could not push to $branch: others pushed five times in between, or the token may not."
}

restore_previous() {
  before=$(git log --max-count 2 --format=%H -- "$file" | sed -n 2p)
  [ -n "$before" ] || fail "$file has no earlier version: $ENVIRONMENT had no other image of $SERVICE_NAME."
  git show "$before:$file" > "$file"
}

# helm waits for what is ready, but for a Rollout it waits for ever: argo-rollouts#4672. Argo Rollouts looks after that by itself.
wait_for() {
  if grep -qx 'kind: Rollout'; then
    echo "$release is a canary: helm does not wait for it. kubectl argo rollouts status $release says how it goes; it goes back by itself." >&2
    echo --wait=legacy
  else
    echo --wait
  fi
}

case "$action-${DEPLOYER:-}" in
  deploy-argocd)
    [ -n "$digest" ] || fail 'IMAGE_DIGEST is not set: the build job hands it on.'
    commit_change write_digest "Deploy $SERVICE_NAME to $ENVIRONMENT"
    ;;
  rollback-argocd) commit_change restore_previous "Roll back $SERVICE_NAME in $ENVIRONMENT" ;;
  deploy-helm)
    set -- "$release" "charts/$SERVICE_NAME" --namespace "${NAMESPACE:-streamforge}"
    if [ "$SERVICE_NAME" = platform ]; then
      set -- "$@" --values "deploy/environments/$ENVIRONMENT/values.yaml"
      # Services are releases of their own.
      for chart in charts/*/; do
        name=$(basename "$chart")
        case "$name" in platform|service) ;; *) set -- "$@" --set "$name.enabled=false" ;; esac
      done
    fi
    for values in "deploy/environments/$ENVIRONMENT/services.yaml" "deploy/environments/$ENVIRONMENT/services/$SERVICE_NAME.yaml" "$file"; do
      [ "$SERVICE_NAME" = platform ] || [ ! -f "$values" ] || set -- "$@" --values "$values"
    done
    if [ "$SERVICE_NAME" != platform ] && [ -z "$digest" ]; then
      # The image that runs is in the release, not in git: keep it.
      digest=$(helm get values "$release" --namespace "${NAMESPACE:-streamforge}" --output json 2>/dev/null | sed -n 's/.*"digest": *"\(sha256:[0-9a-f]*\)".*/\1/p')
    fi
    [ -z "$digest" ] || set -- "$@" --set-string "image.digest=$digest"
    rendered=$(helm template "$@")
    helm upgrade --install --rollback-on-failure "$(echo "$rendered" | wait_for)" --timeout 10m "$@"
    ;;
  rollback-helm)
    runs=$(helm get manifest "$release" --namespace "${NAMESPACE:-streamforge}")
    helm rollback "$release" --namespace "${NAMESPACE:-streamforge}" "$(echo "$runs" | wait_for)" --timeout 10m
    ;;
  deploy-*|rollback-*) fail "DEPLOYER is '${DEPLOYER:-}': write argocd or helm, one for each environment." ;;
  *) fail 'usage: deploy.sh deploy|rollback' ;;
esac
