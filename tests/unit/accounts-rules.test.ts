import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { ageOn, isPlausibleBirthDate } from "../../src/domains/accounts/account-age.js";
import { assertTrustedDestination } from "../../src/domains/accounts/authentication/origins.js";
import {
  hashPassword,
  isPassword,
  passwordLengthProblem,
} from "../../src/domains/accounts/authentication/passwords.js";
import { readCredential, signToken } from "../../src/domains/accounts/authentication/session-credential.js";
import { createTurns } from "../../src/domains/accounts/authentication/turns.js";
import { countedAddress } from "../../src/platform/limits/counted-address.js";
import { dayInDenmark } from "../../src/platform/time/day.js";
import { serverProgram } from "../testkit/test-run.js";

describe("age by the calendar in Denmark", () => {
  const cases: [string, string, number][] = [
    // Winter: midnight in Copenhagen is 23:00 UTC the day before.
    ["2010-01-15", "2025-01-14T22:59:59.999Z", 14],
    ["2010-01-15", "2025-01-14T23:00:00.000Z", 15],
    // Summer: 22:00 UTC.
    ["2010-07-15", "2025-07-14T21:59:59.999Z", 14],
    ["2010-07-15", "2025-07-14T22:00:00.000Z", 15],
    // New Year's Eve is already next year in Denmark.
    ["2011-01-01", "2025-12-31T23:00:00.000Z", 15],
    // 29 February: older on 1 March of a common year, on the day itself of a leap year.
    ["2008-02-29", "2023-02-28T12:00:00.000Z", 14],
    ["2008-02-29", "2023-02-28T23:00:00.000Z", 15],
    ["2008-02-29", "2024-02-28T22:59:59.999Z", 15],
    ["2008-02-29", "2024-02-28T23:00:00.000Z", 16],
    // The nights of both changes of the clock.
    ["2010-03-30", "2025-03-29T23:00:00.000Z", 15],
    ["2010-10-26", "2025-10-25T21:59:59.999Z", 14],
    ["2010-10-26", "2025-10-25T22:00:00.000Z", 15],
    ["2025-01-01", "2024-06-01T00:00:00.000Z", -1],
  ];
  test.each(cases)("born %s, at %s: %i", (birthDate, instant, age) => {
    expect(ageOn(birthDate, new Date(instant))).toBe(age);
  });

  test.each(["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])(
    "the same on a machine in %s",
    async (zone) => {
      const compiled = new URL("domains/accounts/account-age.js", pathToFileURL(serverProgram)).href;
      const program = `const { ageOn } = await import(${JSON.stringify(compiled)});
      console.log(JSON.stringify(${JSON.stringify(cases)}.map(([born, at]) => ageOn(born, new Date(at)))));`;
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
        env: { ...process.env, TZ: zone },
      });
      expect(JSON.parse(stdout)).toEqual(cases.map(([, , age]) => age));
    },
  );

  test("only days that somebody alive may be born on", () => {
    const now = new Date("2026-11-22T23:30:00Z");
    expect(dayInDenmark(now)).toBe("2026-11-23");
    for (const day of ["1900-01-01", "2000-02-29", "2026-11-23"])
      expect([day, isPlausibleBirthDate(day, now)]).toEqual([day, true]);
    for (const day of [
      "1899-12-31",
      "1900-02-29",
      "2026-11-24",
      "2000-2-9",
      "2000-13-01",
      "x",
      "",
      "2000-01-01\n",
    ]) {
      expect([day, isPlausibleBirthDate(day, now)]).toEqual([day, false]);
    }
    expect(() => ageOn("2001-02-29", now)).toThrow(RangeError);
  });
});

describe("passwords", () => {
  test("are hashed with argon2id and OWASP's parameters, each with a salt of its own", async () => {
    const [first, second] = [await hashPassword("samspil-demo"), await hashPassword("samspil-demo")];
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await isPassword(first, "samspil-demo")).toBe(true);
    expect(await isPassword(first, "samspil-demp")).toBe(false);
    expect(await isPassword("not a hash", "samspil-demo")).toBe(false);
  });

  test("are the same however a keyboard composes a letter", async () => {
    const hash = await hashPassword("\u00e5ben \u00f8velokale");
    expect(await isPassword(hash, "a\u030aben \u00f8velokale")).toBe(true);
  });

  test("have 10 to 128 code points", () => {
    expect(passwordLengthProblem("123456789")).toBe("PASSWORD_TOO_SHORT");
    expect(passwordLengthProblem("1234567890")).toBeNull();
    expect(passwordLengthProblem("🎵".repeat(128))).toBeNull();
    expect(passwordLengthProblem(`${"🎵".repeat(128)}x`)).toBe("PASSWORD_TOO_LONG");
  });
});

