import type { Sharp, SharpConstructor } from "sharp";
import { fewAtATime } from "../../../platform/concurrency/few-at-a-time.js";
import { mostBytes } from "../attachment-limits.js";
import { fileRefusal } from "../attachments.errors.js";

/** Pixels that an image may have, all pictures of a moving one together: what a telephone takes at its largest. */
const mostPixels = 50_000_000;
/** Pixels of the longest side as it is stored: enough for print across a page. */
const longestSide = 4096;
/** Seconds that making an image anew may take. */
const patienceSeconds = 20;
/** Images that a process makes at a time; each takes a core and tens of megabytes. */
const inTurn = fewAtATime(2);

/** How each kind of image is written. */
const writers: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  "image/jpeg": (image) => image.jpeg({ quality: 85 }),
  "image/png": (image) => image.png(),
  "image/webp": (image) => image.webp({ quality: 85 }),
  "image/gif": (image) => image.gif(),
};
/** Kinds whose pictures may move. */
const moving: ReadonlySet<string> = new Set(["image/gif", "image/webp"]);

/** An image that was made anew. */
export interface NewImage {
  readonly byteSize: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Makes an image anew from its pixels: what it holds beside them (where it was taken, with which camera, what was hidden in it)
 * is gone. It stands upright, in sRGB, its longest side at most 4,096 pixels; what moves goes on moving.
 * @throws FileRefusal BROKEN_IMAGE or IMAGE_TOO_LARGE
 */
export function makeImageAnew(contentType: string, from: string, to: string): Promise<NewImage> {
  return inTurn(async () => {
    const write = writers[contentType];
    if (!write) throw new Error(`${contentType} is no kind of image that is written`);
    const sharp = await loadSharp();
    const mayMove = moving.has(contentType);
    // Only what the image says of itself: asked so, sharp does not refuse what is too large in its own words.
    const unread = sharp(from, { animated: mayMove, limitInputPixels: false });
    const { width, height, pageHeight, pages = 1 } = await orBroken(unread.metadata());
    if (width * (pageHeight ?? height) * pages > mostPixels) throw fileRefusal("IMAGE_TOO_LARGE");
    const image = sharp(from, { animated: mayMove, limitInputPixels: mostPixels, failOn: "error" });
    const upright = pages > 1 ? image : image.autoOrient();
    const fitted = upright.resize({
      width: longestSide,
      height: longestSide,
      fit: "inside",
      withoutEnlargement: true,
    });
    const made = await orBroken(write(fitted).timeout({ seconds: patienceSeconds }).toFile(to));
    if (made.size > mostBytes) throw fileRefusal("IMAGE_TOO_LARGE");
    return { byteSize: made.size, width: made.width, height: made.pageHeight ?? made.height };
  });
}

/** Whatever an image does to its reader, it is the image that is at fault. */
async function orBroken<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch {
    throw fileRefusal("BROKEN_IMAGE");
  }
}

let loading: Promise<SharpConstructor> | undefined;

/** sharp, which the first image loads, reads these four kinds and no other of the many that it knows; nothing is kept between images. */
function loadSharp(): Promise<SharpConstructor> {
  loading ??= import("sharp").then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({
      operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"],
    });
    return sharp;
  });
  return loading;
}
