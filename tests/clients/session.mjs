// What the sessions share: an authorisation that the test gives in place of a person with a browser, and steps that are told one by one.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";

export const { HUB_URL: hub } = process.env;
export const scopes = "read write follow push";
export const outOfBand = "urn:ietf:wg:oauth:2.0:oob";
export const picture = new URL("../../src/Web/wwwroot/images/avatar.png", import.meta.url);
export { assert };

/** Prints the page at which a person allows the app, and reads the code that they are shown. */
export async function codeFrom(page) {
  const lines = createInterface({ input: process.stdin });
  console.log(`AUTHORIZE ${page}`);
  for await (const line of lines) {
    lines.close();
    return line.trim();
  }
}

/** Runs the steps in order; each gets what the ones before it put together. */
export async function run(steps) {
  const session = {};
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step(session);
    } catch (error) {
      console.error(`${name}: ${error.stack}`);
      process.exit(1);
    }
    console.log(`DONE ${name}`);
  }
  process.exit(0);
}
