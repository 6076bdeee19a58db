// The server as Fedify has it: who is here, what is served, and what is done with each activity that comes.
import { createFederation, InProcessMessageQueue, MemoryKvStore } from "@fedify/fedify";
import { Accept, Activity, Article, Follow, Note, Reject, Undo } from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { actorOf, postOf } from "./documents.mjs";
import { loaders, record } from "./seen.mjs";

const dialects = { cavage: "draft-cavage-http-signatures-12", rfc9421: "rfc9421" };

/** Forgets which dialect a host took: after a mere 404 it would turn to the other, and tests would not know which they test. */
class Forgetful extends MemoryKvStore {
  async set(key, value, options) {
    if (!key.includes("httpMessageSignaturesSpec")) await super.set(key, value, options);
  }
}

export function federationOf(world, { dialect }) {
  const federation = createFederation({
    kv: new Forgetful(),
    queue: new InProcessMessageQueue(),
    allowPrivateAddress: true,
    firstKnock: dialects[dialect],
    userAgent: "Interop/1.0 (+http://localhost/)",
    circuitBreaker: false,
    outboxRetryPolicy: ({ attempts }) => attempts < 3 ? Temporal.Duration.from({ milliseconds: 200 }) : null,
    onOutboxError: (error, activity) => void world.failures.push(`sending ${activity?.id?.href}: ${error.message}`),
  });
  serve(federation, world);
  listen(federation, world);
  return federation;
}

function serve(federation, world) {
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
    software: { name: "interop", version: "1.0.0" },
    protocols: ["activitypub"],
    usage: { users: { total: world.people.size }, localPosts: world.posts.size, localComments: 0 },
  }));

  federation
    .setActorDispatcher("/users/{identifier}", async (ctx, name) => world.people.has(name) ? await actorOf(ctx, world.person(name)) : null)
    .setKeyPairsDispatcher((_, name) => world.people.get(name)?.keys ?? []);

  const list = items => ({ items: items ?? [] });
  federation.setFollowersDispatcher("/users/{identifier}/followers", (_, name) => list([...world.person(name).followers.values()]));
  federation.setFollowingDispatcher("/users/{identifier}/following", (_, name) => list([...world.person(name).following].filter(([, f]) => f === "accepted").map(([uri]) => new URL(uri))));
  federation.setOutboxDispatcher("/users/{identifier}/outbox", (_, name) => list([...world.person(name).sent].reverse())).setCounter((_, name) => world.person(name).sent.length);

  for (const [type, path] of [[Note, "/notes/{id}"], [Article, "/articles/{id}"]])
    federation
      .setObjectDispatcher(type, path, (ctx, { id }) => {
        const post = world.posts.get(ctx.getObjectUri(type, { id }).href);
        return post ? postOf(ctx, post) : null;
      })
      .authorize(async (ctx, { id }) => {
        const post = world.posts.get(ctx.getObjectUri(type, { id }).href);
        // What is not for everybody is for whoever can be known by a signature.
        const reader = await ctx.getSignedKeyOwner();
        if (post && reader) world.readers.push({ post: post.id, by: reader.id.href });
        return !post || post.visibility === "public" || post.visibility === "unlisted" || reader !== null;
      });
}

function listen(federation, world) {
  // The listener of the most special class is called; Activity takes all others.
  const effects = [[Follow, followed], [Accept, answered("accepted")], [Reject, answered("rejected")], [Undo, undone], [Activity]];
  const inbox = federation.setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .setSharedKeyDispatcher(() => ({ identifier: world.people.keys().next().value }))
    .onError((_, error) => void world.failures.push(`receiving: ${error.stack}`));
  for (const [type, effect] of effects)
    inbox.on(type, async (ctx, activity) => {
      await effect?.(world, ctx, activity);
      await record(world, ctx, activity);
    });
}

/** The name of whoever here an id stands for. */
const nameOf = (ctx, uri) => {
  const parsed = ctx.parseUri(uri);
  return parsed?.type === "actor" ? parsed.identifier : null;
};

async function followed(world, ctx, follow) {
  const name = nameOf(ctx, follow.objectId);
  if (!name || !world.people.has(name)) return;
  const person = world.person(name);
  const follower = await follow.getActor(ctx);
  if (!person.refuses) person.followers.set(follower.id.href, { id: follower.id, inboxId: follower.inboxId, endpoints: follower.endpoints });
  const Answer = person.refuses ? Reject : Accept;
  await ctx.sendActivity({ identifier: name }, follower, new Answer({
    id: new URL(`#answers/${world.next()}`, ctx.getActorUri(name)),
    actor: ctx.getActorUri(name),
    to: follower.id,
    object: follow,
  }));
}

const answered = state => async (world, ctx, answer) => {
  // The Follow is of this host and comes back embedded: who answers is what counts.
  const follow = await answer.getObject({ ...loaders(ctx), crossOrigin: "trust" });
  if (!(follow instanceof Follow)) return;
  const name = nameOf(ctx, follow.actorId);
  if (name && follow.objectId.href === answer.actorId.href) world.person(name).following.set(follow.objectId.href, state);
};

async function undone(world, ctx, undo) {
  const deed = await undo.getObject(ctx);
  const name = deed instanceof Follow && deed.actorId.href === undo.actorId.href ? nameOf(ctx, deed.objectId) : null;
  if (name) world.person(name).followers.delete(undo.actorId.href);
}
