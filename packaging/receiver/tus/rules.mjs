// What may come in: an upload that says how large it is, that bears a pack's id and digest, and nothing else.

const FILE_NAME = /^P-[0-9A-Z]{4,40}\.pdf\.age$/;
const DIGEST = /^[0-9a-f]{64}$/;
const UPLOAD_ID = /^[0-9a-f]{32}$/;

export const METHODS = new Set(['OPTIONS', 'POST', 'HEAD', 'PATCH', 'DELETE']);

/** An answer other than success, as @tus/server takes it from its hooks. */
export function refusal(status_code, body) {
    return Object.assign(new Error(body), { status_code, body: `${body}\n` });
}

/** The one name that an upload can have; what asks for anything else finds nothing. */
export function uploadId(_request, lastPath) {
    return UPLOAD_ID.test(lastPath ?? '') ? lastPath : undefined;
}

/** Throws unless this upload is a sealed pack's, by what it says of itself. */
export function requirePack(upload) {
    const said = upload.metadata ?? {};
    const known = Object.keys(said).every((name) => name === 'filename' || name === 'sha256');
    if (!known || !FILE_NAME.test(said.filename ?? '')) throw refusal(400, 'Only sealed packs are taken here.');
    if (said.sha256 !== undefined && !DIGEST.test(said.sha256 ?? '')) throw refusal(400, 'The digest is none.');
    if (!(upload.size > 0)) throw refusal(400, 'A pack tells its size first.');
}
