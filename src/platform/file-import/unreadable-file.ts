/** A file that cannot be imported as a whole; the message is one line for the person who runs the import. */
export class UnreadableFile extends Error {
  override name = "UnreadableFile";
}
