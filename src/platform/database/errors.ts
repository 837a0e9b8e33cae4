/** The name of the constraint that a failed statement broke (SQLSTATE class 23), else undefined. */
export function brokenConstraint(error: unknown): string | undefined {
  const cause =
    typeof error === "object" && error !== null && "driverError" in error ? error.driverError : error;
  if (typeof cause !== "object" || cause === null) return undefined;
  const { code, constraint } = cause as { code?: unknown; constraint?: unknown };
  return typeof code === "string" && code.startsWith("23") && typeof constraint === "string"
    ? constraint
    : undefined;
}
