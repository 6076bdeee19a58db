// What the people of this server can be told to do. Each verb takes the world, a context and what the test says, and answers with JSON.
import { parseNodeInfo, signObject, signRequest } from "@fedify/fedify";
import { Announce, Article, Create, Delete, Follow, Join, Leave, Like, Move, Note, PUBLIC_COLLECTION, Undo, Update } from "@fedify/vocab";
import { actorOf, addressOf, now, postOf } from "./documents.mjs";
import { unrecorded } from "./knocks.mjs";
import { loaders, understood } from "./seen.mjs";

/** Gets something of another server, signed by somebody of this one. */
const lookUp = async (ctx, by, uri) => {
  const found = await ctx.lookupObject(uri, { documentLoader: await ctx.getDocumentLoader({ identifier: by }) });
  if (!found) throw new Error(`${uri} cannot be looked up.`);
  return found;
};

const lookUpAuthor = async (ctx, by, post) => lookUp(ctx, by, (await lookUp(ctx, by, post)).attributionId.href);

/** Signed, also by a proof, kept for the outbox, and sent to followers and to whom it concerns besides. */
async function send(world, ctx, by, activity, others = [], { followers = true } = {}) {
  const person = world.person(by);
  person.sent.push(activity);
  const recipients = new Map(others.map(o => [o.id.href, o]));
  if (followers) for (const [uri, follower] of person.followers) recipients.set(uri, follower);
  if (recipients.size > 0) await ctx.sendActivity({ identifier: by }, [...recipients.values()], activity, { preferSharedInbox: true });
  return { id: activity.id.href };
}

const idOf = (world, ctx, by, what) => new URL(`#${what}/${world.next()}`, ctx.getActorUri(by));

const about = (world, ctx, post, Type, extra = {}) => new Type({
  id: idOf(world, ctx, post.by, Type.name.toLowerCase()), actor: ctx.getActorUri(post.by), object: postOf(ctx, post), ...addressOf(ctx, post), ...extra,
});

/** Everybody elsewhere who is named in a post, and whom it answers. */
const concerned = async (ctx, post) => Promise.all(
  [...new Set([...post.mentions.map(m => m.id), post.inReplyTo?.author].filter(Boolean))]
    .filter(uri => new URL(uri).origin !== ctx.canonicalOrigin)
    .map(uri => lookUp(ctx, post.by, uri)));

/** `keep` writes and tells nobody: for `forward`. */
async function say(world, ctx, { by, text, title, visibility = "public", replyTo, mentions = [], hashtags = [], warning, picture, keep = false }) {
  const inReplyTo = replyTo ? { id: replyTo, author: (await lookUp(ctx, by, replyTo)).attributionId.href } : null;
  const id = ctx.getObjectUri(title ? Article : Note, { id: world.next() }).href;
  const post = { id, by, text, title, visibility, inReplyTo, mentions, hashtags, warning, picture, published: now() };
  world.posts.set(id, post);
  const create = about(world, ctx, post, Create, { published: post.published });
  if (keep) world.person(by).sent.push(create);
  else await send(world, ctx, by, create, await concerned(ctx, post), { followers: visibility !== "direct" });
  return { id, activity: create.id.href };
}

async function edit(world, ctx, { id, text }) {
  const post = Object.assign(world.post(id), { text, updated: now() });
  return send(world, ctx, post.by, about(world, ctx, post, Update, { updated: post.updated }), await concerned(ctx, post));
}

async function remove(world, ctx, { id }) {
  const post = Object.assign(world.post(id), { deleted: now(), text: "" });
  return send(world, ctx, post.by, about(world, ctx, post, Delete), await concerned(ctx, post));
}

async function react(world, ctx, Type, { by, object }) {
  const author = await lookUpAuthor(ctx, by, object);
  const open = Type === Announce ? { to: PUBLIC_COLLECTION, ccs: [ctx.getFollowersUri(by), author.id], published: now() } : { to: author.id };
  const deed = new Type({ id: idOf(world, ctx, by, Type.name.toLowerCase()), actor: ctx.getActorUri(by), object: new URL(object), ...open });
  world.deeds.set(`${Type.name} ${by} ${object}`, { deed, author });
  return send(world, ctx, by, deed, [author], { followers: Type === Announce });
}

async function follow(world, ctx, { by, actor }) {
  const followed = await lookUp(ctx, by, actor);
  const deed = new Follow({ id: idOf(world, ctx, by, "follow"), actor: ctx.getActorUri(by), object: followed.id, to: followed.id });
  world.person(by).following.set(followed.id.href, "pending");
  world.deeds.set(`Follow ${by} ${actor}`, { deed, author: followed });
  return send(world, ctx, by, deed, [followed], { followers: false });
}

