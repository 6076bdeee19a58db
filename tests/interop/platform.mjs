// What Fedify takes for granted and older Nodes lack: 18 the global names of the Web Crypto API, 20 the navigator.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node}` };
