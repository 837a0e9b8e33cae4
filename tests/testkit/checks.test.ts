test("every check before the tests passed", () => {
  expect(process.env.SAMSPIL_FAILED_CHECKS ?? "").toBe("");
});
