"""toot, the client of the command line: the oldest reader of the API among those that we know."""
import os
import re
import subprocess
import sys

hub = os.environ["HUB_URL"]
env = {**os.environ, "NO_COLOR": "1", "BROWSER": "true", "COLUMNS": "200"}


def step(name):
    print(f"DONE {name}", flush=True)


def toot(*args, **options):
    run = subprocess.run(["toot", *args], env=env, capture_output=True, text=True, timeout=60, **options)
    if run.returncode != 0 or "Traceback" in run.stderr:
        sys.exit(f"toot {' '.join(args)}: {run.returncode} {run.stdout} {run.stderr}")
    return run.stdout


login = subprocess.Popen(["toot", "login", "-i", hub.split("//")[1], "--disable-https"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
said = ""
for line in login.stdout:
    said += line
    page = re.search(r"http\S+/oauth/authorize/?\?\S+", line)
    if page:
        print(f"AUTHORIZE {page.group(0)}", flush=True)
        break
else:
    sys.exit(said)
rest, _ = login.communicate("n\n" + sys.stdin.readline().strip() + "\n", timeout=60)
assert login.returncode == 0 and "Successfully logged in" in rest, said + rest
assert "ada" in toot("whoami")
step("log in")

assert hub.split("//")[1] in toot("instance", "--disable-https")
step("read the hub")

posted = toot("post", "Hello from toot #toot", "--visibility", "unlisted")
post = re.search(r"/posts/(\d+)", posted).group(1)
toot("post", "And more", "--reply-to", post)
assert "And more" in toot("thread", post)
for act in ("favourite", "unfavourite", "reblog", "unreblog", "bookmark", "pin", "unpin"):
    toot(act, post)
assert "Hello from toot" in toot("bookmarks", "--once")
toot("post", "Look", "--media", "../../src/Web/wwwroot/images/avatar.png", "--description", "A grey person")
step("post and act")

assert "And more" in toot("timeline", "--once")
assert "hi" in toot("notifications")
step("timelines and notifications")

assert "bo" in toot("search", "bo")
assert "bo" in toot("whois", "bo")
toot("mute", "bo")
toot("unmute", "bo")
toot("delete", post)
step("people, delete")
