#!/usr/bin/env bash
# ThreadSanitizer of GCC 12.2: after clone(CLONE_VM | CLONE_VFORK), by which QProcess of Qt 6.4.2 starts
# programs, it no longer sees what the parent's thread locks: two threads that both lock a mutex are said
# to race. It takes the child for one of fork(), which has a memory of its own, and counts twice in the
# one that they share. In tests this looks like races in whatever runs behind the first QProcess.
# Needs Debian's apt-get, dpkg and setarch, no rights.
set -euo pipefail

version=12.2.0-14+deb12u1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq {g++,gcc,cpp}-12=$version {libgcc,libstdc++}-12-dev=$version \
    libtsan2=$version libc6 libgcc-s1 libstdc++6 libc6-dev linux-libc-dev libcrypt-dev libisl23 libmpc3 \
    libmpfr6 libgmp10 libjansson4 binutils-x86-64-linux-gnu libbinutils libctf0 libctf-nobfd0 2>/dev/null
for package in *.deb; do dpkg -x "$package" root; done

cat >program.cpp <<'CPP'
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <thread>

int leave(void*) { _exit(0); }

int main(int argc, char**) {
    if (argc > 1) {
        alignas(16) static char stack[65536];
        const int flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
        waitpid(clone(leave, stack + sizeof stack, flags, nullptr), nullptr, 0);
    }
    std::mutex mutex;
    int number = 0;
    std::atomic<bool> written = false;
    std::thread other([&] {
        while (!written.load(std::memory_order_relaxed)) {
        }
        const std::lock_guard lock(mutex);
        number = 2;
    });
    {
        const std::lock_guard lock(mutex);
        number = 1;
    }
    written.store(true, std::memory_order_relaxed);
    other.join();
}
CPP

export LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu
mkdir tools
for tool in as ld; do
    ln -s "$folder/root/usr/bin/x86_64-linux-gnu-$tool" "tools/$tool"
done
compiler=(root/usr/bin/x86_64-linux-gnu-g++-12 "--sysroot=$folder/root" -Btools -std=c++20 -Wall -Wextra)
"${compiler[@]}" --version | head -1
"${compiler[@]}" -g -fsanitize=thread program.cpp -o program

# reports ARGUMENT...: how many the program makes.
reports() {
    TSAN_OPTIONS=exitcode=0 setarch --addr-no-randomize ./program "$@" 2>&1 |
        grep -c 'WARNING: ThreadSanitizer: data race' || true
}

without=$(reports)
with=$(reports clone)
printf 'reports of a race: %s, after clone(CLONE_VM | CLONE_VFORK): %s\n' "$without" "$with"
if [[ $without != 0 || $with == 0 ]]; then
    echo "CHANGED: expected 0, and one or more"
    exit 1
fi
echo "As found."
