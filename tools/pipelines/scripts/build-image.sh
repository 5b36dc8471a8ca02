#!/bin/sh
# Builds the image of one service from the root of the repository, and pushes it. The only place that knows how an image is built in a pipeline.
#
#   SERVICE_NAME   a folder of apps                    IMAGE         name of the image, without a tag
#   NODE_IMAGE     the one base                        REVISION      commit; default CI_COMMIT_SHA
#   BUILDER        kaniko (default) or buildkit        PUSH          false builds and pushes nothing; default true
#   DIGEST_FILE    where the digest is written; default image.digest
#   NPMRC          a file with npm's settings for a registry of packages of your own; the install alone sees it, no layer holds it
#   CI_REGISTRY, CI_REGISTRY_USER, CI_REGISTRY_PASSWORD   log in, where they are set
set -eu

fail() { echo "build-image: $1" >&2; exit 2; }

[ -n "${SERVICE_NAME:-}" ] || fail 'SERVICE_NAME is not set: name a folder of apps.'
case "$SERVICE_NAME" in *[!a-z0-9-]*|-*) fail "SERVICE_NAME is '$SERVICE_NAME': write a name of small letters, digits and hyphens." ;; esac
[ -n "${IMAGE:-}" ] || fail 'IMAGE is not set: name the image, without a tag.'
[ -n "${NODE_IMAGE:-}" ] || fail 'NODE_IMAGE is not set: name the base, such as docker.io/library/node:24.21.0-bookworm-slim.'
REVISION=${REVISION:-${CI_COMMIT_SHA:-}}
[ -n "$REVISION" ] || fail 'REVISION is not set, and there is no CI_COMMIT_SHA.'
BUILDER=${BUILDER:-kaniko}
PUSH=${PUSH:-true}
DIGEST_FILE=${DIGEST_FILE:-image.digest}

root=$(cd "$(dirname "$0")/../../.." && pwd)
[ -d "$root/apps/$SERVICE_NAME" ] || fail "there is no apps/$SERVICE_NAME."
[ -z "${NPMRC:-}" ] || [ -r "$NPMRC" ] || fail 'NPMRC names no file: make the CI/CD variable one of type "file".'
rm -f "$DIGEST_FILE"

log_in() {
  [ -n "${CI_REGISTRY_PASSWORD:-}" ] || return 0
  mkdir -p "$1"
  auth=$(printf '%s:%s' "$CI_REGISTRY_USER" "$CI_REGISTRY_PASSWORD" | base64 | tr -d '\n')
  (umask 077; printf '{"auths":{"%s":{"auth":"%s"}}}\n' "$CI_REGISTRY" "$auth" > "$1/config.json")
}

case "$BUILDER" in
  kaniko)
    log_in "${KANIKO_DIR:-/kaniko}/.docker"
    set -- --context "dir://$root" --dockerfile "$root/Dockerfile" \
      --build-arg "SERVICE=$SERVICE_NAME" --build-arg "NODE_IMAGE=$NODE_IMAGE" --build-arg "REVISION=$REVISION" \
      --cache=true --cache-repo "$IMAGE/cache" --push-retry 3
    if [ -n "${NPMRC:-}" ]; then set -- "$@" --secret "id=npmrc,src=$NPMRC"; fi
    if [ "$PUSH" = true ]; then
      set -- "$@" --destination "$IMAGE:$REVISION" --digest-file "$DIGEST_FILE"
    else
      set -- "$@" --no-push --no-push-cache
    fi
    "${KANIKO_EXECUTOR:-/kaniko/executor}" "$@"
    ;;
  buildkit)
    DOCKER_CONFIG=${DOCKER_CONFIG:-$HOME/.docker}
    export DOCKER_CONFIG
    log_in "$DOCKER_CONFIG"
    set -- build --frontend dockerfile.v0 --local "context=$root" --local "dockerfile=$root" \
      --opt "build-arg:SERVICE=$SERVICE_NAME" --opt "build-arg:NODE_IMAGE=$NODE_IMAGE" --opt "build-arg:REVISION=$REVISION" \
      --import-cache "type=registry,ref=$IMAGE/cache:buildkit"
    if [ -n "${NPMRC:-}" ]; then set -- "$@" --secret "id=npmrc,src=$NPMRC"; fi
    if [ "$PUSH" = true ]; then
      metadata=$(mktemp)
      buildctl-daemonless.sh "$@" --export-cache "type=registry,ref=$IMAGE/cache:buildkit,mode=max" \
        --output "type=image,name=$IMAGE:$REVISION,push=true" --metadata-file "$metadata"
      sed -n 's/.*"containerimage.digest": *"\(sha256:[0-9a-f]*\)".*/\1/p' "$metadata" > "$DIGEST_FILE"
      rm -f "$metadata"
    else
      buildctl-daemonless.sh "$@"
    fi
    ;;
  *) fail "BUILDER is $BUILDER: write kaniko or buildkit." ;;
esac

if [ "$PUSH" = true ]; then
  grep -Eqx 'sha256:[0-9a-f]{64}' "$DIGEST_FILE" || fail "$BUILDER ended well and left no digest in $DIGEST_FILE."
  echo "$IMAGE@$(cat "$DIGEST_FILE")"
fi
