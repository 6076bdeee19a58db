// Servers of another make for the tests: each a whole ActivityPub server on Fedify, told by JSON what its people do.
//
//   POST /            {"dialect":"cavage"|"rfc9421"}    starts a server; gives its address
//   POST /PORT/VERB   {...}                             see verbs.mjs
//   GET  /PORT                                          what it has seen
//
// The address of this door is the first line on standard output. When standard input ends, so does all of this.
import "./platform.mjs";
import { serve } from "./http.mjs";
import { Server } from "./server.mjs";

const servers = new Map();

const json = (value, status = 200) => new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });

async function answer(request) {
  const [port, verb] = new URL(request.url).pathname.split("/").filter(Boolean);
  const told = request.method === "POST" ? await request.json() : null;
  if (!port) {
    const server = await Server.start(told);
    servers.set(`${server.port}`, server);
    return json({ base: server.base });
  }
  const server = servers.get(port);
  if (!server) return json({ error: `No server at ${port}.` }, 404);
  return json(told ? await server.tell(verb, told) : server.state());
}

process.stdin.on("end", () => process.exit()).resume();
console.log(`http://127.0.0.1:${await serve(answer)}/`);
