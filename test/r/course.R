# SPDX-License-Identifier: GPL-3.0-or-later
# attune course and change --method hlm against lme4 and glm, on archives made anew.
# lme4 stops a little before the least criterion, so it is asked to go on from where it
# stopped, and its variances are compared less closely than what they lead to.

source("test/r/support.R")
need("lme4")

make_archive <- function(n) {
	sessions <- sample(3:14, n, replace = TRUE)
	id <- rep(seq_len(n), sessions)
	session <- sequence(sessions)
	first <- rnorm(n, 18, 5)
	level <- 17 + .7 * (first - 18) + rnorm(n, 0, 2)
	slope <- -2 - .1 * (first - 18) + rnorm(n, 0, 2)
	score <- ifelse(session == 1, first[id],
	    level[id] + slope[id] * log(session) + rnorm(length(id), 0, 2))
	data.frame(id = sprintf("c%05d", id), session = session, score = score)
}

best_fit <- function(formula, data) {
	control <- function(start) lme4::lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
	    optCtrl = list(rhobeg = start, rhoend = 1e-9, maxfun = 1e5))
	fit <- lme4::lmer(formula, data, control = control(.2))
	lme4::lmer(formula, data, control = control(1e-3),
	    start = lme4::getME(fit, "theta"))
}

psi_of <- function(fit) as.vector(lme4::VarCorr(fit)$id)[c(1, 2, 4)]

compare_course <- function(what, n, by_intake) {
	d <- make_archive(n)
	model <- file.path(scratch, "course.json")
	got <- attune("course", "fit", table_of(d[sample(nrow(d)), ]), "--client", "id", "--session",
	    "session", "--score", "score", "--better", "lower", "--reliable", "6", "-o", model)$model
	d$L <- log(d$session)
	d$first <- d$score[match(d$id, d$id)]
	centre <- mean(d$first[d$session == 1])
	d$c <- d$first - centre
	if (by_intake) {
		d <- d[d$session > 1, ]
		fit <- best_fit(score ~ L * c + (L | id), d)
		b <- lme4::fixef(fit)[c("(Intercept)", "L", "c", "L:c")]
	} else {
		fit <- best_fit(score ~ L + (L | id), d)
		b <- c(lme4::fixef(fit), 0, 0)
	}
	same(paste(what, "by the first score"), by_intake, got$by_intake)
	near(paste(what, "b"), b, got$b, 1e-6, 1)
	near(paste(what, "psi"), psi_of(fit), got$psi, 1e-4, 1)
	near(paste(what, "sigma^2"), sigma(fit)^2, got$sigma2, 1e-5)

	# What is expected of somebody who starts at 25, at session 6.
	x <- if (by_intake) c(1, log(6), 25 - centre, (25 - centre) * log(6)) else c(1, log(6))
	z <- c(1, log(6))
	cov <- as.matrix(vcov(fit))
	if (by_intake)
		cov <- cov[c("(Intercept)", "L", "c", "L:c"), c("(Intercept)", "L", "c", "L:c")]
	sd <- sqrt(drop(t(z) %*% matrix(lme4::VarCorr(fit)$id, 2) %*% z) + sigma(fit)^2 +
	    drop(t(x) %*% cov %*% x))
	mean <- sum(b[seq_along(x)] * x)
	k <- if (by_intake) qnorm(c(.84, .90)) else
		suppressWarnings(qt(.95, n - 1, qnorm(c(.84, .90)) * sqrt(n)) / sqrt(n))
	shown <- attune("course", "show", model, "--intake", "25", "--sessions", "6")$expected
	near(paste(what, "expected"), mean, shown$mean, 1e-6)
	near(paste(what, "limits"), mean + k * sd, c(shown$limit84, shown$limit90), 1e-5)
}

compare_course("small", 300, FALSE)
compare_course("large", 1500, TRUE)

# ---- change --method hlm -------------------------------------------------------------------

d <- make_archive(150)
fit <- best_fit(score ~ session + (session | id), d)
r <- lme4::ranef(fit, condVar = TRUE)$id
sd <- sqrt(attr(r, "postVar")[2, 2, ])
got <- attune_csv("change", table_of(d), "--id", "id", "--time", "session", "--score", "score",
    "--better", "lower", "--method", "hlm")
near("hlm deviation", r$session, got$deviation[match(rownames(r), got$id)], 1e-4, .1)
near("hlm index", r$session / sd, got$rci[match(rownames(r), got$id)], 1e-4, 1)
near("hlm slope", lme4::fixef(fit)[2] + r$session, got$slope[match(rownames(r), got$id)], 1e-4,
    .1)

# ---- dropout -------------------------------------------------------------------------------

# The ridge attune chose, put to R: the gradient of the penalised likelihood there is 0.
n <- 400
sessions <- sample(2:9, n, replace = TRUE)
id <- rep(seq_len(n), sessions)
dropped <- rbinom(n, 1, .4)
visits <- data.frame(id = sprintf("c%04d", id), session = sequence(sessions),
    missed = 0, wai = rnorm(length(id), 5 - .5 * dropped[id]), dropped = dropped[id])
got <- attune("course", "dropout", table_of(visits), "--client", "id", "--session", "session",
    "--missed", "missed", "--alliance", "wai", "--definition", "judged", "--dropped", "dropped")
own <- ave(visits$wai, visits$id, FUN = function(w) w - cumsum(w) / seq_along(w))
x <- scale(cbind(log(visits$session), visits$wai, own))
y <- visits$dropped == 1 & visits$session == sessions[id]
p <- plogis(got$constant + drop(x %*% got$features$b))
gradient <- c(sum(y - p), drop(t(x) %*% (y - p)) - got$lambda * got$features$b)
near("dropout gradient", rep(0, 4), gradient, 1e-6, 1)
near("dropout hazard", mean(y), got$hazard, 1e-12)
