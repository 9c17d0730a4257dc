// Makes the bucket of the loopback receiver, once the store answers.
import { S3 } from '@aws-sdk/client-s3';

const { RECEIVER_S3_ENDPOINT, RECEIVER_S3_REGION, RECEIVER_S3_BUCKET } = process.env;
const client = new S3({ endpoint: RECEIVER_S3_ENDPOINT, region: RECEIVER_S3_REGION, forcePathStyle: true });
await client.createBucket({ Bucket: RECEIVER_S3_BUCKET });
