// Every delivery that leaves this process: where to, signed by whose key in which dialect, and what was answered.
export const unrecorded = globalThis.fetch;
const knocks = [];

const keyId = /key[iI]d="([^"]+)"/;

globalThis.fetch = async (resource, options) => {
  const request = new Request(resource, options);
  const response = await unrecorded(request);
  if (request.method === "POST") {
    const input = request.headers.get("signature-input");
    const [, key] = keyId.exec(input ?? request.headers.get("signature") ?? "") ?? [];
    knocks.push({ to: request.url, key, dialect: input ? "rfc9421" : "cavage", status: response.status });
  }
  return response;
};

/** Those of one server. */
export const knocksOf = base => knocks.filter(k => k.key?.startsWith(`${base}/`));
