// Node's HTTP server in the words of the Fetch standard.
import { createServer } from "node:http";

const withoutBody = new Set(["GET", "HEAD"]);

async function bodyOf(message) {
  const parts = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

async function requestOf(message) {
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2) headers.append(message.rawHeaders[i], message.rawHeaders[i + 1]);
  const body = withoutBody.has(message.method) ? undefined : await bodyOf(message);
  return new Request(`http://${message.headers.host}${message.url}`, { method: message.method, headers, body });
}

/** Serves `answer(request) -> Response` on a free port of loopback, and gives the port. */
export async function serve(answer) {
  const server = createServer(async (message, reply) => {
    let response;
    try {
      response = await answer(await requestOf(message));
    } catch (error) {
      response = new Response(String(error?.stack ?? error), { status: 500 });
    }
    reply.writeHead(response.status, Object.fromEntries(response.headers));
    reply.end(Buffer.from(await response.arrayBuffer()));
  });
  // Hubs find `localhost` at 127.0.0.1.
  await new Promise(ready => server.listen(0, "127.0.0.1", ready));
  return server.address().port;
}
