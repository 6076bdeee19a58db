// The library of Whalebird and Fedistar.
import generator, { detector } from "megalodon";
import { createReadStream } from "node:fs";
import { assert, codeFrom, hub, outOfBand, picture, run, scopes } from "./session.mjs";

await run({
  async "log in"(s) {
    assert.equal(await detector(hub), "mastodon");
    const open = generator("mastodon", hub);
    const app = await open.registerApp("megalodon", { scopes: scopes.split(" "), redirect_uris: outOfBand });
    const token = await open.fetchAccessToken(app.client_id, app.client_secret, await codeFrom(app.url), outOfBand);
    s.client = generator("mastodon", hub, token.access_token);
    assert.equal((await s.client.verifyAccountCredentials()).data.acct, "ada");
  },
  async "read the hub"({ client }) {
    const { data } = await client.getInstance();
    assert.ok(data.urls || data.configuration);
    assert.ok(Array.isArray((await client.getInstanceCustomEmojis()).data));
  },
  async "post, act, delete"({ client }) {
    const { data: post } = await client.postStatus("Hello from megalodon", { visibility: "unlisted", spoiler_text: "Hi" });
    assert.equal(post.visibility, "unlisted");
    assert.ok((await client.favouriteStatus(post.id)).data.favourited);
    assert.ok((await client.bookmarkStatus(post.id)).data.bookmarked);
    assert.equal((await client.getStatusContext(post.id)).data.ancestors.length, 0);
    assert.equal((await client.editStatus(post.id, { status: "Changed" })).data.content, "<p>Changed</p>");
    const { data: media } = await client.uploadMedia(createReadStream(picture), { description: "A grey person" });
    assert.equal((await client.postStatus("Look", { media_ids: [media.id] })).data.media_attachments[0].description, "A grey person");
    await client.deleteStatus(post.id);
    await assert.rejects(() => client.getStatus(post.id));
  },
  async "timelines and notifications"({ client }) {
    assert.ok(Array.isArray((await client.getHomeTimeline({ limit: 5 })).data));
    assert.ok(Array.isArray((await client.getLocalTimeline()).data));
    assert.ok((await client.getNotifications()).data.length > 0);
    assert.ok(Array.isArray((await client.getFavourites()).data));
  },
  async "people"({ client }) {
    const { data: [bo] } = await client.searchAccount("bo");
    assert.ok((await client.muteAccount(bo.id, true)).data.muting);
    assert.equal((await client.unmuteAccount(bo.id)).data.muting, false);
    assert.equal((await client.getRelationships([bo.id])).data[0].id, bo.id);
    assert.ok((await client.search("bo", { type: "accounts" })).data.accounts.length > 0);
  },
});
