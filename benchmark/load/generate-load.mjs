/**
 * The load generator, a process of its own, told by messages what to send: autocannon over keep-alive connections, each with
 * requests of its own written beforehand. Latencies are kept in full, since autocannon's histogram counts whole milliseconds.
 */
import autocannon from "autocannon";

/** How many wrong answers are shown in full. */
const shownFaults = 3;

process.on("message", async ({ url, requests, clients, seconds }) => {
  try {
    process.send({ result: await sendLoad(url, requests, clients, seconds) });
  } catch (error) {
    process.send({ failure: error.stack });
  }
});
process.on("disconnect", () => process.exit(0));

/**
 * @param {string} url
 * @param {{ path: string, headers: Record<string, string>, body: string }[][]} requests a list for each connection
 */
function sendLoad(url, requests, clients, seconds) {
  const latencies = [];
  const faults = [];
  let failed = 0;
  const note = (text) => {
    failed += 1;
    if (faults.length < shownFaults) faults.push(String(text).slice(0, 500));
  };
  let connection = 0;
  // autocannon's own duration holds the writing of all requests and what is left of its last sample.
  let startedAt = 0;
  let answeredAt = 0;
  return new Promise((resolve, reject) => {
    const run = autocannon(
      {
        url,
        connections: clients,
        duration: seconds,
        // Milliseconds; it stops at the end of a sample.
        sampleInt: 100,
        // The first request of a connection, before its own are known.
        method: "POST",
        setupClient(client) {
          const own = requests[connection % requests.length];
          connection += 1;
          client.setRequests(own.map((request) => ({ method: "POST", ...request })));
        },
        verifyBody: (body) => isAnswer(body) || note(body),
      },
      (error, result) => {
        if (error) return reject(error);
        if (result.non2xx > 0) note(`${result.non2xx} answers with a status other than 200`);
        if (latencies.length === 0) note(`no answer within ${seconds} s`);
        if (result.errors > 0) note(`${result.errors} connections or requests failed`);
        resolve({ ...summary(latencies), seconds: (answeredAt - startedAt) / 1000, failed, faults });
      },
    );
    run.on("start", () => {
      startedAt = performance.now();
    });
    run.on("response", (_client, _status, _bytes, milliseconds) => {
      answeredAt = performance.now();
      latencies.push(milliseconds);
    });
  });
}

/** An answer with data and without errors of either kind. */
function isAnswer(body) {
  return body.startsWith('{"data":{') && !body.includes('"errors":[') && !refusedProposal.test(body);
}
const refusedProposal = /"userErrors":\[\{|"code":"/;

/** Milliseconds. */
function summary(latencies) {
  latencies.sort((one, other) => one - other);
  const percentile = (share) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? null;
  const total = latencies.reduce((sum, latency) => sum + latency, 0);
  return {
    requests: latencies.length,
    mean: total / Math.max(1, latencies.length),
    p50: percentile(0.5),
    p99: percentile(0.99),
  };
}
