// The receiver of the interop tests: npm @tus/server over @tus/file-store, and static receipts beside it.
// node tus_server.mjs <port> <store folder> <receipts folder> [<max size> [<expiry in ms>]]
import { createReadStream } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const modules = createRequire(path.join(process.env.NODE_MODULES, 'any.js'));
const load = (name) => import(pathToFileURL(modules.resolve(name)));
const { Server } = await load('@tus/server');
const { FileStore } = await load('@tus/file-store');

const [port, store, receipts, maxSize, expiry] = process.argv.slice(2);
const tus = new Server({
    path: '/files',
    datastore: new FileStore({ directory: store, expirationPeriodInMilliseconds: Number(expiry || 0) }),
    maxSize: Number(maxSize || 0) || undefined,
    lockDrainTimeout: 200,
});

function sendReceipt(name, response) {
    const file = createReadStream(path.join(receipts, path.basename(name)));
    file.on('error', () => response.writeHead(404).end());
    file.on('open', () => response.writeHead(200, { 'Content-Type': 'application/jose' }));
    file.pipe(response);
}

const server = http.createServer((request, response) => {
    if (request.url.startsWith('/receipts/')) sendReceipt(request.url, response);
    else tus.handle(request, response);
});
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
