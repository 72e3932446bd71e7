import { receiveText } from './received-body.js';
import { S3Error } from './s3-error.js';
import type { S3Exchange } from './s3-exchange.js';
import { childText, readXml } from './xml-reading.js';
import type { XmlChild } from './xml-writing.js';

const MAX_OBJECTS = 1_000;

/** DeleteObjects: up to a thousand keys at once. */
export async function removeObjects(exchange: S3Exchange): Promise<void> {
  const bucket = exchange.bucket();
  const document = readXml(await receiveText(exchange.request, exchange.proof));
  const named = document.children.filter((child) => child.name === 'Object');
  const keys = named.map((child) => childText(child, 'Key'));
  if (
    document.name !== 'Delete' ||
    keys.length === 0 ||
    keys.length > MAX_OBJECTS ||
    keys.includes(undefined)
  )
    throw new S3Error('MalformedXML', `Expected <Delete> with 1 to ${MAX_OBJECTS} objects, each with a key.`);
  const deleted = (keys as string[]).map((key): XmlChild => {
    bucket.removeObject(key);
    return ['Deleted', [['Key', key]]];
  });
  exchange.xml('DeleteResult', childText(document, 'Quiet') === 'true' ? [] : deleted);
}
