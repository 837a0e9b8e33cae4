/** Lets at most so many acts run at a time; the others wait in their order. */
export function fewAtATime(most: number): <Result>(act: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (act) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await act();
    } finally {
      // The place is handed on, so that nobody who comes in this moment takes it from who waits.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
