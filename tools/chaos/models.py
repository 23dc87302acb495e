def server_kills(make, **values): raise RuntimeError
worker_kills = choose = cancels = sigterms = server_kills
