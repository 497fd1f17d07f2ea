/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measurements on which mixed models are tried everywhere, as they are printed in the data
 * sets of R's package lme4 (Bates, Maechler, Bolker and Walker). */
#ifndef AT_TEST_SUPPORT_LMM_DATA_H
#define AT_TEST_SUPPORT_LMM_DATA_H

/* Belenky and others (2003): reaction time in ms of 18 subjects, days 0 to 9 of too little
 * sleep; subject after subject. */
extern const double sleepstudy[180];

/* Davies and Goldsmith (1972), table 6.3: six batches of dyestuff, five yields each. */
extern const double dyestuff[30];

/* Box and Tiao (1973), table 5.1.4: made so that batches do not differ. */
extern const double dyestuff2[30];

/* Davies and Goldsmith (1972): strength of paste, ten batches of three casks, twice each. */
extern const double pastes[60];

/* Davies and Goldsmith (1972): 24 plates, six samples of penicillin on each. */
extern const double penicillin[144];

#endif
