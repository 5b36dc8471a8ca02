# Sourced by deploy.sh: commits to the branch that ArgoCD follows for this environment.
#
# Where that is the default branch, what was merged is there already and only the digest is written. Where the environment has a branch of its
# own, everything comes with the commit of this pipeline, charts, values and grants as much as the image, and not before.

remote=${DEPLOY_REMOTE:-origin}
main=${CI_DEFAULT_BRANCH:-main}
branch=${DEPLOY_BRANCH:-$main}
revision=${CI_COMMIT_SHA:-$(git rev-parse HEAD)}
images="deploy/environments/$ENVIRONMENT/images"

as_pipeline() { git -c user.name='Pipeline' -c user.email="${GITLAB_USER_EMAIL:-pipeline@example.invalid}" "$@"; }

digest_in() { git show "$1:$file" 2>/dev/null | sed -n 's/^ *digest: *\(sha256:[0-9a-f]*\) *$/\1/p'; }

remote_tip() { git ls-remote "$remote" "refs/heads/$branch" | cut -f 1; }

write_digest() {
  mkdir -p "$images"
  printf '# Written by the pipeline: tools/pipelines/scripts/deploy.sh\nimage:\n  digest: %s\n' "$digest" > "$file"
  git add -- "$file"
}

# Leaves us at the tip of the branch; one that is not there yet begins at this pipeline's commit.
to_branch() {
  tip=$(remote_tip)
  set -- "+refs/heads/$main:refs/deploy/main"
  [ -z "$tip" ] || [ "$branch" = "$main" ] || set -- "$@" "+refs/heads/$branch:refs/deploy/branch"
  # A runner clones the newest commits only; the image before may lie further back.
  [ "$(git rev-parse --is-shallow-repository)" = false ] || set -- --unshallow "$remote" "$@"
  case "$1" in --unshallow) ;; *) set -- "$remote" "$@" ;; esac
  git fetch --quiet "$@"
  [ -n "$tip" ] || tip=$revision
  git checkout --quiet --force --detach "$tip"
}

# Everything as this pipeline's commit has it, but the images, which are the environment's own. What is newer there stays.
promote() {
  [ "$branch" != "$main" ] || return 0
  git merge-base --is-ancestor "$revision" HEAD && return 0
  as_pipeline merge --quiet --no-ff --no-commit --strategy ours "$revision"
  git read-tree --reset -u "$revision"
  if git cat-file -e "HEAD:$images" 2>/dev/null; then
    git rm -r --quiet --force --ignore-unmatch -- "$images"
    git checkout --quiet HEAD -- "$images"
  fi
}

bring() {
  promote
  [ -z "$digest" ] || write_digest
}

# The image before the present one, however often that was written; not the one that a rollback has just taken away.
restore_previous() {
  digest='' present=$(digest_in HEAD)
  [ -n "$present" ] || fail "$file is not on $branch: $ENVIRONMENT had no image of $SERVICE_NAME."
  before='' brought='' ran=''
  for each in $(git log --first-parent --format=%H -- "$file"); do
    image=$(digest_in "$each")
    [ -n "$image" ] || continue
    if [ "$image" = "$present" ]; then
      [ -n "$before" ] || brought=$each
      continue
    fi
    [ -n "$before" ] || before=$image
    [ "$image" != "$wanted" ] || digest=$image
    case "$ran" in *"$image"*) ;; *) ran="$ran $image" ;; esac
  done
  [ -n "$before" ] || fail "$ENVIRONMENT had no other image of $SERVICE_NAME: $file has no earlier version with another digest."
  if [ -n "$wanted" ]; then
    [ "$digest" = "$wanted" ] || fail "ROLLBACK_TO is '$wanted', which $SERVICE_NAME does not come back to in $ENVIRONMENT. It ran before:$ran"
  else
    case "$(git log --max-count 1 --format=%s "$brought")" in
      "Roll back "*) fail "the present image of $SERVICE_NAME came by a rollback, so the one before is what it took away. Say ROLLBACK_TO, one of:$ran" ;;
    esac
    digest=$before
  fi
  write_digest
}

# Another job may push between our fetch and our push: then start again from what is there.
commit_change() {
  for attempt in 1 2 3 4 5 6 7 8; do
    to_branch
    "$1"
    if git diff --cached --quiet HEAD && [ -n "$(remote_tip)" ]; then
      echo "$ENVIRONMENT already has this $SERVICE_NAME."
      return 0
    fi
    as_pipeline commit --quiet --allow-empty --message "$2"
    # The commit changes no source: a pipeline of its own would do nothing.
    if git push --quiet -o ci.skip "$remote" "HEAD:refs/heads/$branch"; then
      echo "$ENVIRONMENT: committed ${digest:-$revision} for $SERVICE_NAME."
      return 0
    fi
    # Who comes in between holds the branch for a moment before it moves.
    sleep "$attempt"
    now=$(remote_tip)
    [ "${now:-$revision}" != "$tip" ] || fail "$branch is as it was, so nobody came in between: the push was refused. May the token push to it?"
  done
  fail "could not push to $branch: others pushed eight times in between."
}

deploy() {
  if [ "$SERVICE_NAME" = platform ]; then
    [ "$branch" != "$main" ] || fail "$ENVIRONMENT follows $branch: ArgoCD sees servers, topics and users there by itself."
    digest=''
  elif [ -z "$digest" ]; then
    fail 'IMAGE_DIGEST is not set: the build job hands it on.'
  fi
  commit_change bring "Deploy $SERVICE_NAME to $ENVIRONMENT"
}

rollback() {
  commit_change restore_previous "Roll back $SERVICE_NAME in $ENVIRONMENT"
}
