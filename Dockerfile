# One image per service: docker build --build-arg SERVICE=ingest --tag streamforge/ingest .
# SERVICE is a folder of apps; `streamforge` is the command line. The base is any image with Node 24, and npm for the build; pin it by
# digest with --build-arg NODE_IMAGE=node@sha256:… .
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim
ARG BUILD_IMAGE=${NODE_IMAGE}

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
ARG SERVICE
# The lock file is all that the install hangs on, so a cache keeps its layer until that changes. From files of this folder, not from another stage:
# where .dockerignore begins with *, Kaniko (1.27.6 and older) takes what comes after a COPY --from from its cache though the files are others.
COPY package-lock.json ./
COPY tools/images/src/manifests.ts tools/images/src/
# Only what this service and the bundler need, and no scripts of anybody's. A registry of your own: --secret id=npmrc,src=.npmrc
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=cache,target=/root/.npm \
  node tools/images/src/manifests.ts write \
  && npm ci --omit=dev --prefer-offline --ignore-scripts --no-audit --no-fund --workspace "apps/${SERVICE}" --workspace tools/images
COPY . .
RUN node tools/images/src/manifests.ts check && node tools/images/src/main.ts bundle "${SERVICE}" /out/app && node --eval "fs.mkdirSync('/out/data')"

FROM ${NODE_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="streamforge-${SERVICE}" \
  org.opencontainers.image.description="StreamForge: ${SERVICE}" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build --chown=0:0 /out/app /app
COPY --from=build --chown=65532:65532 /out/data /data
# Only /data is written, and /tmp while a large object is put: the root file system may be read-only.
VOLUME /data
WORKDIR /data
ENV NODE_ENV=production STREAMFORGE_DATA=/data
USER 65532:65532
STOPSIGNAL SIGTERM
# No HEALTHCHECK: whoever runs it asks /healthz and /readyz, on the port that it was given.
ENTRYPOINT ["node", "--max-semi-space-size=8", "--disable-warning=ExperimentalWarning", "/app/main.mjs"]
