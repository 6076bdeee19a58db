// What one server holds: its people, what they wrote and did, and what came from elsewhere. All in memory.
import { makeKeys } from "./keys.mjs";

export class World {
  people = new Map();
  posts = new Map();
  /** Follows, likes and boosts that may be taken back, by what they are. */
  deeds = new Map();
  /** Activities that came, were verified and understood, in order. */
  seen = [];
  /** Who asked for which object, by a verified signature. */
  readers = [];
  /** What went wrong: requests refused, deliveries failed. For the test's message. */
  failures = [];

  #made = 0;

  next() {
    return `${++this.#made}`;
  }

  /** Somebody new; `refuses` answers follows with Reject. */
  async add(name, { type = "Person", refuses = false } = {}) {
    const person = {
      name, title: name[0].toUpperCase() + name.slice(1), type, refuses,
      keys: await makeKeys(), followers: new Map(), following: new Map(), aliases: [], movedTo: null, sent: [],
    };
    this.people.set(name, person);
    return person;
  }

  person(name) {
    const person = this.people.get(name);
    if (!person) throw new Error(`Nobody here is called ${name}.`);
    return person;
  }

  post(id) {
    const post = this.posts.get(id);
    if (!post) throw new Error(`There is no post ${id}.`);
    return post;
  }
}
