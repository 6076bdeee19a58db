// What came, in the words of this server: what it understood, by which dialect it was signed, and whether its proof holds.
import { verifyObject } from "@fedify/fedify";
import { Activity } from "@fedify/vocab";

/** Bodies as they came, by id and type, until their activity has been handled. */
const waiting = new WeakMap();

/** How documents are fetched: signed, as the inbox that this is about. */
export const loaders = ctx => ({ documentLoader: ctx.documentLoader, contextLoader: ctx.contextLoader });

const keyOf = (id, type) => `${type} ${id}`;

export async function remember(world, request) {
  const body = await request.clone().json().catch(() => null);
  if (!waiting.has(world)) waiting.set(world, new Map());
  if (body?.id) waiting.get(world).set(keyOf(body.id, body.type), {
    body,
    dialect: request.headers.has("signature-input") ? "rfc9421" : request.headers.has("signature") ? "cavage" : "none",
    inbox: new URL(request.url).pathname,
  });
}

export async function record(world, ctx, activity) {
  const type = activity.constructor.name;
  const came = waiting.get(world)?.get(keyOf(activity.id?.href, type));
  world.seen.push({
    id: activity.id?.href,
    type,
    actor: activity.actorId?.href,
    objectId: activity.objectId?.href ?? null,
    targetId: activity.targetId?.href ?? null,
    object: await understood(ctx, await activity.getObject({ ...loaders(ctx), crossOrigin: "trust" }).catch(() => null)),
    inbox: came?.inbox ?? null,
    dialect: came?.dialect ?? null,
    proof: !came?.body.proof ? "none" : await holds(ctx, came.body) ? "valid" : "invalid",
  });
}

/** A proof stands for all of a document but a linked-data signature beside it. */
async function holds(ctx, { signature, ...document }) {
  return await verifyObject(Activity, document, loaders(ctx)).catch(() => null) !== null;
}

/** An object written anew from what was understood of it: whatever was not understood is missing. */
export async function understood(ctx, object) {
  if (!object) return null;
  const { "@context": _, ...members } = await object.toJsonLd({ format: "compact", contextLoader: ctx.contextLoader });
  return members;
}
