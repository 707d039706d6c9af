"""The upstream server and the proxies: their configurations, and how they start and stop."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

BODY = "x" * 943
LONGEST_IN_CONFIG = 2048
START_SECONDS = 10
PR_SET_PDEATHSIG = 1


class Peer:
    """A server process with a folder of its own; `port` is on loopback."""

    def __init__(self, name, folder, command, config):
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self.port = free_port()
        file = self.folder / "config"
        file.write_text(config(self))
        self.log = self.folder / "log"
        self.process = subprocess.Popen(
            command(file), stdin=subprocess.DEVNULL, stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT, cwd=self.folder, start_new_session=True,
            preexec_fn=end_with_parent)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def wait_ready(self, body=BODY):
        """Waits until it gives the upstream's very answer."""
        deadline = time.monotonic() + START_SECONDS
        problem = "no answer"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with opener.open(self.url, timeout=2) as answer:
                    answered = answer.read().decode()
                if answered == body:
                    return
                problem = f"a wrong answer of {len(answered)} characters"
            except (urllib.error.URLError, OSError) as error:
                problem = str(error)
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start ({problem}); it said:\n"
                           + self.log.read_text(errors="replace")[-2000:])

    def stop(self):
        end_group(self.process, signal.SIGTERM)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            pass
        end_group(self.process, signal.SIGKILL)
        self.process.wait()


def end_group(process, signal_number):
    try:
        os.killpg(process.pid, signal_number)
    except ProcessLookupError:
        pass


def end_with_parent():
    """In the child: a benchmark that is killed leaves no server behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name):
    """Its path, also where only root's path has it; None where it is not installed."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def nginx_command(file):
    return [program("nginx"), "-p", f"{file.parent}/", "-c", str(file), "-e", "stderr"]


def nginx_config(peer, workers, server, upstream=""):
    user = "user root;" if os.geteuid() == 0 else ""
    folder = peer.folder
    temporary = "\n".join(f"    {kind}_temp_path {folder}/{kind};"
                          for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"""
daemon off;
{user}
worker_processes {workers};
worker_rlimit_nofile 65536;
pid {folder}/pid;
error_log stderr error;
events {{ worker_connections 16384; }}
http {{
{temporary}
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 1h;
{upstream}
    server {{
        listen 127.0.0.1:{peer.port} reuseport backlog=4096;
{server}
    }}
}}
"""


def start_upstream(folder, workers, body=BODY):
    """Answers everything from memory and never closes a connection."""
    if len(body) <= LONGEST_IN_CONFIG:
        action = f'return 200 "{body}";'
    else:
        (folder / "body").write_text(body)
        action = f"root {folder}; try_files /body =404; open_file_cache max=1;"
    server = f"""        location / {{ default_type text/plain; {action} }}"""
    return Peer("upstream", folder, nginx_command,
                lambda peer: nginx_config(peer, workers, server))


# What Sluice adds to every request and answer, in nginx's words.
FORWARDING_FIELDS = """
            proxy_set_header Via "1.1 nginx";
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header Forwarded 'for=$remote_addr;host="$http_host";proto=$scheme';
            proxy_set_header X-Request-Id $request_id;
            add_header Via "1.1 nginx";
            add_header X-Request-Id $request_id;"""


def start_nginx(folder, upstream, options, name="nginx", fields=""):
    pool = f"""
    upstream backend {{
        server 127.0.0.1:{upstream.port};
        keepalive {options.upstream_connections};
        keepalive_requests 1000000000;
    }}"""
    def config(peer):
        cached = getattr(options, "cached", False)
        zone = f"proxy_cache_path {peer.folder}/cache keys_zone=hits:10m;" if cached else ""
        use = "proxy_cache hits; proxy_cache_valid 200 1h;" if cached else ""
        server = f"""        location / {{
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";{fields}
            {use}
        }}"""
        return nginx_config(peer, options.workers, server, pool + zone)
    return Peer(name, folder, nginx_command, config)


def start_haproxy(folder, upstream, options):
    def config(peer):
        return f"""
global
    no strict-limits
    nbthread {options.workers}
    maxconn {2 * max(options.connections) + 100}
defaults
    mode http
    option http-keep-alive
    http-reuse always
    timeout connect 5s
    timeout client 1h
    timeout server 1h
frontend all
    bind 127.0.0.1:{peer.port} shards by-thread backlog 4096
    default_backend upstream
backend upstream
    server one 127.0.0.1:{upstream.port} pool-max-conn {options.upstream_connections}
"""
    return Peer("haproxy", folder, lambda file: [program("haproxy"), "-db", "-f", str(file)], config)


def start_sluice(folder, upstream, options, transport, name=None, concurrency=0):
    """`concurrency`: requests that the pool takes at a time; more wait. 0: no limit."""
    limit = options.upstream_connections
    cache = '[cache]\nmemory = "64MiB"\ndefault_ttl = "1h"\n' if getattr(options, "cached", False) else ""

    def config(peer):
        return f"""
{cache}
[listen]
address = "127.0.0.1:{peer.port}"
max_connections = 16384

[engine]
workers = {options.workers}

[admin]
address = "127.0.0.1:{free_port()}"

[routes.all]
match = {{ path_prefix = "/" }}
pool = "upstream"

[pools.upstream]
strategy = "weighted-round-robin"
transport = "{transport}"
connections = {{ max = {limit}, keep_alive = {limit}, waiting = 16384 }}
concurrency = {{ max = {concurrency}, queue = 16384 }}

[[pools.upstream.servers]]
name = "one"
url = "http://127.0.0.1:{upstream.port}"
"""
    return Peer(name or f"sluice-{transport}", folder,
                lambda file: [str(options.sluice), "run", "--config", str(file)], config)


PROXIES = {
    "sluice-direct": lambda *context: start_sluice(*context, "direct"),
    # As a pool is by default: at most 100 requests at a time.
    "sluice-bounded": lambda *context: start_sluice(*context, "direct", "sluice-bounded", 100),
    "sluice-qt": lambda *context: start_sluice(*context, "qt"),
    "nginx": start_nginx,
    "nginx-fields": lambda *context: start_nginx(*context, "nginx-fields", FORWARDING_FIELDS),
    "haproxy": start_haproxy,
}
