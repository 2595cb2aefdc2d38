/*
 * A disk that fails at will, for one process: LD_PRELOAD it, and name in AKIN_FAIL_FOLDER the folder
 * whose files are to fail and in AKIN_FAIL_SWITCH a file that says how. While that holds "eio", what
 * writes to the files or syncs them fails with EIO; while it holds "sync", only syncs do; while it
 * holds "short", a write does half of what it is asked for, and one of less than 64 bytes fails, so
 * that most of a record is there. Without the file all works. Reads, and what was mapped, always do.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { WORKS, EIO_ALL, EIO_SYNC, SHORT };

static enum mode mode_now(void) {
  const char *path = getenv("AKIN_FAIL_SWITCH");
  if (path == NULL) return WORKS;
  /* Straight to the kernel: this is called within open and write. */
  int fd = (int) syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return WORKS;
  char word[8] = {0};
  long n = syscall(SYS_read, fd, word, sizeof word - 1);
  syscall(SYS_close, fd);
  if (n < 3) return WORKS;
  if (strncmp(word, "eio", 3) == 0) return EIO_ALL;
  if (strncmp(word, "sync", 4) == 0) return EIO_SYNC;
  if (strncmp(word, "short", 5) == 0) return SHORT;
  return WORKS;
}

static int below(const char *path) {
  const char *folder = getenv("AKIN_FAIL_FOLDER");
  size_t n = folder == NULL ? 0 : strlen(folder);
  return n > 0 && strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static int ours(int fd) {
  char link[64];
  char path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return below(path);
}

static int fails(int fd, int is_sync) {
  int before = errno;
  enum mode mode = mode_now();
  int fail = (mode == EIO_ALL || mode == SHORT || (mode == EIO_SYNC && is_sync)) && ours(fd);
  errno = fail ? EIO : before;
  return fail;
}

/* How much of a write is done where it is not all; 0 where it is all or nothing. */
static size_t half(int fd, size_t n) {
  int before = errno;
  size_t part = n >= 64 && mode_now() == SHORT && ours(fd) ? n / 2 : 0;
  errno = before;
  return part;
}

#define REAL(type, name, ...)                                   \
  static type (*real)(__VA_ARGS__);                             \
  if (real == NULL) real = (type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *bytes, size_t n) {
  REAL(ssize_t, "write", int, const void *, size_t);
  size_t part = half(fd, n);
  if (part > 0) return real(fd, bytes, part);
  return fails(fd, 0) ? -1 : real(fd, bytes, n);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  return fails(fd, 0) ? -1 : real(fd, parts, n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  size_t part = half(fd, n);
  if (part > 0) return real(fd, bytes, part, at);
  return fails(fd, 0) ? -1 : real(fd, bytes, n, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  size_t part = half(fd, n);
  if (part > 0) return real(fd, bytes, part, at);
  return fails(fd, 0) ? -1 : real(fd, bytes, n, at);
}

int fsync(int fd) {
  REAL(int, "fsync", int);
  return fails(fd, 1) ? -1 : real(fd);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  return fails(fd, 1) ? -1 : real(fd);
}

int sync_file_range(int fd, off64_t at, off64_t n, unsigned int flags) {
  REAL(int, "sync_file_range", int, off64_t, off64_t, unsigned int);
  return fails(fd, 1) ? -1 : real(fd, at, n, flags);
}

int fallocate(int fd, int how, off_t at, off_t n) {
  REAL(int, "fallocate", int, int, off_t, off_t);
  return fails(fd, 0) ? -1 : real(fd, how, at, n);
}

int ftruncate(int fd, off_t n) {
  REAL(int, "ftruncate", int, off_t);
  return fails(fd, 0) ? -1 : real(fd, n);
}

int ftruncate64(int fd, off64_t n) {
  REAL(int, "ftruncate64", int, off64_t);
  return fails(fd, 0) ? -1 : real(fd, n);
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  enum mode mode = mode_now();
  if ((mode == EIO_ALL || mode == SHORT) && below(from)) {
    errno = EIO;
    return -1;
  }
  return real(from, to);
}
