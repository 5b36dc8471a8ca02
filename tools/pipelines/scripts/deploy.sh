#!/bin/sh
# deploy.sh deploy|rollback: brings one service to the image that this pipeline built, or back to the one before.
#
#   SERVICE_NAME, ENVIRONMENT   what, and where: a folder of charts and one of deploy/environments; `platform` is servers, topics and users
#   DEPLOYER                    argocd: commits the digest, ArgoCD does the rest (deploy-argocd.sh); helm: runs helm (deploy-helm.sh)
#   IMAGE_DIGEST                sha256:… of the image; without it the present one stays (helm only: a chart or values changed)
#   ROLLBACK_TO                 rollback only: not to the one before, but to this digest (argocd) or revision (helm)
#   argocd: DEPLOY_REMOTE (default origin), DEPLOY_BRANCH (default CI_DEFAULT_BRANCH), CI_COMMIT_SHA (default HEAD)
#   helm: NAMESPACE (default streamforge), KUBECONFIG
set -eu

fail() { echo "deploy: $1" >&2; exit 2; }

# Names become parts of paths.
folder() {
  [ -n "$2" ] || fail "$1 is not set."
  case "$2" in *[!a-z0-9-]*|-*) fail "$1 is '$2': write a name of small letters, digits and hyphens." ;; esac
  [ -d "$3/$2" ] || fail "$1 is '$2', and there is no $3/$2."
}

# One line and no more: it becomes a line of YAML.
is_digest() { [ "${#1}" = 71 ] && echo "$1" | grep -Eqx 'sha256:[0-9a-f]{64}'; }

action=${1:-}
case "$action" in deploy|rollback) ;; *) fail 'usage: deploy.sh deploy|rollback' ;; esac
folder SERVICE_NAME "${SERVICE_NAME:-}" charts
folder ENVIRONMENT "${ENVIRONMENT:-}" deploy/environments
file="deploy/environments/$ENVIRONMENT/images/$SERVICE_NAME.yaml"
digest=${IMAGE_DIGEST:-}
wanted=${ROLLBACK_TO:-}
[ -z "$digest" ] || is_digest "$digest" || fail "IMAGE_DIGEST is '$digest': write sha256: and 64 hexadecimal digits."

# Sourced, so read whole before git may put other files in their place.
case "${DEPLOYER:-}" in
  argocd|helm) . "$(dirname "$0")/deploy-$DEPLOYER.sh" ;;
  *) fail "DEPLOYER is '${DEPLOYER:-}': write argocd or helm, one for each environment." ;;
esac
"$action"
