// Another client: npm tus-js-client uploads a file, is stopped after some bytes, and goes on from where the server is.
// node tus_client.mjs <endpoint> <file> <file name> <sha256> <stop after bytes, 0 for never>
import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const modules = createRequire(path.join(process.env.NODE_MODULES, 'any.js'));
const { Upload } = await import(pathToFileURL(modules.resolve('tus-js-client')));
const [endpoint, file, filename, sha256, stopAfter] = process.argv.slice(2);
const offsets = [];

// Without an address a new upload is begun; with one it goes on. The address is what comes back.
function send(uploadUrl, stopAt) {
    return new Promise((resolve, reject) => {
        const upload = new Upload(createReadStream(file), {
            endpoint,
            uploadUrl,
            uploadSize: statSync(file).size,
            chunkSize: 64 * 1024,
            retryDelays: null,
            metadata: { filename, sha256 },
            onError: reject,
            onSuccess: () => resolve(upload.url),
            onChunkComplete(_size, accepted) {
                offsets.push(accepted);
                if (stopAt && accepted >= stopAt) upload.abort().then(() => resolve(upload.url), reject);
            },
        });
        upload.start();
    });
}

const url = await send(null, Number(stopAfter));
if (Number(stopAfter)) await send(url, 0);
console.log(JSON.stringify({ url, offsets }));