describe("credentials", () => {
  const secret = "s".repeat(40);
  const token = "abcdefghijklmnopqrstuvwxyzABCDEF";
  const signed = signToken(token, secret);

  test("are read from the bearer header before the cookie, and verified", () => {
    const right = { kind: "token", token, signed };
    expect(readCredential({}, secret)).toEqual({ kind: "none" });
    expect(readCredential({ authorization: `Bearer ${signed}` }, secret)).toEqual(right);
    expect(readCredential({ authorization: `bEaReR   ${encodeURIComponent(signed)} ` }, secret)).toEqual(
      right,
    );
    const cookie = `a=b; samspil.session_token=${encodeURIComponent(signed)}; c=d`;
    expect(readCredential({ cookie }, secret)).toEqual(right);
    expect(readCredential({ cookie, authorization: "Bearer x" }, secret)).toEqual({ kind: "invalid" });
    expect(readCredential({ cookie: "samspil.session_token=" }, secret)).toEqual({ kind: "none" });
    expect(readCredential({ cookie: "xsamspil.session_token=x" }, secret)).toEqual({ kind: "none" });
  });

  test("signed by another secret, or altered anywhere, are invalid", () => {
    const given = [signToken(token, `${secret}x`), "", ".", token, `${token}.`, `${signed} `.trim().slice(1)];
    for (let i = 0; i < signed.length; i++) {
      given.push(
        `${signed.slice(0, i)}${signed[i] === "A" ? "B" : "A"}${signed.slice(i + 1)}`,
        signed.slice(0, i),
      );
    }
    for (const each of given) {
      expect([each, readCredential({ authorization: `Bearer ${each}` }, secret).kind]).toEqual([
        each,
        "invalid",
      ]);
    }
  });
});

test("clients are counted by IPv4 address, also when mapped, and by IPv6 network", () => {
  expect(countedAddress("192.0.2.1")).toBe("192.0.2.1");
  expect(countedAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
  expect(countedAddress("2001:db8:0:9::1")).toBe("2001:db8:0:9::/64");
  expect(countedAddress("2001:DB8::9:1:2:3:4")).toBe("2001:db8:0:9::/64");
  expect(countedAddress("2001:0db8:0000:0009:ffff:ffff:ffff:ffff")).toBe("2001:db8:0:9::/64");
  expect(countedAddress("::1")).toBe("0:0:0:0::/64");
  expect(countedAddress("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(countedAddress("")).toBe("");
});

describe("turns", () => {
  test("acts on one key follow each other, others do not wait, a failure lets the next one in", async () => {
    const turns = createTurns(3);
    const events: string[] = [];
    const act = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push(`${name} ends`);
      if (name === "a1") throw new Error("a1");
      return name;
    };
    const results = await Promise.allSettled([
      turns.take("a", act("a1")),
      turns.take("a", act("a2")),
      turns.take("b", act("b1")),
    ]);
    expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([
      "failed",
      "a2",
      "b1",
    ]);
    expect(events.indexOf("a2 begins")).toBeGreaterThan(events.indexOf("a1 ends"));
    expect(events.indexOf("b1 begins")).toBeLessThan(events.indexOf("a1 ends"));
  });

  test("too many on one key are sent away", async () => {
    const turns = createTurns(2);
    const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 5, "done"));
    expect(await Promise.all([turns.take("a", slow), turns.take("a", slow), turns.take("a", slow)])).toEqual([
      "done",
      "done",
      undefined,
    ]);
    expect(await turns.take("a", slow)).toBe("done");
  });
});

test("links lead on to the hub's own paths and to origins that are let in, nowhere else", () => {
  const settings = {
    publicUrl: () => "https://hub.example",
    trustProxy: false,
    corsOrigins: ["https://app.example"],
  };
  const leadsOn = (destination: string) => {
    try {
      assertTrustedDestination(destination, settings);
      return true;
    } catch {
      return false;
    }
  };
  for (const fine of ["/", "/a/b?c=d#e", "https://hub.example/x", "https://app.example"]) {
    expect([fine, leadsOn(fine)]).toEqual([fine, true]);
  }
  for (const refused of [
    "",
    "a",
    "http://hub.example/",
    "https://hub.example:4000/",
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    " https://app.example",
    "https://app.example.evil.example",
    "https://app.example@evil.example",
    "http://app.example",
    "https://app.example:1",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://app.example",
    `/${"a".repeat(2000)}`,
    "/\ud800",
  ]) {
    expect([refused, leadsOn(refused)]).toEqual([refused, false]);
  }
});
