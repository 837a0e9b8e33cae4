/** What an import is asked to read, and how. */
export interface ImportRequest {
  readonly what: "actors" | "relationships";
  readonly file: string;
  /** Writes nothing. */
  readonly dryRun: boolean;
  /** Reports one JSON object a line. */
  readonly json: boolean;
}

/** Reads the arguments of `import`; null when they are none of it. */
export function readImportRequest(args: readonly string[]): ImportRequest | null {
  const options = args.filter((arg) => arg.startsWith("--"));
  const words = args.filter((arg) => !arg.startsWith("--"));
  const [first] = words;
  const isNamed = first === "actors" || first === "relationships";
  const [file, ...more] = isNamed ? words.slice(1) : words;
  const unknown = options.some((option) => option !== "--dry-run" && option !== "--json");
  if (file === undefined || more.length > 0 || unknown) return null;
  return {
    what: isNamed ? first : "actors",
    file,
    dryRun: options.includes("--dry-run"),
    json: options.includes("--json"),
  };
}
