/** Tells each channel what is news to it; what one does not take, the others are told all the same. */
import { Failure } from "../finding.js";
import { detectForge } from "../forge/detect.js";
import { send, type Patience } from "../forge/request.js";
import { interpolate } from "../settings.js";
import type { Channel } from "./channels.js";
import { digest, type Digest, type DigestOptions } from "./digest.js";
import { mailText, message, sendmail } from "./email.js";
import type { History } from "./history.js";
import { issueDraft, publishIssue } from "./issue.js";
import { advice, signed, slackMessage, teamsMessage, webhookBody } from "./messages.js";

export interface NotifyOptions extends DigestOptions {
  readonly patience?: Patience;
  readonly env?: NodeJS.ProcessEnv;
}

/** How it went with a channel. */
export interface Notified {
  readonly channel: string;
  readonly outcome: "told" | "no news" | "failed";
  /** What was done, or why it failed. */
  readonly words: string;
}

/** The digest of each channel that wants news of the target; undefined where there are none. */
export function digests(
  channels: readonly Channel[],
  { told }: Pick<History, "told">,
  options: DigestOptions,
): readonly { readonly channel: Channel; readonly digest: Digest | undefined }[] {
  return channels
    .filter(({ targets }) => targets === undefined || targets.includes(options.target))
    .map((channel) => {
      const mark = told.find(
        ({ target, channel: name }) => target === options.target && name === channel.name,
      );
      return { channel, digest: digest(options, mark?.run ?? 0, channel.atLeast) };
    });
}

/** Never throws: a channel that fails is told of the same news in the next run. */
export async function notify(
  channels: readonly Channel[],
  history: Pick<History, "told">,
  options: NotifyOptions,
): Promise<readonly Notified[]> {
  const work = digests(channels, history, options).map(
    async ({ channel, digest: news }): Promise<Notified> => {
      const { name } = channel;
      if (news === undefined) return { channel: name, outcome: "no news", words: "" };
      try {
        return { channel: name, outcome: "told", words: await tell(channel, news, options) };
      } catch (error) {
        return {
          channel: name,
          outcome: "failed",
          words: error instanceof Error ? error.message : String(error),
        };
      }
    },
  );
  return Promise.all(work);
}

/** The history with what the channels know by now. */
export function withTold(
  history: History,
  target: string,
  run: number,
  outcomes: readonly Notified[],
): History {
  const known = new Set(outcomes.filter(({ outcome }) => outcome !== "failed").map(({ channel }) => channel));
  const others = history.told.filter((mark) => mark.target !== target || !known.has(mark.channel));
  return { ...history, told: [...others, ...[...known].map((channel) => ({ target, channel, run }))] };
}

async function tell(
  channel: Channel,
  news: Digest,
  { env = process.env, patience }: NotifyOptions,
): Promise<string> {
  const post = async (
    url: string,
    who: string,
    more: { json: unknown } | { text: string; headers: Record<string, string> },
  ): Promise<string> => {
    const address = interpolate(url, `notify ${channel.name}`, env);
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      throw new Failure(`telling ${channel.name}: the variable ${url} holds no address`);
    const repeatable = "text" in more;
    await send(
      {
        method: "POST",
        url: address,
        who,
        what: `telling ${channel.name}`,
        secretUrl: true,
        advice,
        repeatable,
        ...more,
      },
      patience,
    );
    return who;
  };
  switch (channel.type) {
    case "slack":
      return post(channel.url, "Slack", { json: slackMessage(news) });
    case "teams":
      return post(channel.url, "Teams", { json: teamsMessage(news) });
    case "webhook": {
      const text = webhookBody(news);
      const secret = interpolate(channel.secret, `notify ${channel.name}`, env);
      const now = (patience?.clock?.now ?? Date.now)();
      const headers = { "content-type": "application/json", ...signed(text, secret, now) };
      return post(channel.url, "the webhook", { text, headers });
    }
    case "email":
      await sendmail(message(news, channel), channel.sendmail);
      return `mail to ${channel.to.join(", ")}`;
    case "issue": {
      const detected = await detectForge(env, patience);
      if (detected === undefined)
        throw new Failure(
          `telling ${channel.name}: set GITHUB_REPOSITORY and GITHUB_TOKEN, or CI_PROJECT_ID and GITLAB_TOKEN`,
        );
      return publishIssue(detected.forge, news, channel.labels);
    }
  }
}

/** What would be sent, as text; secrets are named, not shown. */
export function preview(channel: Channel, news: Digest): string {
  switch (channel.type) {
    case "slack":
      return `POST ${channel.url}\n${JSON.stringify(slackMessage(news), null, 2)}`;
    case "teams":
      return `POST ${channel.url}\n${JSON.stringify(teamsMessage(news), null, 2)}`;
    case "webhook":
      return `POST ${channel.url}\n${webhookBody(news)}`;
    case "email":
      return `mail to ${channel.to.join(", ")}\n${mailText(news)}`;
    case "issue": {
      const { title, body, open } = issueDraft(news, 65_536);
      return `${open ? "issue" : "closing the issue"} "${title}", labels ${channel.labels.join(", ")}\n${body}`;
    }
  }
}
