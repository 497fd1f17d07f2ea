# SPDX-License-Identifier: GPL-3.0-or-later
# attune lmm against lme4: sessions within clients within therapists, crossed raters, factors,
# a slope far from its zero.  lme4's search ends where a variance has five digits or less; so
# its criterion is the one to beat, and the figures are those of lme4 at the theta found here.
source("test/r/support.R")
need("lme4")

n <- 1200
therapist <- sprintf("t%02d", rep(1:12, each = 100))
client <- sprintf("c%03d", rep(1:120, each = 10))
rater <- sprintf("r%d", sample(8, n, TRUE))
session <- rep(0:9, 120)
arm <- rep(sample(c("care", "usual", "waiting"), 120, TRUE), each = 10)
by <- function(names, sd) rnorm(length(unique(names)), 0, sd)[factor(names)]
score <- round(18 - 0.4 * session + (arm == "care") * (1 - 0.3 * session) + by(client, 3) +
    by(client, 0.4) * session + by(therapist, 1.2) + by(rater, 0.8) + rnorm(n, 0, 2.5), 3)
intake <- 2000 + rnorm(n)
data <- data.frame(therapist, client, rater, session, visit = session + 1, arm, intake, score)
data$score[c(17, 400)] <- NA
data$arm[33] <- NA
file <- table_of(data)

models <- list(
	start = score ~ session + (1 | client),
	slope = score ~ arm * session + (session | client),
	apart = score ~ session + I(session^2) + (session || client),
	levels = score ~ session + (session | therapist/client),
	crossed = score ~ session + log(visit) + (1 | client) + (1 | rater),
	both = score ~ 0 + arm + session:arm + (session | client) + (1 | therapist) + (1 | rater),
	far = score ~ intake + (1 + intake | therapist))
control <- lme4::lmerControl(calc.derivs = FALSE, check.conv.singular = "ignore",
    check.scaleX = "ignore", optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12, maxeval = 1e4))

# The model as lme4 has it, at theta.
at_theta <- function(formula, reml, theta) {
	parts <- lme4::lFormula(formula, data, REML = reml, control = control)
	deviance <- do.call(lme4::mkLmerDevfun, parts)
	value <- deviance(theta)
	lme4::mkMerMod(environment(deviance), list(par = theta, fval = value, conv = 0,
	    message = ""), parts$reTrms, fr = parts$fr)
}

for (name in names(models)) {
	for (reml in c(TRUE, FALSE)) {
		best <- suppressWarnings(suppressMessages(lme4::lmer(models[[name]], data,
		    REML = reml, control = control)))
		modes <- tempfile("modes", scratch)
		got <- attune("lmm", file, "--formula", deparse1(models[[name]]), "--blup", modes,
		    if (!reml) "--ml")
		criterion <- function(m) if (reml) lme4::REMLcrit(m) else deviance(m)
		m <- at_theta(models[[name]], reml, got$optimizer$theta)
		no_worse(paste(name, "criterion"), criterion(best), got$criterion, 1e-12)
		near(paste(name, "criterion there"), criterion(m), got$criterion, 1e-10)
		same("converged", TRUE, got$converged)
		same("rows used and left out", c(nobs(m), n - nobs(m)),
		    c(got$used$rows, got$used$dropped))
		near(paste(name, "fixed"), lme4::fixef(m), got$fixed$estimate, 1e-7, 1e-2)
		near(paste(name, "se"), sqrt(diag(as.matrix(vcov(m)))), got$fixed$se, 1e-7)
		near(paste(name, "sigma"), sigma(m), got$sigma, 1e-9)
		near(paste(name, "AIC, BIC"), c(AIC(m), BIC(m)), c(got$aic, got$bic), 1e-10)

		found <- as.data.frame(lme4::VarCorr(m))
		found <- found[is.na(found$var2) & found$grp != "Residual", ]
		near(paste(name, "SD"), sort(found$sdcor), sort(got$random$sd), 1e-8, 0.1)
		near(paste(name, "modes"), sort(unlist(lme4::ranef(m))),
		    sort(read.csv(modes)$mode), 1e-6, 1)
	}
}

# Satterthwaite, where the package is there.
if (suppressMessages(requireNamespace("lmerTest", quietly = TRUE))) {
	m <- suppressMessages(lmerTest::lmer(models$slope, data, control = control))
	got <- attune("lmm", file, "--formula", deparse1(models$slope))
	near("df (lmerTest)", coef(summary(m))[, "df"], got$fixed$df, 5e-3)
}

# Half and half a chi-square with two degrees of freedom and one with one.
small <- suppressMessages(lme4::lmer(models$start, data, control = control))
large <- suppressMessages(lme4::lmer(score ~ session + (session | client), data,
    control = control))
got <- attune("lmm", file, "--formula", "score ~ session + (session | client)", "--compare",
    deparse1(models$start))
x <- lme4::REMLcrit(small) - lme4::REMLcrit(large)
near("likelihood ratio", c(x, (pchisq(x, 2, lower.tail = FALSE) +
    pchisq(x, 1, lower.tail = FALSE)) / 2), c(got$compare$chi2, got$compare$p), 1e-4)

# Rows to come: of a client seen, and of one not seen.
new <- data.frame(client = c("c003", "c003", "someone"), arm = c("care", "care", "usual"),
    session = c(0, 12, 5))
got <- attune("lmm", file, "--formula", deparse1(models$slope), "--predict", table_of(new))
m <- at_theta(models$slope, TRUE, got$optimizer$theta)
near("predicted", predict(m, new, allow.new.levels = TRUE), got$predictions$mean, 1e-8)
