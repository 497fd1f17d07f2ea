/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/fft.h - the discrete Fourier transform of a power of two of complex numbers. */
#ifndef AT_SIGNAL_FFT_H
#define AT_SIGNAL_FFT_H

#include "base/arena.h"

/* Tables and scratch memory for one length: of one thread. */
struct at_fft;

/* n is a power of two, 2 or more. */
struct at_fft *at_fft_make(struct at_arena *arena, size_t n);

/* X[k] = sum of x[t] exp(-2 pi i k t / n), in place.  With re and im changed over it is
 * the transform back, times n. */
void at_fft_run(struct at_fft *fft, double *re, double *im);

#endif
