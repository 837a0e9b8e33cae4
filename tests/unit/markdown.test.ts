import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";
import { renderMarkdown } from "../../src/platform/text/markdown.js";
import { campaignSize } from "../testkit/campaign.js";
import { seededRandom } from "./seeded-random.js";

type Node = DefaultTreeAdapterTypes.ChildNode;

/** What may stand in the HTML of a text, with the attributes that each may have. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [
      "p",
      "br",
      "hr",
      "em",
      "strong",
      "s",
      "code",
      "pre",
      "blockquote",
      "ul",
      "li",
      "h1",
      "h2",
      "h3",
      "h4",
      "h5",
      "h6",
    ].map((name) => [name, []]),
  ),
  ol: ["start"],
  a: ["href", "rel"],
};

/** What a browser makes of HTML that is not allowed. */
function forbiddenIn(html: string): readonly string[] {
  const problems: string[] = [];
  const walk = (nodes: readonly Node[], isInLink: boolean): void => {
    for (const node of nodes) {
      if (node.nodeName === "#text") continue;
      if (!("tagName" in node)) problems.push(node.nodeName);
      else {
        const names = allowed[node.tagName];
        if (!names || (isInLink && node.tagName === "a")) problems.push(`<${node.tagName}>`);
        for (const { name, value } of node.attrs) {
          if (!names?.includes(name)) problems.push(`${node.tagName} ${name}=${value}`);
          if (name === "start" && !/^\d{1,9}$/.test(value)) problems.push(`start=${value}`);
          if (name === "rel" && value !== "nofollow noopener ugc") problems.push(`rel=${value}`);
          // As a browser reads it, and nothing that is invisible or turns the direction in it.
          if (
            name === "href" &&
            !(
              /^[!-~]+$/.test(value) &&
              URL.canParse(value) &&
              /^(?:https?|mailto):$/.test(new URL(value).protocol)
            )
          )
            problems.push(`href=${value}`);
        }
        if (node.tagName === "a" && node.attrs.length === 1) problems.push("a without rel");
        walk(node.childNodes, isInLink || node.tagName === "a");
      }
    }
  };
  walk(parseFragment(html, { onParseError: ({ code }) => problems.push(code) }).childNodes, false);
  return problems;
}
const problemsOf = async (text: string) => forbiddenIn(await renderMarkdown(text));

test.each([
  ["**fed** og *skrå* og ~~væk~~", "<p><strong>fed</strong> og <em>skrå</em> og <s>væk</s></p>\n"],
  ["én linje\nog en til", "<p>én linje<br>\nog en til</p>\n"],
  [
    "# Plan\n\n1. øve\n2. spille\n\n- a\n- b",
    "<h1>Plan</h1>\n<ol>\n<li>øve</li>\n<li>spille</li>\n</ol>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
  ],
  [
    "> citat\n\n`kode` \n\n```js\n<b>\n```\n\n---",
    "<blockquote>\n<p>citat</p>\n</blockquote>\n<p><code>kode</code></p>\n<pre><code>&lt;b&gt;\n</code></pre>\n<hr>\n",
  ],
  ['[her](https://a.dk "titel")', '<p><a href="https://a.dk" rel="nofollow noopener ugc">her</a></p>\n'],
  [
    "se https://a.dk/ø?b=1&c, tak",
    '<p>se <a href="https://a.dk/%C3%B8?b=1&amp;c" rel="nofollow noopener ugc">https://a.dk/ø?b=1&amp;c</a>, tak</p>\n',
  ],
  ["<mailto:a@b.dk>", '<p><a href="mailto:a@b.dk" rel="nofollow noopener ugc">mailto:a@b.dk</a></p>\n'],
  [
    "![noder](https://a.dk/n.png)",
    '<p>!<a href="https://a.dk/n.png" rel="nofollow noopener ugc">noder</a></p>\n',
  ],
  ["5 < 6 & <b>fed</b>", "<p>5 &lt; 6 &amp; &lt;b&gt;fed&lt;/b&gt;</p>\n"],
  ["[intet]()", "<p><a>intet</a></p>\n"],
  ["", ""],
])("%j becomes what it means", async (text, html) => {
  expect(await renderMarkdown(text)).toBe(html);
  expect(await problemsOf(text)).toEqual([]);
});

