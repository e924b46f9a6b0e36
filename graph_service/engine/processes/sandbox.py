"""What a child process gives up before it touches a query or foreign data. Linux; elsewhere it says it could not.

A network namespace where the kernel permits one, then a seccomp filter: no new socket, no connection,
no io_uring, no other program, no reading of other processes. A memory cap and an alarm come with each task.
The filter is some lines of ctypes: the libraries for it need a compiler or a system package.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from pathlib import Path

MEMORY_EXIT = 70
"""Exit code of a child whose own Python code met MemoryError."""

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_EPERM = 1

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | _EPERM
_X32_CALLS = 0x40000000

# Kernel numbers of: socket, connect, io_uring_setup, execve, execveat, ptrace, process_vm_readv, process_vm_writev
_MACHINES: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 42, 425, 59, 322, 101, 310, 311)),
    "aarch64": (0xC00000B7, (198, 203, 425, 221, 281, 117, 270, 271)),
}


def seal() -> bool:
    """Give up network and programs for this process and its future threads; True if the kernel enforces it.

    Call it while the process has one thread: the filter covers the calling thread and those it starts.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if platform.system() != "Linux" or platform.machine() not in _MACHINES:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    _leave_network(libc)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return _install_filter(libc, *_MACHINES[platform.machine()])


def _leave_network(libc: ctypes.CDLL) -> None:
    # Refused in many containers: then the filter below stands alone.
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _install_filter(libc: ctypes.CDLL, architecture: int, refused: tuple[int, ...]) -> bool:
    program = _program(architecture, refused)
    buffer = ctypes.create_string_buffer(program, len(program))

    class FilterProgram(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filter_program = FilterProgram(len(program) // 8, ctypes.addressof(buffer))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program), 0, 0) == 0)


def _program(architecture: int, refused: tuple[int, ...]) -> bytes:
    """The filter in BPF: refuse another architecture's calls, x32 calls and the listed ones; allow the rest."""
    count = len(refused)
    # Jumps count the instructions to skip: a refused number skips the rest of the list and the allowance.
    steps = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 0, count + 3, architecture),
        (_LOAD, 0, 0, 0),
        (_JUMP_AT_LEAST, count + 1, 0, _X32_CALLS),
        *((_JUMP_EQUAL, count - index, 0, number) for index, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def data_size() -> int:
    """Bytes of private memory that this process has now (what RLIMIT_DATA counts)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def resident_size() -> int:
    """Bytes of memory resident now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def cap_memory(extra: int) -> None:
    """Allow `extra` bytes more than now; above, an allocation fails and the process dies alone."""
    if platform.system() == "Linux":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (data_size() + extra, hard))


def give_back_memory() -> None:
    """Return freed memory to the system (glibc keeps it otherwise)."""
    if platform.system() == "Linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


def set_alarm(seconds: float) -> None:
    """Die after `seconds` whatever happens, so that no task outlives a dead parent; 0 cancels."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def end_with_parent() -> None:
    """Have the kernel kill this process when its parent dies: an orphan would keep the port and answer for ever."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
