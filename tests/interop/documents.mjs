// People and posts of this server as ActivityStreams.
import { Temporal } from "@js-temporal/polyfill";
import { LanguageString } from "@fedify/fedify";
import * as vocab from "@fedify/vocab";

const { Article, Endpoints, Hashtag, Image, Mention, Note, PUBLIC_COLLECTION, Tombstone } = vocab;

export const now = () => Temporal.Now.instant();

export async function actorOf(ctx, person) {
  if (person.gone) return new Tombstone({ id: ctx.getActorUri(person.name), deleted: person.gone });
  const keys = await ctx.getActorKeyPairs(person.name);
  return new vocab[person.type]({
    id: ctx.getActorUri(person.name),
    preferredUsername: person.name,
    name: person.title,
    summary: `<p>${person.name} writes from another server.</p>`,
    url: new URL(`/@${person.name}`, ctx.canonicalOrigin),
    inbox: ctx.getInboxUri(person.name),
    outbox: ctx.getOutboxUri(person.name),
    followers: ctx.getFollowersUri(person.name),
    following: ctx.getFollowingUri(person.name),
    endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
    publicKey: keys[0].cryptographicKey,
    assertionMethods: keys.map(k => k.multikey),
    aliases: person.aliases.map(a => new URL(a)),
    successor: person.movedTo ? new URL(person.movedTo) : null,
    discoverable: true,
    indexable: true,
  });
}

/** `to` and `cc`, as the visibility and those who are named say. */
export function addressOf(ctx, post) {
  const followers = ctx.getFollowersUri(post.by);
  const named = [...post.mentions.map(m => m.id), post.inReplyTo?.author].filter(Boolean).map(uri => new URL(uri));
  switch (post.visibility) {
    case "public": return { tos: [PUBLIC_COLLECTION], ccs: [followers, ...named] };
    case "unlisted": return { tos: [followers], ccs: [PUBLIC_COLLECTION, ...named] };
    case "followers": return { tos: [followers], ccs: named };
    case "direct": return { tos: named, ccs: [] };
    default: throw new Error(`No visibility: ${post.visibility}`);
  }
}

export function postOf(ctx, post) {
  if (post.deleted) return new Tombstone({ id: new URL(post.id), deleted: post.deleted });
  const common = {
    id: new URL(post.id),
    attribution: ctx.getActorUri(post.by),
    ...addressOf(ctx, post),
    contents: [post.text, new LanguageString(post.text, "en")],
    url: new URL(post.id.replace("/notes/", "/@/").replace("/articles/", "/@/")),
    replyTarget: post.inReplyTo ? new URL(post.inReplyTo.id) : null,
    published: post.published,
    updated: post.updated ?? null,
    summary: post.warning ?? null,
    sensitive: post.warning != null,
    tags: [
      ...post.mentions.map(m => new Mention({ href: new URL(m.id), name: m.name })),
      ...post.hashtags.map(t => new Hashtag({ href: new URL(`/tags/${t}`, ctx.canonicalOrigin), name: `#${t}` })),
    ],
    attachments: post.picture ? [new Image({ url: new URL(post.picture.url), mediaType: "image/png", name: post.picture.alt })] : [],
  };
  return post.title ? new Article({ ...common, name: post.title }) : new Note(common);
}
