/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/macros.h - the few compiler attributes and counting macros every room uses. */
#ifndef AT_BASE_MACROS_H
#define AT_BASE_MACROS_H

#define AT_COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define AT_PRINTF(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define AT_FORMAT_ARG(at)             __attribute__((format_arg(at)))
#define AT_NORETURN                   __attribute__((noreturn))
#define AT_MUST_USE                   __attribute__((warn_unused_result))

/* Tells memory what will be read soon; the place need not exist. */
#define AT_PREFETCH(at) __builtin_prefetch(at)
#define AT_INLINE                     static inline __attribute__((always_inline))

/* A type of several numbers that are reckoned with at once; it lies in memory as they do. */
#define AT_VECTOR(n_bytes)            __attribute__((vector_size(n_bytes), aligned(8)))

/* Of a function of plain loops: one body for any x86-64 and one for AVX2, picked when the
 * program starts, with the same result to the last bit.  The picking runs before a
 * sanitizer is ready, so there it is left out.  For static functions: clang 14 gives others
 * a name that no other file finds. */
#if defined(__x86_64__) && !defined(AT_SANITIZED)
#define AT_CLONES                     __attribute__((target_clones("avx2", "default")))
#else
#define AT_CLONES
#endif

#endif
