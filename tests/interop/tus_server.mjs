// The receiver of the interop tests: npm @tus/server over @tus/file-store, static receipts and answers beside it.
// node tus_server.mjs <port> <store folder> <receipts folder> [<max size> [<expiry in ms> [<largest body>]]]
// TUS_HOST is the address it listens at (127.0.0.1 by itself); with TUS_PEM, a file of key and certificate, it speaks TLS.
// Beyond <largest body> it answers 413 with a page, as nginx in front of a tus server does by itself.
import { createReadStream, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const modules = createRequire(path.join(process.env.NODE_MODULES, 'any.js'));
const load = (name) => import(pathToFileURL(modules.resolve(name)));
const { Server } = await load('@tus/server');
const { FileStore } = await load('@tus/file-store');

const [port, store, receipts, maxSize, expiry, largestBody] = process.argv.slice(2);
const tus = new Server({
    path: '/files',
    datastore: new FileStore({ directory: store, expirationPeriodInMilliseconds: Number(expiry || 0) }),
    maxSize: Number(maxSize || 0) || undefined,
    lockDrainTimeout: 200,
});

function sendStatic(url, response) {
    const parts = url.split('/').filter(Boolean).map((part) => path.basename(part));
    const file = createReadStream(path.join(path.dirname(receipts), ...parts));
    file.on('error', () => response.writeHead(404).end());
    file.on('open', () => response.writeHead(200, { 'Content-Type': 'application/octet-stream' }));
    file.pipe(response);
}

function refuseLarge(response) {
    response.writeHead(413, { 'Content-Type': 'text/html', Connection: 'close' });
    response.end('<html>413 Request Entity Too Large</html>');
}

const pem = process.env.TUS_PEM && readFileSync(process.env.TUS_PEM);
const create = pem ? (listener) => https.createServer({ key: pem, cert: pem, minVersion: 'TLSv1.3' }, listener)
    : (listener) => http.createServer(listener);
const server = create((request, response) => {
    if (/^\/(receipts|answers)\//.test(request.url)) sendStatic(request.url, response);
    else if (Number(request.headers['content-length']) > Number(largestBody || Infinity)) refuseLarge(response);
    else tus.handle(request, response);
});
server.listen(Number(port), process.env.TUS_HOST || '127.0.0.1', () => console.log(server.address().port));
