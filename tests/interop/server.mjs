// One ActivityPub server on a port of its own.
import { federationOf } from "./federation.mjs";
import { serve } from "./http.mjs";
import { knocksOf } from "./knocks.mjs";
import { remember } from "./seen.mjs";
import { verbs } from "./verbs.mjs";
import { World } from "./world.mjs";

export class Server {
  static async start(options) {
    const server = new Server();
    server.world = new World();
    server.federation = federationOf(server.world, options);
    server.port = await serve(request => server.#answer(request));
    server.base = `http://localhost:${server.port}`;
    void server.federation.startQueue(server.world);
    return server;
  }

  async #answer(request) {
    const { world } = this;
    if (request.method === "POST") await remember(world, request);
    const response = await this.federation.fetch(request, { contextData: world });
    if (response.status >= 400) world.failures.push(`${request.method} ${request.url} answered ${response.status}`);
    const post = world.posts.get(request.url);
    return post?.deleted && request.method === "GET" ? new Response(await response.text(), { status: 410, headers: response.headers }) : response;
  }

  /** Does what the test says. */
  async tell(verb, told) {
    if (!Object.hasOwn(verbs, verb)) throw new Error(`Nobody can ${verb}.`);
    return await verbs[verb](this.world, this.federation.createContext(new URL(this.base), this.world), told) ?? {};
  }

  /** What has come and who follows whom, for the test to compare. */
  state() {
    const { people, seen, readers, failures } = this.world;
    return {
      seen, readers, failures,
      knocks: knocksOf(this.base),
      people: Object.fromEntries([...people].map(([name, p]) => [name, { followers: [...p.followers.keys()], following: Object.fromEntries(p.following) }])),
    };
  }}
