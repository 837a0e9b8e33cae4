import { fewAtATime } from "../../src/platform/concurrency/few-at-a-time.js";

/** Acts that end when they are told to, and how many have begun. */
function acts() {
  const begun: number[] = [];
  const ends: ((fail?: Error) => void)[] = [];
  const act = (number: number) => () =>
    new Promise<number>((resolve, reject) => {
      begun.push(number);
      ends[number] = (fail) => (fail ? reject(fail) : resolve(number));
    });
  return { begun, ends, act };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("no more than so many run at a time, the others in their order, also after one that failed", async () => {
  const { begun, ends, act } = acts();
  const inTurn = fewAtATime(2);
  const results = [0, 1, 2, 3].map((number) => inTurn(act(number)));
  const outcomes = Promise.allSettled(results);
  await settled();
  expect(begun).toEqual([0, 1]);
  ends[1]?.(new Error("broken"));
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  // Who comes while somebody waits does not pass them.
  const late = inTurn(act(4));
  ends[0]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[2]?.();
  ends[3]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  ends[4]?.();
  expect(await late).toBe(4);
  expect((await outcomes).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
  ]);
});

test("whoever comes in the moment one ends does not run beside the next", async () => {
  for (let moment = 0; moment < 12; moment += 1) {
    const inTurn = fewAtATime(1);
    let running = 0;
    let most = 0;
    const act = async (ending: Promise<void>) => {
      running += 1;
      most = Math.max(most, running);
      await ending;
      running -= 1;
    };
    let end = () => {};
    const ending = new Promise<void>((resolve) => {
      end = resolve;
    });
    const two = [inTurn(() => act(ending)), inTurn(() => act(settled()))];
    end();
    for (let turn = 0; turn < moment; turn += 1) await Promise.resolve();
    await Promise.all([...two, inTurn(() => act(settled()))]);
    expect([moment, most]).toEqual([moment, 1]);
  }
});
