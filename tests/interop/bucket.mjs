// The owner's hand in a bucket, for tests: node bucket.mjs <endpoint> <bucket> list | unfinished | get KEY FILE | put KEY FILE
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';

const modules = createRequire(path.join(process.env.NODE_MODULES, 'any.js'));
const { S3 } = await import(pathToFileURL(modules.resolve('@aws-sdk/client-s3')));
const [endpoint, Bucket, what, Key, file] = process.argv.slice(2);
const client = new S3({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
});
const does = {
    list: async () => ((await client.listObjectsV2({ Bucket })).Contents ?? []).map((one) => [one.Key, one.Size]),
    unfinished: async () => ((await client.listMultipartUploads({ Bucket })).Uploads ?? []).map((one) => one.Key),
    get: async () => pipeline((await client.getObject({ Bucket, Key })).Body, createWriteStream(file)),
    put: async () => {
        await client.putObject({ Bucket, Key, Body: createReadStream(file), ContentLength: statSync(file).size });
    },
};
console.log(JSON.stringify((await does[what]()) ?? null));
