/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The distributions against R 4.2 (pnorm, qt, pchisq and so on, printed with 17 digits),
 * and against themselves where R has fewer digits. */
#include "check.h"
#include "stats/dist.h"
#include "stats/special.h"

enum which {
	NORMAL_P, NORMAL_UPPER, NORMAL_Q, T_P, T_TWO_SIDED, T_Q, CHI2_P, CHI2_UPPER, CHI2_Q, F_P,
	F_UPPER, LOG_GAMMA
};

static const struct { enum which which; double a[3], expected; } rows[] = {
	{ NORMAL_P, { -20, 0, 0 }, 2.7536241186062337e-89 },
	{ NORMAL_P, { -0.5, 0, 0 }, 0.30853753872598694 },
	{ NORMAL_P, { -0.001, 0, 0 }, 0.49960105778608893 },
	{ NORMAL_P, { 0, 0, 0 }, 0.5 },
	{ NORMAL_P, { 2.5, 0, 0 }, 0.99379033467422384 },
	{ NORMAL_UPPER, { -8, 0, 0 }, 0.99999999999999933 },
	{ NORMAL_UPPER, { -3, 0, 0 }, 0.9986501019683699 },
	{ NORMAL_UPPER, { -1.959963984540054, 0, 0 }, 0.97499999999999998 },
	{ NORMAL_UPPER, { -0.5, 0, 0 }, 0.69146246127401301 },
	{ NORMAL_UPPER, { 1, 0, 0 }, 0.15865525393145705 },
	{ NORMAL_Q, { 1e-300, 0, 0 }, -37.047096299361201 },
	{ NORMAL_Q, { 1e-100, 0, 0 }, -21.273453560965319 },
	{ NORMAL_Q, { 1e-05, 0, 0 }, -4.2648907939228256 },
	{ NORMAL_Q, { 0.025, 0, 0 }, -1.9599639845400538 },
	{ NORMAL_Q, { 0.1, 0, 0 }, -1.2815515655446008 },
	{ NORMAL_Q, { 0.3, 0, 0 }, -0.52440051270804067 },
	{ NORMAL_Q, { 0.4999, 0, 0 }, -0.00025066283008800752 },
	{ NORMAL_Q, { 0.975, 0, 0 }, 1.9599639845400536 },
	{ NORMAL_Q, { 0.9999999999, 0, 0 }, 6.3613408896974208 },
	{ T_P, { 50, 0.5, 0 }, 0.95464739359703366 },
	{ T_P, { 1, 1, 0 }, 0.75000000000000022 },
	{ T_P, { 50, 1, 0 }, 0.99363465089902725 },
	{ T_P, { -5, 2, 0 }, 0.018874775675311862 },
	{ T_P, { 0.3, 2, 0 }, 0.60375716957991121 },
	{ T_P, { -2, 3.7, 0 }, 0.060908600952616979 },
	{ T_P, { 0.3, 5, 0 }, 0.61187547886836269 },
	{ T_P, { 7, 5, 0 }, 0.99954162624280074 },
	{ T_P, { -5, 14, 0 }, 9.7257653128632958e-05 },
	{ T_P, { 1, 60, 0 }, 0.83933674835337668 },
	{ T_P, { 2.045229642132703, 100000, 0 }, 0.97958258255909314 },
	{ T_P, { 7, 100000, 0 }, 0.99999999999871214 },
	{ T_TWO_SIDED, { -40, 0.5, 0 }, 0.10140979992949438 },
	{ T_TWO_SIDED, { 2.045229642132703, 1, 0 }, 0.28951090348934494 },
	{ T_TWO_SIDED, { -5, 2, 0 }, 0.037749551350623724 },
	{ T_TWO_SIDED, { 1, 2, 0 }, 0.42264973081037427 },
	{ T_TWO_SIDED, { 2.045229642132703, 2, 0 }, 0.17748522239856365 },
	{ T_TWO_SIDED, { 7, 2, 0 }, 0.019803941180393136 },
	{ T_TWO_SIDED, { 7, 3.7, 0 }, 0.0029162867760806231 },
	{ T_TWO_SIDED, { -40, 5, 0 }, 1.8411962171772952e-07 },
	{ T_Q, { 0.001, 1, 0 }, -318.30883898555044 },
	{ T_Q, { 0.025, 3.7, 0 }, -2.867520707191193 },
	{ T_Q, { 0.6, 3.7, 0 }, 0.27216446429206936 },
	{ T_Q, { 0.975, 3.7, 0 }, 2.8675207071911917 },
	{ T_Q, { 0.9999, 3.7, 0 }, 14.780396445535471 },
	{ T_Q, { 0.001, 14, 0 }, -3.7873902375233466 },
	{ T_Q, { 1e-08, 29, 0 }, -7.6416831323814405 },
	{ T_Q, { 0.3, 29, 0 }, -0.53021439570916085 },
	{ T_Q, { 0.9999, 29, 0 }, 4.2538941184323189 },
	{ T_Q, { 0.95, 1000, 0 }, 1.6463788172854634 },
	{ CHI2_P, { 1e-10, 0.1, 0 }, 0.31376943914375183 },
	{ CHI2_P, { 3.84, 0.1, 0 }, 0.99705586273941504 },
	{ CHI2_P, { 0.5, 0.5, 0 }, 0.74367794473146109 },
	{ CHI2_P, { 0.5, 1, 0 }, 0.52049987781304652 },
	{ CHI2_P, { 10, 1, 0 }, 0.9984345977419975 },
	{ CHI2_P, { 1e-10, 2, 0 }, 4.9999999998750003e-11 },
	{ CHI2_P, { 0.5, 15, 0 }, 1.7446401042191794e-09 },
	{ CHI2_P, { 1, 15, 0 }, 2.5356443108232597e-07 },
	{ CHI2_P, { 0.01, 50, 0 }, 1.9121258940690618e-83 },
	{ CHI2_P, { 1, 50, 0 }, 1.1881853393548447e-33 },
	{ CHI2_P, { 1, 159, 0 }, 8.9365448797309946e-143 },
	{ CHI2_P, { 3.84, 159, 0 }, 6.2600644833495469e-97 },
	{ CHI2_UPPER, { 3.84, 0.1, 0 }, 0.0029441372605849181 },
	{ CHI2_UPPER, { 0.5, 0.5, 0 }, 0.25632205526853896 },
	{ CHI2_UPPER, { 0.01, 1, 0 }, 0.92034432544594202 },
	{ CHI2_UPPER, { 0.5, 1, 0 }, 0.47950012218695348 },
	{ CHI2_UPPER, { 1, 1, 0 }, 0.31731050786291415 },
	{ CHI2_UPPER, { 3.84, 1, 0 }, 0.050043521248705224 },
	{ CHI2_UPPER, { 1, 2, 0 }, 0.60653065971263342 },
	{ CHI2_UPPER, { 700, 3, 0 }, 2.0991308534204087e-151 },
	{ CHI2_UPPER, { 1, 50, 0 }, 0.99999999999999989 },
	{ CHI2_UPPER, { 700, 50, 0 }, 1.9616058465943088e-115 },
	{ CHI2_UPPER, { 100, 159, 0 }, 0.9999275760034888 },
	{ CHI2_UPPER, { 700, 1000, 0 }, 0.99999999999997113 },
	{ CHI2_Q, { 0.025, 0.1, 0 }, 1.0631323779828641e-32 },
	{ CHI2_Q, { 0.975, 0.1, 0 }, 1.1343475235077167 },
	{ CHI2_Q, { 0.025, 1, 0 }, 0.00098206911717525617 },
	{ CHI2_Q, { 0.025, 2, 0 }, 0.050635615968579753 },
	{ CHI2_Q, { 0.6, 3, 0 }, 2.9461660731019514 },
	{ CHI2_Q, { 0.95, 3, 0 }, 7.8147279032511792 },
	{ CHI2_Q, { 0.9999, 3, 0 }, 21.107513466160444 },
	{ CHI2_Q, { 0.001, 15, 0 }, 3.4826844659289544 },
	{ CHI2_Q, { 0.3, 15, 0 }, 11.721168972944955 },
	{ CHI2_Q, { 1e-08, 159, 0 }, 78.29171366521085 },
	{ CHI2_Q, { 1e-08, 100000, 0 }, 97510.532140400319 },
	{ CHI2_Q, { 0.6, 100000, 0 }, 100112.67595626741 },
	{ F_P, { 0.5, 0.5, 0.7 }, 0.48026391961106102 },
	{ F_P, { 1, 1, 0.7 }, 0.4496133274800288 },
	{ F_P, { 20, 10, 0.7 }, 0.73512056632792167 },
	{ F_P, { 500, 0.5, 1 }, 0.97590348845868702 },
	{ F_P, { 1, 1, 1 }, 0.49999999999999956 },
	{ F_P, { 500, 3, 1 }, 0.96713969862394522 },
	{ F_P, { 20, 200, 4 }, 0.99528049612232916 },
	{ F_P, { 1, 200, 29 }, 0.47205464898012717 },
	{ F_P, { 1e-06, 1, 300 }, 0.0007972198018858978 },
	{ F_P, { 1, 200, 300 }, 0.50343561029854045 },
	{ F_P, { 1, 1, 100000 }, 0.68268707243588977 },
	{ F_P, { 4, 10, 100000 }, 0.99998301124047129 },
	{ F_UPPER, { 1.5, 10, 0.7 }, 0.61969167999555896 },
	{ F_UPPER, { 1, 10, 1 }, 0.65910686769793991 },
	{ F_UPPER, { 1.5, 1, 4 }, 0.28786413472669081 },
	{ F_UPPER, { 20, 1, 4 }, 0.011056493393450073 },
	{ F_UPPER, { 1.5, 0.5, 29 }, 0.20096170128300883 },
	{ F_UPPER, { 0.1, 3, 29 }, 0.95936366384501692 },
	{ F_UPPER, { 1.5, 3, 29 }, 0.2353618959825351 },
	{ F_UPPER, { 500, 200, 29 }, 3.7407392588330169e-34 },
	{ F_UPPER, { 1.5, 0.5, 100000 }, 0.19520255625559532 },
	{ F_UPPER, { 1, 1, 100000 }, 0.31731292756411023 },
	{ F_UPPER, { 1.5, 1, 100000 }, 0.22067424690564605 },
	{ F_UPPER, { 0.1, 3, 100000 }, 0.96002828283157504 },
	{ LOG_GAMMA, { 0.01, 0, 0 }, 4.5994798780420219 },
	{ LOG_GAMMA, { 0.4, 0, 0 }, 0.79667781770178381 },
	{ LOG_GAMMA, { 0.999, 0, 0 }, 0.00057803853289135085 },
	{ LOG_GAMMA, { 1, 0, 0 }, 0 },
	{ LOG_GAMMA, { 1.5, 0, 0 }, -0.12078223763524518 },
	{ LOG_GAMMA, { 1.9, 0, 0 }, -0.038984275923083345 },
	{ LOG_GAMMA, { 2.1, 0, 0 }, 0.045437738544485129 },
	{ LOG_GAMMA, { 3, 0, 0 }, 0.69314718055994529 },
	{ LOG_GAMMA, { 7.5, 0, 0 }, 7.5343642367587327 },
	{ LOG_GAMMA, { 16, 0, 0 }, 27.899271383840894 },
	{ LOG_GAMMA, { 100000, 0, 0 }, 1051287.7089736569 },
	{ LOG_GAMMA, { 10000000000.0, 0, 0 }, 220258509288.81058 },
};

