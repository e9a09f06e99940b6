/*
 * Makes file calls fail, for tests: loaded before the C library (LD_PRELOAD), told what to do by a small shared file.
 *
 * The file named by EPOCHWISE_FAULTS holds `struct control`; tests write it, this counts into it. Calls count only for
 * paths below `folder`, so that the program itself is left alone. Kinds: 0 open, 1 write, 2 sync, 3 rename.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

struct control {
  int32_t kind;     /* which calls fail; -1: none */
  int32_t at;       /* the first that fails, from 1 */
  int32_t for_good; /* 1: every later one too */
  int32_t error;    /* the errno */
  int32_t seen[4];  /* calls so far, by kind */
  int32_t failed;   /* calls that were made to fail */
  char folder[220];
};

static struct control *control;

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("EPOCHWISE_FAULTS");
  if (path == NULL) return;
  int fd = open(path, O_RDWR);
  if (fd < 0) return;
  void *found = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (found != MAP_FAILED) control = found;
}

static int concerns(const char *path) {
  return control != NULL && path != NULL && control->folder[0] != 0 &&
         strncmp(path, control->folder, strlen(control->folder)) == 0;
}

static int concerns_fd(int fd) {
  char link[64], path[4096];
  if (control == NULL || control->folder[0] == 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return concerns(path);
}

/* 1: this call is to fail, and errno says how. */
static int fails(int kind) {
  int32_t count = __sync_add_and_fetch(&control->seen[kind], 1);
  if (control->kind != kind) return 0;
  if (count < control->at || (count > control->at && !control->for_good)) return 0;
  __sync_add_and_fetch(&control->failed, 1);
  errno = control->error;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                                                                     \
  int name(const char *path, int flags, ...) {                                                                         \
    mode_t mode = 0;                                                                                                   \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                               \
      va_list rest;                                                                                                    \
      va_start(rest, flags);                                                                                           \
      mode = va_arg(rest, mode_t);                                                                                     \
      va_end(rest);                                                                                                    \
    }                                                                                                                  \
    if (concerns(path) && fails(0)) return -1;                                                                         \
    return REAL(name)(path, flags, mode);                                                                              \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *bytes, size_t count) {
  if (concerns_fd(fd) && fails(1)) return -1;
  return REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  if (concerns_fd(fd) && fails(1)) return -1;
  return REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  if (concerns_fd(fd) && fails(1)) return -1;
  return REAL(pwrite64)(fd, bytes, count, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (concerns_fd(fd) && fails(1)) return -1;
  return REAL(writev)(fd, parts, count);
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t count, unsigned flags) {
  if (concerns_fd(to) && fails(1)) return -1;
  return REAL(copy_file_range)(from, from_at, to, to_at, count, flags);
}

int fsync(int fd) {
  if (concerns_fd(fd) && fails(2)) return -1;
  return REAL(fsync)(fd);
}

int fdatasync(int fd) {
  if (concerns_fd(fd) && fails(2)) return -1;
  return REAL(fdatasync)(fd);
}

int rename(const char *from, const char *to) {
  if (concerns(to) && fails(3)) return -1;
  return REAL(rename)(from, to);
}
