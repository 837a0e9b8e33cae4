import { setImmediate } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import MarkdownIt from "markdown-it";
import { fewAtATime } from "../concurrency/few-at-a-time.js";

/** Where a link may lead; everything else stays text. */
const allowedLink = /^(?:https?:\/\/|mailto:)/i;
/** Of a link that somebody else has written: it is no recommendation of ours, and its page does not get hold of ours. */
const linkRelation = "nofollow noopener ugc";
/** Characters of texts and HTML that are kept: some 10,000 ordinary messages. */
const mostKept = 8_000_000;

/**
 * Left out. HTML is shown as it was typed. Images would be fetched from elsewhere and tell who reads when. Definitions of links
 * make a short text arbitrarily long. Character references could write what is refused when it comes in, such as bidirectional
 * controls. Tables come with styles.
 */
const leftOut = ["html_block", "html_inline", "image", "reference", "entity", "table"];

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable(leftOut);
markdown.linkify
  .set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  .add("ftp:", null)
  .add("//", null);
markdown.validateLink = (url) => allowedLink.test(url) && URL.canParse(url);
// As it was typed: decoded, an address could show characters that are refused when they come in, or look like another one.
markdown.normalizeLinkText = (url) => url;
markdown.renderer.rules.link_open = (tokens, index, options, _, renderer) => {
  const token = tokens[index];
  // `[so]()` leads nowhere.
  const href = token?.attrGet("href");
  if (token)
    token.attrs = href
      ? [
          ["href", href],
          ["rel", linkRelation],
        ]
      : [];
  return renderer.renderToken(tokens, index, options);
};
// The name of a language would become a class.
markdown.renderer.rules.fence = (tokens, index) =>
  `<pre><code>${markdown.utils.escapeHtml(tokens[index]?.content ?? "")}</code></pre>\n`;

const kept = new LRUCache<string, string>({
  maxSize: mostKept,
  sizeCalculation: (html, text) => html.length + text.length + 1,
});

const oneAtATime = fewAtATime(1);

/**
 * A text in Markdown (CommonMark with strikethrough; every line break breaks the line; addresses become links) as HTML that a page may
 * show as it stands: paragraphs, headings, lists, quotations, code, emphasis, rules, and links to http, https and mailto. Whatever
 * else is typed, HTML too, is shown as text. 10,000 characters take below 0.1 s and become below 200,000, whatever they are.
 */
export async function renderMarkdown(text: string): Promise<string> {
  const known = kept.get(text);
  if (known !== undefined) return known;
  return oneAtATime(async () => {
    // Others get their turn between two texts.
    await setImmediate();
    const html = kept.get(text) ?? markdown.render(text);
    kept.set(text, html);
    return html;
  });
}
