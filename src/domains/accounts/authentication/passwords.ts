/** The library is loaded by the first password that is hashed or checked. */
const loadArgon2 = () => import("@node-rs/argon2");

/** Shortest password, in Unicode code points. */
export const minPasswordLength = 10;
/**
 * Longest password, in Unicode code points. NIST SP 800-63B asks for at least 64 and for no rules of composition.
 */
export const maxPasswordLength = 128;

/**
 * Second choice of the OWASP Password Storage Cheat Sheet for argon2id: 19 MiB, 2 passes, 1 lane. The library's
 * default algorithm is argon2id.
 */
const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password to argon2id's PHC form, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await loadArgon2();
  return hash(canonical(password), argon2Parameters);
}

/** As `hashPassword`, with a given salt of at least 8 bytes: the same hash every time, for a password that is public. */
export async function hashPublicPassword(password: string, salt: Uint8Array): Promise<string> {
  const { hash } = await loadArgon2();
  return hash(canonical(password), { ...argon2Parameters, salt });
}

/** Whether the password is the one that was hashed. False, not an error, for a hash of another form. */
export async function isPassword(passwordHash: string, password: string): Promise<boolean> {
  const { verify } = await loadArgon2();
  try {
    return await verify(passwordHash, canonical(password));
  } catch {
    return false;
  }
}

/** Keyboards write the same letter in more than one way; NIST SP 800-63B, section 3.1.1.2, asks for NFKC or NFKD. */
function canonical(password: string): string {
  return password.normalize("NFKC");
}

/** What is wrong with the length of a new password, or null. */
export function passwordLengthProblem(password: string): "PASSWORD_TOO_SHORT" | "PASSWORD_TOO_LONG" | null {
  // A code point is at most two code units: a text this long need not be counted.
  if (password.length > 2 * maxPasswordLength) return "PASSWORD_TOO_LONG";
  const length = [...password].length;
  if (length > maxPasswordLength) return "PASSWORD_TOO_LONG";
  return length < minPasswordLength ? "PASSWORD_TOO_SHORT" : null;
}
