// An actor's keys: RSA-2048 for HTTP signatures, Ed25519 for object integrity proofs.

export const makeKeys = () => Promise.all([
  crypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]),
  crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]),
]);
