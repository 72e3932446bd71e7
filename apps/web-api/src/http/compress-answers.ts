import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Below this an answer fits into one packet anyway. */
const WORTH_IT_BYTES = 1_400;
/** Texts; what is packed already (archives, contents by their hash) and streams of events stay as they are. */
const TEXTS =
  /^(?:application\/(?:[\w.+-]+\+)?(?:json|yaml)|text\/(?!event-stream)[\w.+-]+|image\/svg\+xml)(?:;|$)/;

/** Large text answers are compressed for clients that accept it: brotli, else gzip. For every route that is registered later. */
export async function compressAnswers(server: FastifyInstance): Promise<void> {
  await server.register(compress, {
    encodings: ['br', 'gzip', 'identity'],
    threshold: WORTH_IT_BYTES,
    customTypes: TEXTS,
    // The default of brotli is for files that are packed once and read for years
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    // Packed bodies of requests are none of its business: agents send packs in a format of their own.
    globalDecompression: false,
  });
}
