/** Bytes of a file, 25 MB; the database holds it too. */
export const mostBytes = 26_214_400;
/** What hangs on one row; the database holds it too. */
export const mostOnOneRow = 10;
/** Files of an account that hang on nothing: several messages' worth that are being written. */
export const mostUnhung = 50;
/** Bytes that an account announces in a day, by the calendar in Denmark: a season's sheet music, not a copy of a disk. */
export const bytesPerDay = 500_000_000;
/** Hours after which what hangs on nothing is removed. */
export const unhungHours = 24;
/** Seconds that an upload link can be used to begin with, up to a minute more. */
export const uploadLinkSeconds = 900;
/** Seconds that a download link can be used, up to a minute more. */
export const downloadLinkSeconds = 300;