async function undo(world, ctx, Type, { by, object }) {
  const key = `${Type.name} ${by} ${object}`;
  if (!world.deeds.has(key)) throw new Error(`Nothing to take back: ${key}`);
  const { deed, author } = world.deeds.get(key);
  world.deeds.delete(key);
  if (Type === Follow) world.person(by).following.delete(object);
  return send(world, ctx, by, new Undo({ id: idOf(world, ctx, by, "undo"), actor: deed.actorId, object: deed, tos: deed.toIds, ccs: deed.ccIds }), [author], { followers: Type === Announce });
}

async function move(world, ctx, { by, to }) {
  world.person(by).movedTo = to;
  const actor = ctx.getActorUri(by);
  return send(world, ctx, by, new Move({ id: idOf(world, ctx, by, "move"), actor, object: actor, target: new URL(to), to: ctx.getFollowersUri(by) }));
}

/** Another name, told to the followers. */
async function rename(world, ctx, { by, title }) {
  world.person(by).title = title;
  const actor = ctx.getActorUri(by);
  return send(world, ctx, by, new Update({ id: idOf(world, ctx, by, "update"), actor, object: await actorOf(ctx, world.person(by)), to: PUBLIC_COLLECTION }));
}

/** The end of somebody. */
async function vanish(world, ctx, { by }) {
  const actor = ctx.getActorUri(by);
  const told = await send(world, ctx, by, new Delete({ id: idOf(world, ctx, by, "delete"), actor, object: actor, to: PUBLIC_COLLECTION }));
  world.person(by).gone = now();
  return told;
}

/** Brings an activity of somebody's to an inbox, signed by another: only its proof tells whose it is. */
async function forward(world, ctx, { by, activity, inbox, dialect, tamper = false }) {
  const people = [...world.people.values()];
  const original = people.flatMap(p => p.sent).find(a => a.id.href === activity);
  const [, ed25519] = await ctx.getActorKeyPairs(people.find(p => p.sent.includes(original)).name);
  const signed = await (await signObject(original, ed25519.privateKey, ed25519.multikey.id, loaders(ctx))).toJsonLd({ contextLoader: ctx.contextLoader });
  if (tamper) signed.object.content = "<p>Somebody else's words.</p>";
  const [key] = await ctx.getActorKeyPairs(by);
  const request = new Request(inbox, { method: "POST", body: JSON.stringify(signed), headers: { "Content-Type": "application/activity+json" } });
  const answer = await unrecorded(await signRequest(request, key.privateKey, key.keyId, { spec: dialect === "rfc9421" ? "rfc9421" : "draft-cavage-http-signatures-12" }));
  return { status: answer.status, body: await answer.text() };
}

export const verbs = {
  add: async (world, ctx, { name, ...more }) => {
    await world.add(name, more);
    return { id: ctx.getActorUri(name).href };
  },
  alias: (world, _, { by, of }) => void world.person(by).aliases.push(of),
  say, edit, delete: remove, follow, move, rename, vanish, forward,
  unfollow: (world, ctx, { by, actor }) => undo(world, ctx, Follow, { by, object: actor }),
  like: (world, ctx, told) => react(world, ctx, Like, told),
  unlike: (world, ctx, told) => undo(world, ctx, Like, told),
  announce: (world, ctx, told) => react(world, ctx, Announce, told),
  unannounce: (world, ctx, told) => undo(world, ctx, Announce, told),
  join: (world, ctx, told) => react(world, ctx, Join, told),
  leave: (world, ctx, told) => react(world, ctx, Leave, told),
  /** What this server makes of something elsewhere. */
  look: async (_, ctx, { by, uri }) => understood(ctx, await lookUp(ctx, by, uri)),
  webfinger: (_, ctx, { resource }) => ctx.lookupWebFinger(resource),
  nodeinfo: async (_, __, { uri }) => {
    const { links } = await (await fetch(new URL("/.well-known/nodeinfo", uri))).json();
    const about = links.find(l => l.rel === "http://nodeinfo.diaspora.software/ns/schema/2.1");
    return parseNodeInfo(await (await fetch(about.href)).json(), { tryBestEffort: false }) ?? null;
  },
  list: async (_, ctx, { by, uri }) => {
    const items = [];
    for await (const item of ctx.traverseCollection(await lookUp(ctx, by, uri))) items.push(item.id?.href);
    return items;
  },
};
