/** The name of the constraint that a failed statement broke (SQLSTATE class 23), else undefined. */
export function brokenConstraint(error: unknown): string | undefined {
  const { code, constraint } = databaseErrorOf(error);
  return code?.startsWith("23") ? constraint : undefined;
}

/** Whether a transaction was broken off for the sake of another and may simply be run again. */
export function isPassingConflict(error: unknown): boolean {
  const { code } = databaseErrorOf(error);
  // serialization_failure and deadlock_detected
  return code === "40001" || code === "40P01";
}

/** The SQLSTATE and constraint of an error of the driver, or of TypeORM's wrapping of it. */
function databaseErrorOf(error: unknown): { readonly code?: string; readonly constraint?: string } {
  const cause =
    typeof error === "object" && error !== null && "driverError" in error ? error.driverError : error;
  if (typeof cause !== "object" || cause === null) return {};
  const { code, constraint } = cause as { readonly code?: unknown; readonly constraint?: unknown };
  return {
    code: typeof code === "string" ? code : undefined,
    constraint: typeof constraint === "string" ? constraint : undefined,
  };
}
