// What Fedify takes for granted and older Nodes lack: 18 the global names of the Web Crypto API, 20 the navigator.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node}` };

// Node 18 knows the algorithm of an Ed25519 JWK by an older name, and needs none.
if (process.versions.node.startsWith("18.")) {
  const { subtle } = crypto;
  const importKey = subtle.importKey.bind(subtle);
  subtle.importKey = (format, key, algorithm, ...rest) => {
    const { alg, ...nameless } = key;
    return importKey(format, format === "jwk" && (algorithm.name ?? algorithm) === "Ed25519" ? nameless : key, algorithm, ...rest);
  };
}
