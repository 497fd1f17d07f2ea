# SPDX-License-Identifier: GPL-3.0-or-later
# attune meta against metafor, whose iterations are carried on: by default they stop in the
# fifth digit of tau2.
source("test/r/support.R")
need("metafor")
suppressMessages(library(metafor))

on <- list(threshold = 1e-14, maxiter = 1e5, tol = 1e-14)

k <- 60
n <- round(exp(runif(k, log(12), log(900))))
format <- sample(c("group", "pair", "single"), k, replace = TRUE)
weeks <- round(runif(k, 4, 40))
z <- rnorm(k, 0.28 + 0.1 * (format == "single"), 0.12) + rnorm(k) / sqrt(n - 3)
data <- data.frame(study = paste0("s", seq_len(k)), r = tanh(z), n, format, weeks)
file <- table_of(data)
columns <- c("--r", "r", "--n", "n", "--study", "study")
y <- atanh(data$r)
v <- 1 / (n - 3)

# The mean, however tau2 is found.
for (method in c("FE", "DL", "HE", "SJ", "EB", "PM", "ML", "REML"))
	for (hk in c(FALSE, TRUE)) {
		if (hk && method == "FE")
			next
		fit <- rma(y, v, method = method, test = if (hk) "knha" else "z", control = on)
		got <- attune("meta", file, columns, "--method", method, if (hk) "--hksj")
		near("tau2, I2, H2", c(fit$tau2, fit$I2, fit$H2), c(got$tau2, got$i2, got$h2),
		    unit = 1e-6)
		near("Q", c(fit$QE, fit$QEp), c(got$q, got$q_p), 1e-9, unit = 1e-12)
		near("mean, its error and interval", c(fit$beta, fit$se, fit$ci.lb, fit$ci.ub),
		    c(got$estimate, got$se, got$ci), unit = 1e-3)
		near("mean as r", tanh(c(fit$beta, fit$ci.lb, fit$ci.ub)),
		    c(got$estimate_r, got$ci_r), unit = 1e-3)
		near("p", fit$pval, got$p, unit = 1e-9)
		if (method != "FE") {
			of <- predict(fit)
			near("prediction interval", c(of$pi.lb, of$pi.ub), got$prediction,
			    unit = 1e-3)
		}
	}

fit <- rma(y, v, control = on)
got <- attune("meta", file, columns)
interval <- confint(fit, control = list(tol = 1e-13, maxiter = 1e4))$random[1, 2:3]
near("interval of tau2", interval, got$tau2_ci, unit = 1e-6)

# Asymmetry.
ols <- regtest(fit, model = "lm")
mixed <- regtest(fit)
near("Egger", c(ols$zval, ols$pval, ols$est, mixed$zval, mixed$pval, mixed$est),
    c(got$egger$ols$statistic, got$egger$ols$p, got$egger$ols$limit,
      got$egger$mixed$statistic, got$egger$mixed$p, got$egger$mixed$limit), unit = 1e-3)
rank <- suppressWarnings(ranktest(fit))
near("rank test", c(rank$tau, rank$pval), c(got$rank_test$tau, got$rank_test$p), 1e-9,
    unit = 1e-3)
filled <- trimfill(fit)
same("studies filled in", filled$k0, got$trim_fill$filled)
near("mean with them", filled$beta, got$trim_fill$estimate, 1e-4, unit = 1e-3)

# One left out.
left <- leave1out(fit)
near("without each study", c(left$estimate, left$se, left$tau2, left$I2, left$Q),
    with(got$leave_one_out, c(estimate, se, tau2, i2, q)), unit = 1e-4)
of <- influence(fit)$inf
near("influence", c(of$rstudent, of$dffits, of$cook.d, of$cov.r, of$hat),
    c(with(got$leave_one_out, c(rstudent, dffits, cook, cov_ratio)), got$rows$weight / 100),
    unit = 1e-2)
same("which are influential", influence(fit)$is.infl, got$leave_one_out$influential)

# Moderators.
for (hk in c(FALSE, TRUE)) {
	fit <- rma(y, v, mods = ~ format + weeks, data = data, control = on,
	    test = if (hk) "knha" else "z")
	got <- attune("meta", file, columns, "--by", "format,weeks", if (hk) "--hksj")$moderators
	near("moderators", c(fit$beta, fit$se, fit$pval),
	    with(got$coefficients, c(estimate, se, p)), unit = 1e-4)
	near("moderated tau2 and tests", c(fit$tau2, fit$QE, fit$QM, fit$QMp),
	    c(got$tau2, got$q, got$qm, got$qm_p), unit = 1e-6)
}
fit <- rma(y, v, mods = ~ format - 1, data = data, control = on)
got <- attune("meta", file, columns, "--by", "format")$moderators$groups
near("means of groups", c(fit$beta, fit$se, fit$ci.lb), c(got$estimate, got$se, got$ci_low),
    unit = 1e-3)

# Effects within studies.
per <- sample(1:6, 18, replace = TRUE)
study <- rep(seq_along(per), per)
within <- data.frame(study, effect = unlist(lapply(per, seq_len)), v = runif(sum(per), .01, .09))
within$y <- 0.3 + rnorm(length(per), 0, 0.3)[study] + rnorm(nrow(within), 0, 0.25) +
    rnorm(nrow(within)) * sqrt(within$v)
within$x <- runif(length(per))[study]
file <- table_of(within)
columns <- c("--yi", "y", "--vi", "v", "--study", "study", "--within", "effect")
for (rho in c(0, 0.4)) {
	V <- vcalc(v, cluster = study, obs = effect, rho = rho, data = within)
	fit <- rma.mv(y, V, random = ~ 1 | study / effect, data = within,
	    control = list(optimizer = "BFGS", reltol = 1e-15, maxit = 1e4))
	got <- attune("meta", file, columns, "--rho", rho)
	# The search of R ends where the likelihood is flat to 1e-15: half of the digits.
	near("variances of levels", fit$sigma2, c(got$tau2_between, got$tau2_within), 1e-5,
	    unit = 1e-2)
	near("mean of three levels", c(fit$beta, fit$se, fit$QE), c(got$estimate, got$se, got$q),
	    unit = 1e-2)
	if (suppressMessages(requireNamespace("clubSandwich", quietly = TRUE))) {
		robust <- clubSandwich::coef_test(fit, vcov = "CR2")
		near("robust", c(robust$SE, robust$df), c(got$robust$se, got$robust$df), 1e-5)
	}
}
fit <- rma.mv(y, v, mods = ~ x, random = ~ 1 | study / effect, data = within,
    control = list(optimizer = "BFGS", reltol = 1e-15, maxit = 1e4))
got <- attune("meta", file, columns, "--by", "x")$moderators$coefficients
near("moderator of three levels", c(fit$beta, fit$se), c(got$estimate, got$se), 1e-5,
    unit = 1e-2)
single <- aggregate(escalc(data = within, yi = y, vi = v), cluster = study, rho = 0.5,
    struct = "CS", weighted = FALSE)
got <- attune("meta", file, head(columns, 6), "--aggregate")$rows
near("one effect of each study", c(single$yi, single$vi), c(got$yi, got$vi), 1e-12, unit = 1e-3)