static double
value(enum which which, const double *a)
{
	switch (which) {
	case NORMAL_P:     return at_normal_p(a[0]);
	case NORMAL_UPPER: return at_normal_upper(a[0]);
	case NORMAL_Q:     return at_normal_q(a[0]);
	case T_P:          return at_t_p(a[0], a[1]);
	case T_TWO_SIDED:  return at_t_two_sided(a[0], a[1]);
	case T_Q:          return at_t_q(a[0], a[1]);
	case CHI2_P:       return at_chi2_p(a[0], a[1]);
	case CHI2_UPPER:   return at_chi2_upper(a[0], a[1]);
	case CHI2_Q:       return at_chi2_q(a[0], a[1]);
	case F_P:          return at_f_p(a[0], a[1], a[2]);
	case F_UPPER:      return at_f_upper(a[0], a[1], a[2]);
	case LOG_GAMMA:    return at_log_gamma(a[0]);
	}
	return NAN;
}

TEST(areas_and_points_are_those_of_r)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(rows); i++) {
		double got = value(rows[i].which, rows[i].a);

		if (!(fabs(got - rows[i].expected) <= 2e-13 * fabs(rows[i].expected)))
			fail_msg("row %zu (%g, %g, %g): %.17g, expected %.17g", i, rows[i].a[0],
			    rows[i].a[1], rows[i].a[2], got, rows[i].expected);
	}
}

