import { ConfigError } from "../../config/config.js";

/** The embedded database cannot be made, started or shared; the message is the one line to print before leaving. */
export class EmbeddedPostgresError extends ConfigError {
  override name = "EmbeddedPostgresError";
}
