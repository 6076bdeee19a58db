// The library of Phanpy and Elk.
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";
import { readFile } from "node:fs/promises";
import { assert, codeFrom, hub, outOfBand, picture, run, scopes } from "./session.mjs";

async function take(list) {
  const found = [];
  for await (const page of list) {
    found.push(...page);
    if (found.length >= 5) break;
  }
  return found;
}

await run({
  async "log in"(s) {
    const open = createRestAPIClient({ url: hub });
    const app = await open.v1.apps.create({ clientName: "masto", redirectUris: outOfBand, scopes });
    const page = new URL("/oauth/authorize", hub);
    page.search = new URLSearchParams({ client_id: app.clientId, redirect_uri: outOfBand, response_type: "code", scope: scopes });
    const token = await createOAuthAPIClient({ url: hub }).token.create({
      grantType: "authorization_code", clientId: app.clientId, clientSecret: app.clientSecret, redirectUri: outOfBand, code: await codeFrom(page), scope: scopes,
    });
    s.token = token.accessToken;
    s.rest = createRestAPIClient({ url: hub, accessToken: token.accessToken });
    assert.equal((await s.rest.v1.accounts.verifyCredentials()).acct, "ada");
  },
  async "read the hub"({ rest }) {
    const instance = await rest.v2.instance.fetch();
    assert.ok(instance.configuration.statuses.maxCharacters >= 500);
    assert.ok((await rest.v1.preferences.fetch())["posting:default:visibility"]);
  },
  async "post and answer"(s) {
    s.post = await s.rest.v1.statuses.create({ status: "Hello from masto #masto", visibility: "public", language: "en" });
    s.answer = await s.rest.v1.statuses.create({ status: "And more", inReplyToId: s.post.id });
    const context = await s.rest.v1.statuses.$select(s.post.id).context.fetch();
    assert.deepEqual(context.descendants.map((d) => d.id), [s.answer.id]);
  },
  async "read timelines by their links"({ rest, post }) {
    for (let i = 0; i < 4; i++) await rest.v1.statuses.create({ status: `More ${i}` });
    const home = await take(rest.v1.timelines.home.list({ limit: 2 }));
    assert.ok(home.length >= 5 && new Set(home.map((h) => h.id)).size === home.length);
    assert.ok((await rest.v1.timelines.tag.$select("masto").list()).some((t) => t.id === post.id));
    assert.ok((await rest.v1.timelines.public.list({ local: true })).length > 0);
  },
  async "act on posts"({ rest, post }) {
    const on = rest.v1.statuses.$select(post.id);
    assert.ok((await on.favourite()).favourited);
    assert.ok((await on.bookmark()).bookmarked);
    assert.equal((await on.reblog()).reblog.id, post.id);
    assert.equal((await on.unreblog()).reblogged, false);
    assert.ok((await on.pin()).pinned);
    assert.match((await on.update({ status: "Changed #masto" })).content, /^<p>Changed /);
    assert.equal((await on.source.fetch()).text, "Changed #masto");
    assert.equal((await on.history.list()).length, 2);
    assert.deepEqual((await rest.v1.bookmarks.list()).map((b) => b.id), [post.id]);
  },
  async "post a picture"({ rest }) {
    const file = new File([await readFile(picture)], "picture.png", { type: "image/png" });
    const media = await rest.v2.media.create({ file, description: "A grey person" });
    assert.equal(media.type, "image");
    const post = await rest.v1.statuses.create({ status: "Look", mediaIds: [media.id] });
    assert.equal(post.mediaAttachments[0].description, "A grey person");
    assert.equal((await fetch(post.mediaAttachments[0].previewUrl)).status, 200);
  },
  async "lists and filters"({ rest }) {
    const list = await rest.v1.lists.create({ title: "Near" });
    const bo = await rest.v1.accounts.lookup({ acct: "bo" });
    await rest.v1.lists.$select(list.id).accounts.create({ accountIds: [bo.id] });
    assert.ok((await rest.v1.timelines.list.$select(list.id).list()).some((t) => t.account.acct === "bo"));
    await rest.v1.lists.$select(list.id).remove();
    const filter = await rest.v2.filters.create({ title: "No hi", context: ["home"], filterAction: "warn", keywordsAttributes: [{ keyword: "hi", wholeWord: true }] });
    assert.ok((await rest.v1.timelines.home.list({ limit: 40 })).some((t) => t.filtered?.[0]?.filter.id === filter.id));
    await rest.v2.filters.$select(filter.id).remove();
  },
  async "ask and answer a poll"({ rest }) {
    const { poll } = await rest.v1.statuses.create({ status: "Tea?", poll: { options: ["yes", "no"], expiresIn: 600 } });
    await assert.rejects(() => rest.v1.polls.$select(poll.id).votes.create({ choices: [9] }));
    assert.deepEqual((await rest.v1.polls.$select(poll.id).votes.create({ choices: [0] })).ownVotes, [0]);
  },
  async "people"({ rest }) {
    const bo = await rest.v1.accounts.lookup({ acct: "bo" });
    assert.ok((await rest.v1.accounts.$select(bo.id).follow()).following);
    const [relationship] = await rest.v1.accounts.relationships.fetch({ id: [bo.id] });
    assert.ok(relationship.following);
    assert.equal((await rest.v1.accounts.search.list({ q: "bo" }))[0].id, bo.id);
    assert.ok((await rest.v2.search.list({ q: "masto" })).hashtags.length > 0);
  },
  async "notifications and markers"({ rest }) {
    const told = await rest.v1.notifications.list();
    assert.ok(told.some((n) => n.type === "mention" && n.status.content.includes("hi")));
    const grouped = await rest.v2.notifications.fetch();
    assert.ok(grouped.notificationGroups.length > 0);
    await rest.v1.markers.create({ notifications: { lastReadId: told[0].id } });
    assert.equal((await rest.v1.markers.fetch({ timeline: ["notifications"] })).notifications.lastReadId, told[0].id);
  },
  async "hear what is new"({ rest, token }) {
    const { configuration } = await rest.v2.instance.fetch();
    const streaming = createStreamingAPIClient({ streamingApiUrl: configuration.urls.streaming, accessToken: token });
    const writing = setInterval(() => rest.v1.statuses.create({ status: "Live" }).catch(() => {}), 300);
    const events = streaming.user.subscribe();
    for await (const { event, payload } of events) {
      assert.equal(event, "update");
      assert.match(payload.content, /Live/);
      break;
    }
    clearInterval(writing);
    events.unsubscribe();
    streaming.close();
  },
  async "change the profile"({ rest }) {
    assert.equal((await rest.v1.accounts.updateCredentials({ displayName: "Ada L.", source: { language: "fr" } })).displayName, "Ada L.");
  },
  async "delete"({ rest, answer }) {
    assert.equal((await rest.v1.statuses.$select(answer.id).remove()).text, "And more");
  },
});
