/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune.h - the statistical heart of attune as a library: numbers in, numbers out.
 *
 * This file declares nothing of its own.  Each header below is the contract of its
 * functions: shapes, units, ranges, who owns what, which errors, and the source of every
 * formula.  All of it is pure: no clock, no disk, no network, no state between calls, so
 * any thread may call it.
 *
 * What functions return lives in the arena handed to them (base/arena.h).  Those that can
 * fail return an enum at_status and put one line into a struct at_error (base/status.h).
 *
 *	cc -Iinclude -Isrc program.c build/release/libattune.a -lnlopt -lcxsparse -lm
 *
 * The two libraries before the last are of mixed models (stats/lmm.h); a program that fits
 * none does without.
 */
#ifndef ATTUNE_H
#define ATTUNE_H

#include "base/arena.h"
#include "base/status.h"

#include "stats/bfgs.h"
#include "stats/covariance.h"
#include "stats/dist.h"
#include "stats/estimate.h"
#include "stats/factor.h"
#include "stats/formula.h"
#include "stats/graded.h"
#include "stats/icc.h"
#include "stats/joint.h"
#include "stats/kappa.h"
#include "stats/lmm.h"
#include "stats/logit.h"
#include "stats/matrix.h"
#include "stats/meta.h"
#include "stats/meta_bias.h"
#include "stats/meta_levels.h"
#include "stats/model.h"
#include "stats/moments.h"
#include "stats/ols.h"
#include "stats/reliability.h"
#include "stats/special.h"
#include "stats/tolerance.h"

#include "instrument/answers.h"
#include "instrument/goals.h"
#include "instrument/instrument.h"
#include "instrument/library.h"
#include "instrument/score.h"

#include "progress/change.h"
#include "progress/course.h"
#include "progress/dropout.h"
#include "progress/effect.h"
#include "progress/hlm.h"
#include "progress/neighbours.h"
#include "progress/signal.h"
#include "progress/sudden.h"
#include "progress/track.h"

#include "alliance/agree.h"
#include "alliance/apim.h"
#include "alliance/chance.h"
#include "alliance/change_point.h"
#include "alliance/congruence.h"
#include "alliance/control.h"
#include "alliance/drop.h"
#include "alliance/dyad.h"
#include "alliance/fallen.h"
#include "alliance/formation.h"
#include "alliance/levels.h"
#include "alliance/mixed.h"
#include "alliance/own_range.h"
#include "alliance/pattern.h"
#include "alliance/rupture.h"
#include "alliance/sessions.h"
#include "alliance/surface.h"
#include "alliance/therapist.h"
#include "alliance/truth_bias.h"
#include "alliance/worth.h"

#include "signal/crosscorr.h"
#include "signal/energy.h"
#include "signal/lagreg.h"
#include "signal/mea_file.h"
#include "signal/motion.h"
#include "signal/peaks.h"
#include "signal/pitch.h"
#include "signal/prepare.h"
#include "signal/rate.h"
#include "signal/region.h"
#include "signal/series.h"
#include "signal/surrogate.h"
#include "signal/susy.h"
#include "signal/turns.h"
#include "signal/vocal.h"

#endif
