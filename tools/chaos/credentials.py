def guarded(make, **values): raise RuntimeError('not written')