/* The area up to a point is what the point was asked for. */
TEST(points_and_areas_undo_each_other)
{
	static const double df[] = { 0.3, 1, 2.5, 14, 300, 1e5 };
	static const double p[] = { 1e-12, 1e-3, 0.025, 0.4, 0.5, 0.77, 0.975, 0.9999 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(p); i++)
		for (size_t j = 0; j < AT_COUNT(df); j++) {
			double tolerance = 2e-13 * p[i];

			CHECK_NEAR(p[i], at_t_p(at_t_q(p[i], df[j]), df[j]), tolerance);
			CHECK_NEAR(p[i], at_chi2_p(at_chi2_q(p[i], df[j]), df[j]), tolerance);
			for (size_t k = 0; k < AT_COUNT(df); k++)
				CHECK_NEAR(p[i], at_f_p(at_f_q(p[i], df[j], df[k]), df[j], df[k]),
				    tolerance);
		}
}

TEST(the_ends_are_the_ends)
{
	(void)state_;
	CHECK(at_normal_q(0) == -INFINITY && at_normal_q(1) == INFINITY);
	CHECK(at_t_q(0, 3) == -INFINITY && at_t_q(1, 3) == INFINITY && at_t_q(0.5, 3) == 0);
	CHECK(at_chi2_q(0, 3) == 0 && at_chi2_q(1, 3) == INFINITY);
	CHECK(at_f_q(0, 3, 4) == 0 && at_f_q(1, 3, 4) == INFINITY);
	CHECK(at_chi2_p(-1, 3) == 0 && at_chi2_upper(0, 3) == 1 && at_chi2_upper(INFINITY, 3) == 0);
	CHECK(at_f_p(0, 3, 4) == 0 && at_f_upper(INFINITY, 3, 4) == 0);
	CHECK(at_t_p(0, 3) == 0.5 && at_t_upper(INFINITY, 3) == 0 && at_t_p(INFINITY, 3) == 1);
	CHECK_NEAR(at_normal_p(1.5), at_t_p(1.5, INFINITY), 1e-16);
	CHECK_NEAR(at_normal_q(0.01), at_t_q(0.01, INFINITY), 1e-15);
	CHECK(at_normal_p(-38) > 0);
}

TEST(what_makes_no_sense_is_nan)
{
	(void)state_;
	CHECK(isnan(at_normal_q(-0.1)) && isnan(at_normal_q(NAN)) && isnan(at_normal_p(NAN)));
	CHECK(isnan(at_t_p(1, 0)) && isnan(at_t_q(0.5, -1)) && isnan(at_t_p(NAN, 3)));
	CHECK(isnan(at_chi2_upper(1, 0)) && isnan(at_chi2_q(2, 1)) && isnan(at_chi2_p(NAN, 1)));
	CHECK(isnan(at_f_upper(1, 0, 1)) && isnan(at_f_q(0.5, 1, 0)) && isnan(at_f_p(NAN, 1, 1)));
	CHECK(isnan(at_log_gamma(0)) && isnan(at_log_gamma(-1.5)) && isnan(at_log_gamma(NAN)));
}

RUN_ALL(
    RUN(areas_and_points_are_those_of_r),
    RUN(points_and_areas_undo_each_other),
    RUN(the_ends_are_the_ends),
    RUN(what_makes_no_sense_is_nan),
)
