// How much of a disk may still be promised. Uploads that are on their way at this moment count with all that is left of them,
// so that several which begin together do not each take the same room. Only those: whoever begins an upload and sends nothing
// takes no room from anybody.
import { stat, statfs } from 'node:fs/promises';
import path from 'node:path';

/** Between two chunks of an upload its room stays taken. */
const LINGER = 60_000;

export class Room {
    #directory;
    #keepFree;
    #uploads = new Map();
    #turn = Promise.resolve();

    constructor(directory, keepFree) {
        this.#directory = directory;
        this.#keepFree = keepFree;
    }

    /** Whether so many more bytes leave free what is to stay free, once all that is on its way is here. */
    async has(size) {
        const { bavail, bsize } = await statfs(this.#directory);
        return bavail * bsize - (await this.#onTheirWay()) - size >= this.#keepFree;
    }

    /** Take room for the rest of an upload of this size while a request of it lasts; false where there is none. */
    claim(id, size) {
        const claimed = this.#turn.then(() => this.#claim(id, size));
        this.#turn = claimed.catch(() => undefined);
        return claimed;
    }

    /** A request of an upload is over. */
    release(id) {
        const upload = this.#uploads.get(id);
        if (upload === undefined) return;
        upload.requests -= 1;
        upload.until = Date.now() + LINGER;
    }

    async #claim(id, size) {
        const upload = this.#uploads.get(id) ?? { size, requests: 0, until: 0 };
        if (!this.#uploads.has(id) && !(await this.has(await this.#left(id, size)))) return false;
        upload.requests += 1;
        this.#uploads.set(id, upload);
        return true;
    }

    async #onTheirWay() {
        let sum = 0;
        for (const [id, { size, requests, until }] of this.#uploads)
            if (requests > 0 || Date.now() < until) sum += await this.#left(id, size);
            else this.#uploads.delete(id);
        return sum;
    }

    /** What is still to come; of one that is whole and taken in, or removed, nothing is. */
    async #left(id, size) {
        try {
            return Math.max(0, size - (await stat(path.join(this.#directory, id))).size);
        } catch {
            return this.#uploads.has(id) ? 0 : size;
        }
    }
}
