// The receiver's server, behind nginx: npm @tus/server on a folder or on a bucket. It says nothing of who sends what:
// its words are when it begins and ends, and the kinds of errors.
import { chmod, unlink } from 'node:fs/promises';
import http from 'node:http';
import { Server } from '@tus/server';
import { METHODS, refusal, requirePack, uploadId } from './rules.mjs';
import { readSettings, SettingError } from './settings.mjs';

const HOUR = 3600 * 1000;
const GRACE = 10_000;
const NO_ROOM = 'There is no room for this pack just now.';
const GIVEN_OUT = /^\/((?:receipts\/P-[0-9A-Z]{4,40}\.jws)|(?:answers\/P-[0-9A-Z]{4,40}\/[1-9][0-9]{0,2}\.age))$/;

const settings = settingsOrEnd();
const place = await placeOrEnd();

const tus = new Server({
    path: '/files',
    datastore: place.datastore,
    maxSize: settings.largestPack,
    relativeLocation: true,
    allowedOrigins: [],
    getFileIdFromRequest: uploadId,
    disableTerminationForFinishedUploads: true,
    lockDrainTimeout: 1000,
    async onIncomingRequest(request, id) {
        if (request.method === 'PATCH') await claimRoom(request, id);
    },
    async onUploadCreate(request, upload) {
        requirePack(upload);
        if (request.headers.has('content-type')) await claimRoom(request, upload.id, upload.size);
        else if (!(await place.hasRoom(upload.size))) throw refusal(507, NO_ROOM);
        return {};
    },
    async onUploadFinish(_request, upload) {
        await place.keep(upload.id);
        return {};
    },
    async onResponseError(_request, error) {
        if (error.status_code < 500) return undefined;
        say(`error ${error.code ?? error.name ?? 'unknown'} ${error.status_code ?? ''}`);
        if (error.status_code === 507 || !(await place.hasRoom(0))) return refusal(507, NO_ROOM);
        return refusal(error.status_code ?? 500, 'The server could not do that just now.');
    },
});

function settingsOrEnd() {
    try {
        return readSettings(process.env);
    } catch (error) {
        if (!(error instanceof SettingError)) throw error;
        say(error.message);
        process.exit(2);
    }
}

async function placeOrEnd() {
    try {
        if (settings.store === 's3') return await (await import('./bucket.mjs')).openBucket(settings);
        return await (await import('./folder.mjs')).openFolder(settings);
    } catch (error) {
        say(`the store cannot be opened: ${error.code ?? error.name}`);
        return process.exit(1);
    }
}

function say(words) {
    console.error(`receiver: ${words.trim()}`);
}

/** Before bytes of an upload are written: its room is taken until the answer is out. `size` is known where it begins. */
async function claimRoom(request, id, size) {
    if (!(await place.claim(id, size))) throw refusal(507, NO_ROOM);
    request.runtime.node.res.once('close', () => place.release(id));
}

async function giveOut(key, response) {
    const found = await place.read(key);
    if (found === undefined) {
        response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Nothing is here.\n');
        return;
    }
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': found[0] });
    found[1].on('error', () => response.destroy());
    found[1].pipe(response);
}

async function answer(request, response) {
    const key = GIVEN_OUT.exec(request.url)?.[1];
    if (key !== undefined && request.method === 'GET') await giveOut(key, response);
    else if (METHODS.has(request.method) && /^\/files(\/[0-9a-f]{32})?$/.test(request.url))
        await tus.handle(request, response);
    else response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Nothing is here.\n');
}

// A pack may come as slowly as it likes: nginx ends what brings nothing at all.
const server = http.createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, (request, response) => {
    answer(request, response).catch((error) => {
        say(`error ${error.code ?? error.name}`);
        if (response.headersSent) response.destroy();
        else response.writeHead(503, { 'Retry-After': '90' }).end();
    });
});

async function listen() {
    if (/^[0-9]+$/.test(settings.listen)) return server.listen(Number(settings.listen), '127.0.0.1');
    const [, host, port] = /^([0-9.]+|\[[0-9a-f:]+\]):([0-9]+)$/.exec(settings.listen) ?? [];
    if (port !== undefined) return server.listen(Number(port), host.replaceAll(/[[\]]/g, ''));
    await unlink(settings.listen).catch(() => undefined);
    return server.listen(settings.listen, () => chmod(settings.listen, 0o660));
}

async function tidy() {
    await place.tidy(Date.now()).catch((error) => say(`tidying failed: ${error.code ?? error.name}`));
}

for (const signal of ['SIGTERM', 'SIGINT'])
    process.on(signal, () => {
        server.close(() => process.exit(0));
        server.closeIdleConnections();
        setTimeout(() => process.exit(0), GRACE).unref();
    });
server.on('listening', () => say('ready'));
server.on('error', (error) => {
    say(`cannot listen: ${error.code}`);
    process.exit(1);
});
await listen();
await tidy();
setInterval(tidy, HOUR).unref();
