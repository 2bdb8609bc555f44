ARG BASE=node:24.21.0-bookworm-slim
FROM ${BASE}

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY LICENSE ./
COPY sql ./sql
COPY src ./src

# The only place that is written to: the spool and the driver's temporary directories follow TMPDIR, the driver's
# cache follows HOME. With it mounted, the rest of the file system can be read-only.
RUN install --directory --owner=65532 --group=65532 --mode=0700 /spool \
    && install --directory --owner=65532 --group=65532 /compiled
VOLUME /spool
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    TMPDIR=/spool \
    HOME=/spool \
    NODE_COMPILE_CACHE=/compiled \
    SNOWFLAKE_DISABLE_PLATFORM_DETECTION=true \
    SF_TELEMETRY_DISABLE_CONNECTION_SHAPE=1

USER 65532:65532
# What is compiled now is read at every start, which takes half the time and 20 MB less. Node keeps it by user and options.
RUN node --expose-gc --max-semi-space-size=8 --heap-growing-percent=50 --max-old-space-size=1024 src/main.ts --help > /dev/null \
    && chmod -R a-w /compiled
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["node", "src/health.cjs"]
# As the script in package.json: a bounded heap keeps memory flat on hosts with much of it.
ENTRYPOINT ["node", "--expose-gc", "--max-semi-space-size=8", "--heap-growing-percent=50", "--max-old-space-size=1024", "src/main.ts"]
CMD ["start"]
