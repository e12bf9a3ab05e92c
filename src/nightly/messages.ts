/** A digest in the form that each service of the network takes: Slack, Teams, a webhook of the user's own. */
import { createHmac } from "node:crypto";
import type { Call } from "../forge/call.js";
import { bySeverity } from "../render/summary.js";
import {
  cut,
  moreLine,
  oneLine,
  saying,
  shownItems,
  standingOf,
  titleOf,
  type Digest,
  type Item,
} from "./digest.js";

const icons = { breaking: "🔴", warning: "🟡", info: "🔵" } as const;

const iconOf = ({ status, severity }: Item): string => (status === "fixed" ? "✅" : icons[severity]);

/** Block Kit, as an incoming webhook takes it (a header 150 characters, a section 3,000). */
export function slackMessage(digest: Digest): object {
  const section = (text: string): object => ({ type: "section", text: { type: "mrkdwn", text } });
  const items = digest.items.slice(0, shownItems).map((item) => {
    const at = item.at === undefined ? "" : `\n${slackCode(cut(item.at, 200))}`;
    return section(
      `${iconOf(item)} *${item.status}* ${slackCode(cut(item.key, 500))} ${slackText(cut(saying(item), 500))}${at}`,
    );
  });
  const more = moreLine(digest);
  const link = digest.link === undefined ? "" : ` <${digest.link}|The report>`;
  return {
    text: slackText(titleOf(digest)),
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: cut(oneLine(titleOf(digest)), 150), emoji: false },
      },
      ...items,
      ...(more === undefined ? [] : [section(more)]),
      { type: "context", elements: [{ type: "mrkdwn", text: `${slackText(standingOf(digest))}${link}` }] },
    ],
  };
}

/** Slack reads &, < and >, and between them mentions and links ("Formatting text for app surfaces"). */
const slackText = (text: string): string =>
  oneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Nothing escapes a back-tick in Slack's code. */
const slackCode = (text: string): string => `\`${slackText(text).replaceAll("`", "ˋ")}\``;

/** An Adaptive Card, as a Teams workflow "when a webhook request is received" takes it (28 KB). */
export function teamsMessage(digest: Digest): object {
  const block = (text: string, more: object = {}): object => ({
    type: "TextBlock",
    text,
    wrap: true,
    ...more,
  });
  const items = digest.items.slice(0, shownItems).map((item) => {
    const at = item.at === undefined ? "" : ` (${cardText(cut(item.at, 200))})`;
    return block(
      `${iconOf(item)} **${item.status}** ${cardText(cut(item.key, 300))} ${cardText(cut(saying(item), 300))}${at}`,
    );
  });
  const more = moreLine(digest);
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      block(cardText(titleOf(digest)), { size: "Medium", weight: "Bolder" }),
      ...items,
      ...(more === undefined ? [] : [block(more)]),
      block(cardText(standingOf(digest)), { isSubtle: true, spacing: "Medium" }),
    ],
    ...(digest.link === undefined
      ? {}
      : { actions: [{ type: "Action.OpenUrl", title: "The report", url: digest.link }] }),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return { type: "message", attachments: [{ contentType, contentUrl: null, content }] };
}

/** Text of a card is a part of Markdown. */
const cardText = (text: string): string => oneLine(text).replace(/[\\`*_[\]()<>#|~-]/g, "\\$&");

/** What a webhook of the user's own is sent; described in docs/nightly.md. */
export const webhookBody = (digest: Digest): string =>
  JSON.stringify({
    format: 1,
    target: digest.target,
    run: digest.run,
    at: digest.at,
    title: titleOf(digest),
    news: digest.items,
    open: { findings: digest.open.length, ...bySeverity(digest.open) },
    ...(digest.link === undefined ? {} : { link: digest.link }),
  });

/**
 * The headers that prove who sent a body, and when: HMAC-SHA256 of `<timestamp>.<body>`.
 * @param now milliseconds since 1970
 */
export function signed(body: string, secret: string, now: number): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return { "driftline-timestamp": timestamp, "driftline-signature": `v1=${signature}` };
}

/** What is to be done about the answers that these services give. */
export const advice: NonNullable<Call["advice"]> = {
  400: "it does not take the message",
  401: "check the address in the variable",
  403: "check the address in the variable, and that the channel lets it post",
  404: "check the address in the variable: there is no such webhook",
  410: "the channel is gone: make a new webhook",
};
