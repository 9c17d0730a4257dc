// Packs in a folder: <mailbox>/store. Receipts and answers lie beside it, and nginx gives them out by itself.
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { FileStore } from '@tus/file-store';
import { Room } from './room.mjs';

const INFO = /^([0-9a-f]{32})\.json$/;

export async function openFolder({ mailbox, unfinishedFor, keepFree }) {
    const directory = path.join(mailbox, 'store');
    const datastore = new FileStore({ directory, expirationPeriodInMilliseconds: unfinishedFor });
    datastore.extensions = datastore.extensions.filter((name) => name !== 'creation-defer-length');
    const room = new Room(directory, keepFree);
    return {
        datastore,
        /** Whether so many more bytes leave free what is to stay free. */
        async hasRoom(size) {
            return room.has(size);
        },
        /** Take room for an upload while a request of it lasts; false where there is none. */
        async claim(id, size) {
            return room.claim(id, size ?? (await datastore.getUpload(id)).size);
        },
        release(id) {
            room.release(id);
        },
        /** A whole pack is on the disk, with its names, before its last byte is acknowledged. */
        async keep(id) {
            await synced(path.join(directory, id));
            await synced(path.join(directory, `${id}.json`));
            await synced(directory);
        },
        /** Take away what was never finished. FileStore's own way looks at the offset that was written down at creation,
            so it takes whole uploads for unfinished ones and deletes packs that nobody has taken in yet (2.1.1). */
        async tidy(now) {
            for (const name of await readdir(directory)) {
                const id = INFO.exec(name)?.[1];
                if (id !== undefined) await removeUnfinished(datastore, id, now - unfinishedFor);
            }
        },
        /** Nothing: nginx reads the folder. */
        async read() {
            return undefined;
        },
    };
}

async function removeUnfinished(datastore, id, before) {
    try {
        const upload = await datastore.getUpload(id);
        const begun = Date.parse(upload.creation_date);
        if (upload.offset < upload.size && begun < before) await datastore.remove(id);
    } catch {
        // taken in, or removed by its sender, meanwhile
    }
}

async function synced(name) {
    try {
        const file = await open(name, 'r');
        try {
            await file.sync();
        } finally {
            await file.close();
        }
    } catch (error) {
        if (error.code !== 'ENOENT') throw error; // the receiver has taken it in already
    }
}
