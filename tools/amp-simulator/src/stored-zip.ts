import { crc32 } from 'node:zlib';

/** One file of an archive. */
export interface ZipEntry {
  /** With `/`; a directory ends in `/` and has no bytes. */
  name: string;
  bytes: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8_NAMES = 0x0800;
/** 1980-01-01, the first day a zip can name: the same entries always give the same bytes. */
const DOS_DATE = 0x21;

/** The fields that the local and the central record of an entry have in common, 26 bytes. */
function entryFields(entry: ZipEntry, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc32(entry.bytes), 10);
  fields.writeUInt32LE(entry.bytes.length, 14);
  fields.writeUInt32LE(entry.bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** A zip whose entries are stored uncompressed: readable by every unzip and by Java. */
export function writeStoredZip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const fields = entryFields(entry, name);
    local.push(uint32(LOCAL), fields, name, entry.bytes);
    // version made by; comment length, disk, internal and external attributes stay zero
    central.push(uint32(CENTRAL), Buffer.from([20, 0]), fields, Buffer.alloc(10), uint32(offset), name);
    offset += 30 + name.length + entry.bytes.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** Reads what `writeStoredZip` wrote; other zips may be compressed and are refused. */
export function readStoredZip(zip: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let offset = 0;
  while (offset + 30 <= zip.length && zip.readUInt32LE(offset) === LOCAL) {
    if (zip.readUInt16LE(offset + 8) !== 0)
      throw new Error('this zip is compressed, it was not written here');
    const size = zip.readUInt32LE(offset + 18);
    const nameEnd = offset + 30 + zip.readUInt16LE(offset + 26);
    const start = nameEnd + zip.readUInt16LE(offset + 28);
    const bytes = zip.subarray(start, start + size);
    if (crc32(bytes) !== zip.readUInt32LE(offset + 14)) throw new Error('an entry of the zip is damaged');
    entries.push({ name: zip.toString('utf8', offset + 30, nameEnd), bytes });
    offset = start + size;
  }
  return entries;
}
