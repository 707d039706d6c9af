#!/usr/bin/env bash
# GCC 12.2: a coroutine that says "if (!co_await send(make()))", where make() gives a std::string, stops
# before it sends: it neither goes on nor ends. There is no warning, and all levels of optimisation do
# the same. With the answer kept in a bool first, or the text in a variable, it does what it says.
# Expected: all three send, go on and end. Needs Debian's apt-get and dpkg, no rights.
set -euo pipefail

version=12.2.0-14+deb12u1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq {g++,gcc,cpp}-12=$version {libgcc,libstdc++}-12-dev=$version \
    libc6 libgcc-s1 libstdc++6 libc6-dev linux-libc-dev libcrypt-dev libisl23 libmpc3 libmpfr6 libgmp10 libjansson4 \
    binutils-x86-64-linux-gnu libbinutils libctf0 libctf-nobfd0 2>/dev/null
for package in *.deb; do dpkg -x "$package" root; done

cat >program.cpp <<'CPP'
#include <coroutine>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

struct Task {
    struct promise_type {
        bool value = false;
        std::coroutine_handle<> waiting;
        Task get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept {
                return h.promise().waiting ? h.promise().waiting : std::noop_coroutine();
            }
            void await_resume() noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        void return_value(bool given) { value = given; }
        void unhandled_exception() { std::abort(); }
    };

    std::coroutine_handle<promise_type> handle;

    Task(std::coroutine_handle<promise_type> h) : handle(h) {}
    Task(Task&& other) : handle(std::exchange(other.handle, {})) {}
    ~Task() {
        if (handle) handle.destroy();
    }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) {
        handle.promise().waiting = waiting;
        return handle;
    }
    bool await_resume() { return handle.promise().value; }
};

std::string make(bool wanted) { return wanted ? "what is to be sent" : "nothing"; }

Task send(const std::string& text) {
    std::printf(" sends %s,", text.c_str());
    co_return true;
}

Task inACondition() {
    if (!co_await send(make(true))) co_return false;
    std::printf(" goes on,");
    co_return true;
}

Task keptFirst() {
    const bool sent = co_await send(make(true));
    if (!sent) co_return false;
    std::printf(" goes on,");
    co_return true;
}

Task withAName() {
    const std::string text = make(true);
    if (!co_await send(text)) co_return false;
    std::printf(" goes on,");
    co_return true;
}

void run(const char* name, Task task) {
    std::printf("%s:", name);
    task.handle.resume();
    std::printf("%s\n", task.handle.done() ? " ends" : " does not end");
    std::fflush(stdout);
}

int main() {
    run("in a condition", inACondition());
    run("kept first", keptFirst());
    run("with a name", withAName());
}
CPP

expected="in a condition: does not end
kept first: sends what is to be sent, goes on, ends
with a name: sends what is to be sent, goes on, ends"

export LD_LIBRARY_PATH=$folder/root/usr/lib/x86_64-linux-gnu
mkdir tools
for tool in as ld; do
    ln -s "$folder/root/usr/bin/x86_64-linux-gnu-$tool" "tools/$tool"
done
compiler=(root/usr/bin/x86_64-linux-gnu-g++-12 "--sysroot=$folder/root" -Btools -std=c++20 -Wall -Wextra)
"${compiler[@]}" --version | head -1
for level in -O0 -O2; do
    "${compiler[@]}" "$level" program.cpp -o program
    output=$(LD_LIBRARY_PATH='' ./program)
    printf '%s\n%s\n' "$level" "$output"
    if [[ $output != "$expected" ]]; then
        echo "CHANGED: expected"
        echo "$expected"
        exit 1
    fi
done
echo "As found."
