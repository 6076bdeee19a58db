"""Mastodon.py, the library of most bots."""
import os
import sys
import threading

from mastodon import Mastodon, MastodonNotFoundError, StreamListener

hub = os.environ["HUB_URL"]
scopes = ["read", "write", "follow"]


def step(name):
    print(f"DONE {name}", flush=True)


client_id, client_secret = Mastodon.create_app("mastodon.py", scopes=scopes, api_base_url=hub)
client = Mastodon(client_id, client_secret, api_base_url=hub)
print("AUTHORIZE " + client.auth_request_url(scopes=scopes), flush=True)
client.log_in(code=sys.stdin.readline().strip(), scopes=scopes)
assert client.account_verify_credentials().acct == "ada"
step("log in")

instance = client.instance()
assert instance.uri and instance.stats.user_count >= 0
step("read the hub")

post = client.status_post("Hello from Mastodon.py", visibility="public", idempotency_key="one")
assert client.status_post("Hello from Mastodon.py", visibility="public", idempotency_key="one").id == post.id
assert client.status_favourite(post).favourited
assert client.status_reblog(post).reblog.id == post.id
answer = client.status_reply(post, "More")
assert client.status_context(post).descendants[0].id == answer.id
poll = client.status_post("Tea?", poll=client.make_poll(["yes", "no"], 600)).poll
client.poll_vote(poll, [1])
assert client.poll(poll).own_votes == [1]
media = client.media_post("../../src/Web/wwwroot/images/avatar.png", description="A grey person", focus=(0.5, -0.5))
assert media.type == "image"
assert client.status_post("Look", media_ids=[media]).media_attachments[0].description == "A grey person"
step("post, act, ask")

first = client.timeline_home(limit=2)
second = client.fetch_next(first)
assert first and second and first[-1].id > second[0].id
assert [s.id for s in client.fetch_previous(second)] == [s.id for s in first]
assert client.timeline_local()
step("timelines by their links")

bo = client.account_lookup("bo")
assert client.account_follow(bo).following
assert client.account_relationships(bo.id)[0].following
assert any(n.type == "mention" for n in client.notifications())
assert client.account_update_credentials(display_name="Ada P.").display_name == "Ada P."
assert client.search("bo").accounts
step("people and notifications")



class Heard(StreamListener):
    """Over server-sent events."""

    def __init__(self):
        self.live = threading.Event()

    def on_update(self, status):
        if "Live" in status.content:
            self.live.set()


assert client.stream_healthy()
heard = Heard()
stream = client.stream_user(heard, run_async=True)
for _ in range(50):
    client.status_post("Live")
    if heard.live.wait(0.3):
        break
assert heard.live.is_set()
stream.close()
step("hear what is new")

client.status_delete(post)
try:
    client.status(post)
    sys.exit("it is still there")
except MastodonNotFoundError:
    pass
step("delete")
