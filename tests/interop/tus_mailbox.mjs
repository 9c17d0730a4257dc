// A team's mailbox on a tus server, of the interop tests: npm @tus/server puts, static addresses below the same path give.
// node tus_mailbox.mjs <port> <folder of the mailbox> <user:password> [<methods besides reading: DELETE>]
// What goes up is named by filename in its metadata; an object that is there is never written over, a head always is.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const modules = createRequire(path.join(process.env.NODE_MODULES, 'any.js'));
const load = (name) => import(pathToFileURL(modules.resolve(name)));
const { Server } = await load('@tus/server');
const { FileStore } = await load('@tus/file-store');

const [port, mailbox, credentials, methods] = process.argv.slice(2);
const base = '/team/school';
const incoming = `${mailbox}.incoming`;
const name = /^(heads\/)?[a-z0-9]{2}\/[a-z0-9]{8,120}$/;
const thereAlready = { status_code: 409, body: 'It is there.\n' };
await mkdir(incoming, { recursive: true });

function target(upload) {
    const wanted = upload.metadata?.filename ?? '';
    if (!name.test(wanted)) throw { status_code: 400, body: 'No such name.\n' };
    return { file: path.join(mailbox, wanted), isHead: wanted.startsWith('heads/') };
}

const tus = new Server({
    path: base,
    datastore: new FileStore({ directory: incoming }),
    maxSize: 32 * 1024 * 1024,
    lockDrainTimeout: 200,
    async onUploadCreate(request, upload) {
        const { file, isHead } = target(upload);
        if (!isHead && existsSync(file)) throw thereAlready;
        return {};
    },
    async onUploadFinish(request, upload) {
        const { file, isHead } = target(upload);
        const whole = path.join(incoming, upload.id);
        await mkdir(path.dirname(file), { recursive: true });
        if (isHead) await rename(whole, file);
        else await link(whole, file).catch(() => { throw thereAlready; });
        await rm(whole, { force: true });
        return {};
    },
});

async function give(request, response, file) {
    if (request.method === 'DELETE' && methods === 'DELETE') {
        await rm(file, { force: true });
        return response.writeHead(204).end();
    }
    if (request.method !== 'GET') return response.writeHead(405).end();
    const content = await readFile(file).catch(() => null);
    if (content === null) return response.writeHead(404).end();
    const etag = `"${createHash('sha256').update(content).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, { ETag: etag }).end();
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': content.length, ETag: etag });
    return response.end(content);
}

const server = http.createServer((request, response) => {
    const shown = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const asked = request.url.slice(base.length + 1);
    if (request.headers.authorization !== shown) response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="team"' }).end();
    else if (request.url.startsWith(`${base}/`) && name.test(asked)) give(request, response, path.join(mailbox, asked));
    else tus.handle(request, response);
});
server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
