/**
 * Runs commands of the built command line one after another in one process, since loading the program takes longer than
 * most of them. Asked and answered by messages: `{ args, env }`, `{ code, stdout, stderr }`.
 */
const { main } = await import("../../dist/src/main.js");

const write = (add) => (chunk, encoding, done) => {
  add(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
  const callback = typeof encoding === "function" ? encoding : done;
  if (callback) process.nextTick(callback);
  return true;
};

process.on("message", async ({ args, env }) => {
  const written = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"])
    process[stream].write = write((text) => {
      written[stream] += text;
    });
  process.env = env;
  process.exitCode = undefined;
  try {
    await main(args);
  } catch (error) {
    // As Node.js does with what nobody catches.
    written.stderr += `${error instanceof Error ? error.stack : error}\n`;
    process.exitCode = 1;
  }
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  process.send({ code, ...written });
});
process.once("disconnect", () => process.exit());
process.send("ready");
