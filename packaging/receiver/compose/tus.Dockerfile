# The tus server, with exactly what its lock names.
FROM node:22-trixie-slim
WORKDIR /receiver
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY *.mjs ./
CMD ["node", "--max-old-space-size=512", "receiver.mjs"]
