// `node scripts/shrinkPictures.mjs [FILE…]`: gives PNG pictures a palette of 128 colours, which nobody sees on a picture of an editor, and which makes them a third of
// the size. Without files, all of images/. Pictures that have a palette already are left as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import UPNG from 'upng-js';

const COLOURS = 128;
/** Of a PNG: where its colour type stands, and the type that has a palette. */
const [TYPE_AT, PALETTE] = [25, 3];

const given = process.argv.slice(2);
const files = given.length
  ? given
  : readdirSync('images')
      .filter((name) => name.endsWith('.png'))
      .map((name) => `images/${name}`);
for (const file of files) {
  const before = readFileSync(file);
  if (before[TYPE_AT] === PALETTE) continue;
  const picture = UPNG.decode(before.buffer.slice(before.byteOffset, before.byteOffset + before.length));
  const after = new Uint8Array(UPNG.encode(UPNG.toRGBA8(picture), picture.width, picture.height, COLOURS));
  writeFileSync(file, after);
  console.log(`${file}: ${before.length} → ${after.length} bytes`);
}
