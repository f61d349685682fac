"""gunicorn jobboard.wsgi: one sync process per core behind a proxy that takes TLS and slow clients."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
worker_class = "sync"
preload_app = True  # what is built once is shared by all processes
timeout = 30
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 8190  # a search may be long; the most gunicorn takes
control_socket_disable = True
# core.logs writes the request lines: gunicorn's would hold addresses of people and what they searched for.
accesslog = None
errorlog = "-"


def on_starting(server):
    """What gunicorn writes of a broken request would hold its sender's address and what was asked."""
    from core.masking import ServerFilter

    server.log.error_log.addFilter(ServerFilter())


def when_ready(server):
    """Before the first process comes off: the open listings are read once, and their memory is shared by all."""
    import gc

    from django.conf import settings
    from django.db import connections

    if settings.SEARCH_BACKEND == "snapshot":
        from listings.search.keeping import keeper

        keeper.ready()
    connections.close_all()
    gc.freeze()


def post_fork(server, worker):
    """A process never shares a database connection with the one it came from."""
    from django.db import connections

    connections.close_all()


def post_worker_init(worker):
    """A process that comes later starts from what was read long ago: it catches up before it takes a request."""
    from django.conf import settings

    if settings.SEARCH_BACKEND == "snapshot":
        from listings.search.keeping import keeper

        keeper.ready()
