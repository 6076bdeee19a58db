// What Fedify takes for granted and older Nodes lack: 18 the global name of the Web Crypto API, 20 the navigator.
import { webcrypto } from "node:crypto";

globalThis.crypto ??= webcrypto;
globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node}` };
