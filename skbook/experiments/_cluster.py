"""joblib's own Dask backend, made safe for workers that die.

As joblib 1.6 ships it, three things go wrong. Its collector holds on to the future of the last result that it
delivered, so Dask computes that point again if the worker that had it dies; a task that Dask gives up, because worker
after worker died of it, is never reported, so a sweep waits for ever; and if a single worker is there at the start, the
points run in the process that asked for them. The methods below mend one each; everything else is joblib's.
"""

import asyncio
from collections.abc import Callable

from joblib._dask import DaskDistributedBackend
from joblib.parallel import SequentialBackend


class Backend(DaskDistributedBackend):
    """``lost`` turns the arguments of a task that was given up, and the error, into its result."""

    lost: Callable

    def submit(self, func, callback=None):
        future = super().submit(func, callback)
        future.tasks = func.items  # (function, arguments, keywords) of each point of the batch
        return future

    def effective_n_jobs(self, n_jobs):
        """Never one: with a single worker joblib would run all points in the process that asked for them."""
        return max(2, super().effective_n_jobs(n_jobs))

    def get_nested_backend(self):
        """Inside a point nothing is parallel: joblib's own answer would open one more connection in every worker."""
        return SequentialBackend(nesting_level=1), 1

    async def _collect(self):
        while self._continue:
            async for future, result in self.waiting_futures:
                delivered, callback = self._results.pop(future), self._callbacks.pop(future)
                if future.status == "error":
                    result = [self.lost(*arguments, error=result[1]) for _, arguments, _ in delivered.tasks]
                del future
                delivered.set_result(result)
                callback(result)
            await asyncio.sleep(0.01)
