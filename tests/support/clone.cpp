#include <sched.h>
#include <sys/types.h>

#include <cstdarg>

extern "C" int __clone(int (*function)(void*), void* stack, int flags, void* argument, ...);

/// QProcess starts programs in the manner of vfork(). The ThreadSanitizer of GCC 12 takes the child
/// for one of fork(), and no longer sees what the parent's thread locks (findings/tsan_vfork.sh).
/// This one goes to the C library past the sanitizer.
extern "C" int clone(int (*function)(void*), void* stack, int flags, void* argument, ...) {
    va_list more;
    va_start(more, argument);
    auto* parentId = va_arg(more, pid_t*);
    void* storage = va_arg(more, void*);
    auto* childId = va_arg(more, pid_t*);
    va_end(more);
    return __clone(function, stack, flags, argument, parentId, storage, childId);
}
