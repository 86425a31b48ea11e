import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { createInflateRaw, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { finishMember, openSegment } from './gzip.ts';

const HEADER = 10;
const TRAILER = 8;

/** Texts of every kind and size a record may bring, long ones by repetition or noise. */
const text = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20_000 })).map(([piece, times]) => piece.repeat(times)),
  fc.uint8Array({ minLength: 15_000, maxLength: 150_000 }).map((bytes) => Buffer.from(bytes).toString('base64')),
);

/** The tail's own length decides how it is packed: look close to the borders. */
const tail = fc.oneof(text, fc.integer({ min: 0, max: 130 }).map((length) => 'x'.repeat(length)), fc.integer({ min: 4090, max: 4100 }).map((length) => 'x'.repeat(length)), fc.constantFrom(']}', 'é'.repeat(32), 'a'.repeat(65_535), '🩺'.repeat(16_385)));

async function member(segment: string, rest: string): Promise<Buffer> {
  return Buffer.concat(await finishMember(await openSegment(Buffer.from(segment)), Buffer.from(rest)));
}

describe('a gzip member stitched from segments', () => {
  it('decodes to the segment and the tail, whatever their sizes (RFC 1952)', async () => {
    await fc.assert(
      fc.asyncProperty(text, tail, async (segment, rest) => {
        assert.ok(gunzipSync(await member(segment, rest)).equals(Buffer.from(segment + rest)));
      }),
      { numRuns: 150 },
    );
  });

  it('is one member: the deflate stream reaches exactly to the trailer', async () => {
    await fc.assert(
      fc.asyncProperty(text, tail, async (segment, rest) => {
        const bytes = await member(segment, rest);
        const inflate = createInflateRaw().resume();
        inflate.end(bytes.subarray(HEADER));
        await once(inflate, 'end');
        assert.equal(inflate.bytesWritten, bytes.length - HEADER - TRAILER);
      }),
      { numRuns: 60 },
    );
  });

  it('decodes in the reader that browsers have', async () => {
    const record = `{"entry":[${'{"note":"naïve 🩺"},'.repeat(20_000)}`;
    for (const rest of ['', ']}', '{}]}'.repeat(40_000)]) {
      const stream = new Blob([new Uint8Array(await member(record, rest))]).stream().pipeThrough(new DecompressionStream('gzip'));
      assert.equal(await new Response(stream).text(), record + rest);
    }
  });

  it('shows a damaged tail: the checksum covers both parts', async () => {
    const bytes = await member('record', ']}');
    bytes[bytes.length - TRAILER - 1] = '!'.charCodeAt(0);
    assert.throws(() => gunzipSync(bytes), { code: 'Z_DATA_ERROR' });
  });
});