/** What somebody tries (of what is not refused when it comes in) who wants to run something, fetch something, or show something as something else. */
const attacks = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<!-- --><![CDATA[x]]><?php ?>",
  "<a href='javascript:alert(1)'>x</a>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](javascript&#58;alert(1))",
  "[x](javascript&colon;alert(1))",
  "[x](java\tscript:alert(1))",
  "[x](<javascript:alert(1)>)",
  "[x](vbscript:x) [x](data:text/html,<script>) [x](file:///etc/passwd) [x](blob:x) [x](//evil.example)",
  "[x](/files/own) [x](#top) [x](?q) [x](ftp://a.dk) [x](tel:112)",
  "<javascript:alert(1)> <data:text/html,x> <ftp://a.dk> <x@y.dk>",
  '[x](https://a.dk" onmouseover="alert(1))',
  "[x](https://a.dk 't\" onmouseover=\"alert(1)')",
  '[x](https://a.dk/"><script>)',
  '[x](<https://a.dk/"onmouseover=alert(1)>)',
  "https://a.dk/\"onmouseover=alert(1) https://a.dk/'x https://a.dk/<script>",
  "http://javascript:alert(1)@a.dk",
  "[https://good.dk](https://evil.example)",
  "![x](https://tracker.example/p.gif) ![x](data:image/svg+xml,x) [![x](https://a.dk/i)](https://b.dk)",
  "[x]: https://a.dk\n\n[x] ![x]",
  "&lt;script&gt; &#60;script&#62; &#x202e; &NotEqualTilde;",
  "https://a.dk/%E2%80%AE%00%0A <https://a.dk/%E2%80%AE>",
  "https://xn--e1awd7f.com https://аpple.com",
  '```"><script>alert(1)</script>\nx\n```',
  '~~~ x" onclick="y\nx',
  "``` <img>\n```",
  "|a|b|\n|:-|-:|\n|<b>|x|",
  "99999999999. x\n\n999999999. y",
  "<div\n\n<p>\n<style>*{}</style><iframe src=x></iframe><form><input></form><base href=x><meta http-equiv=refresh>",
  "\\<script> `<script>` <scr<script>ipt>",
  "[a](https://a.dk)[b](https://b.dk [c](https://c.dk)",
  "[a [b](https://b.dk)](https://a.dk)",
  "<https://a.dk/ x> <https://a.dk/\n>",
  'mailto:a@b.dk?subject="><b> mailto:"x"@b.dk',
];

test.each(attacks)("%j does no harm", async (text) => {
  expect(await problemsOf(text)).toEqual([]);
  expect(await renderMarkdown(text)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
});

test("no text that is put together of such parts does harm", async () => {
  const parts = [
    ...attacks,
    ..."*_~`[](){}<>!#-+=|\\\"'&;:/@.\n\t 0a".split(""),
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n    ",
    "https://",
    "http://a.dk",
    "mailto:",
    "javascript:",
    "](",
    "](<",
    "```",
    "~~~",
    "<!--",
    "&#",
    "%3C",
    "%22",
  ];
  for (let round = 0; round < campaignSize(20_000); round += 1) {
    const random = seededRandom(round);
    const text = Array.from(
      { length: 1 + Math.floor(random() * 12) },
      () => parts[Math.floor(random() * parts.length)],
    ).join("");
    expect([round, text, await problemsOf(text)]).toEqual([round, text, []]);
  }
});

describe("10,000 characters made to take long", () => {
  const units = [
    "[",
    "]",
    "(",
    "*",
    "**",
    "_",
    "`",
    "~~",
    "![",
    "[](",
    "[]((",
    "[a](<b",
    "<",
    "<a:",
    "<http://",
    "http://",
    "http://a",
    "http://a.b/(((",
    "https://[",
    "mailto:a@",
    "mailto:a@b.c,",
    "> ",
    "- ",
    "1. ",
    "* - ",
    "\n- ",
    "\n\n- a",
    "\n>",
    "> - ",
    "#",
    "\\",
    "&",
    "&#",
    "a*",
    "*a ",
    "*a_",
    "**a *b ",
    "a**b",
    "*a**b",
    "`a``b",
    "|",
    "a|\n-|\n",
    "```\n",
    "~~~\n",
    "\t",
    "[*",
    "*[",
    "_*",
    "[`",
    "`[",
    '[x](http://a "',
    "<!--",
    "<?",
    "<![CDATA[",
    "**<",
    "[a]: b\n",
    "[a]",
    "-\n",
    "=\n",
    '"',
    "a_b_",
    "*~_",
    "*_`~[",
    "[\\",
    "`\\",
    "x@y.",
  ];
  const fill = (unit: string) => unit.repeat(Math.ceil(10_000 / unit.length)).slice(0, 10_000);
  const growing = (part: (place: number) => string) => {
    let text = "";
    for (let place = 1; text.length < 10_000; place += 1) text += part(place);
    return text.slice(0, 10_000);
  };
  const texts = [
    ...units.map((unit): [string, string] => [unit, fill(unit)]),
    ...units.map((unit): [string, string] => [
      `${unit} then turned`,
      fill(unit).slice(0, 5_000) + [...fill(unit).slice(0, 5_000)].reverse().join(""),
    ]),
    ["[[[ ... ]]]", "[".repeat(5_000) + "]".repeat(5_000)],
    ["backticks in growing runs", growing((place) => `${"`".repeat(place)} `)],
    ["lists in lists", growing((place) => `${"  ".repeat(place)}- a\n`)],
    ["quotations in quotations", growing((place) => `${">".repeat(place)} a\n`)],
    ["a long definition used often", `[x]: http://${"a".repeat(5_000)}\n\n${"[x]".repeat(1_660)}`],
  ] as const;

  test("are read within half a second each, become below 200,000, and do no harm", async () => {
    const slow: string[] = [];
    for (const [name, text] of texts) {
      const before = process.cpuUsage();
      const html = await renderMarkdown(text);
      const { user, system } = process.cpuUsage(before);
      if (user + system > 500_000) slow.push(`${name}: ${(user + system) / 1000} ms`);
      expect([name, html.length < 200_000]).toEqual([name, true]);
      expect([name, forbiddenIn(html)]).toEqual([name, []]);
    }
    expect(slow).toEqual([]);
  });
});
