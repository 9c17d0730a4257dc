// What the receiver's server is told by its environment (receiver.env). Nothing here is a secret; those of a bucket come in
// the files or variables that the AWS SDK knows.

const DAY = 24 * 3600 * 1000;

export class SettingError extends Error {}

export function readSettings(environment) {
    const store = environment.RECEIVER_STORE || 'folder';
    if (!['folder', 's3'].includes(store)) throw new SettingError('RECEIVER_STORE is neither folder nor s3.');
    return {
        listen: required(environment, 'RECEIVER_LISTEN'),
        largestPack: whole(environment, 'RECEIVER_LARGEST_PACK', 1_073_741_824),
        keepFree: whole(environment, 'RECEIVER_KEEP_FREE', 2_147_483_648),
        unfinishedFor: whole(environment, 'RECEIVER_UNFINISHED_DAYS', 30) * DAY,
        store,
        mailbox: store === 'folder' ? required(environment, 'RECEIVER_MAILBOX') : '',
        bucket: store === 's3' ? bucket(environment) : undefined,
    };
}

function bucket(environment) {
    return {
        name: required(environment, 'RECEIVER_S3_BUCKET'),
        endpoint: environment.RECEIVER_S3_ENDPOINT || undefined,
        region: environment.RECEIVER_S3_REGION || 'us-east-1',
    };
}

function required(environment, name) {
    const value = environment[name];
    if (!value) throw new SettingError(`${name} is not set.`);
    return value;
}

function whole(environment, name, otherwise) {
    const text = environment[name] || String(otherwise);
    if (!/^[0-9]{1,15}$/.test(text)) throw new SettingError(`${name} is not a whole number.`);
    return Number(text);
}
