// Packs in a bucket of an S3-compatible store: <id> and <id>.info, receipts/ and answers/ beside them. The bucket is private:
// what its owner reads from receipts/ and answers/ is handed on by this server, and nothing else is.
import { S3Store } from '@tus/s3-store';

export async function openBucket({ bucket, unfinishedFor }) {
    const datastore = new S3Store({
        s3ClientConfig: {
            bucket: bucket.name,
            endpoint: bucket.endpoint,
            region: bucket.region,
            forcePathStyle: bucket.endpoint !== undefined,
            // Checksums that older Ceph and others do not know are sent where the operation asks for one alone.
            requestChecksumCalculation: 'WHEN_REQUIRED',
            responseChecksumValidation: 'WHEN_REQUIRED',
        },
        expirationPeriodInMilliseconds: unfinishedFor,
        useTags: false,
    });
    datastore.extensions = datastore.extensions.filter((name) => name !== 'creation-defer-length');
    await datastore.client.headBucket({ Bucket: bucket.name });
    return {
        datastore,
        /** A bucket tells by itself. */
        async hasRoom() {
            return true;
        },
        async claim() {
            return true;
        },
        release() {},
        async keep() {
            // an object is there whole, or not at all
        },
        async tidy() {
            await datastore.deleteExpired();
        },
        /** A receipt or an answer, as [size, stream]; undefined where it is not there. */
        async read(key) {
            try {
                const found = await datastore.client.getObject({ Bucket: bucket.name, Key: key });
                return [found.ContentLength, found.Body];
            } catch (error) {
                if (error.name === 'NoSuchKey') return undefined;
                throw error;
            }
        },
    };
}
