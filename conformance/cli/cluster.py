"""A Dask cluster as an executor (集群): the same tasks as the processes here, on other machines with the same folders.

Only tasks and short answers travel; workbooks and results are read and written where they lie. Needs the extra
``cluster``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Generic, TypeVar

from conformance.cli.workers import WorkerKilled
from conformance.errors import CannotProceed

Task = TypeVar("Task")
Result = TypeVar("Result")

_SECONDS = 20
"""For the scheduler to answer, and for the first worker to come."""


class Cluster(Generic[Task, Result]):
    """The workers of the cluster whose scheduler is at this address, such as ``tcp://10.0.0.5:8786``."""

    def __init__(self, work: Callable[[Task], Result], address: str, *, workers: int = 1) -> None:
        """Connect, and wait for so many workers at least."""
        try:
            dask: Any = import_module("distributed")  # half a second, and only where a cluster is asked for
        except ImportError as fault:
            raise CannotProceed("使用集群要先安装：pip install 'conformance[cluster]'。") from fault
        self._work, self._distributed = work, dask
        try:
            self._client: Any = dask.Client(address, timeout=_SECONDS)
        except (OSError, ValueError, TimeoutError) as fault:
            raise CannotProceed(f"连不上集群“{address}”，请核对地址，并看调度程序是否已经启动。") from fault
        try:
            self._client.wait_for_workers(workers, timeout=_SECONDS)
        except TimeoutError as fault:
            self._client.close()
            raise CannotProceed(f"集群“{address}”上没有工作进程，请先在各台机器上启动。") from fault

    def __enter__(self) -> Cluster[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster as it was."""
        self._client.close()

    @property
    def count(self) -> int:
        """As many tasks at a time as the workers that are there have threads."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def submit(self, task: Task) -> Any:
        """Begin a task, also one that was done before."""
        return _ClusterFuture(self._client.submit(self._work, task, pure=False), self._distributed.KilledWorker)

    def wait(self, futures: Sequence[Any]) -> Sequence[Any]:
        """Those that are done, once there is one."""
        inner = [one.future for one in futures]
        with _connected():
            done = self._distributed.wait(inner, return_when="FIRST_COMPLETED").done
        return [one for one in futures if one.future in done]


class _ClusterFuture:
    """A future that says WorkerKilled as the processes here do; the scheduler has tried again by itself before."""

    def __init__(self, future: Any, killed: type[Exception]) -> None:
        self.future, self._killed = future, killed

    def result(self) -> Any:
        """The result, or what the work raised."""
        try:
            with _connected():
                return self.future.result()
        except self._killed as fault:
            raise WorkerKilled from fault
        finally:
            with suppress(RuntimeError):
                self.future.release()


@contextmanager
def _connected() -> Iterator[None]:
    try:
        yield
    except CancelledError as fault:
        raise CannotProceed("与集群的连接断了，请看调度程序是否还在运行；用同样的命令再运行，会接着做完。") from fault
