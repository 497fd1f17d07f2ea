# SPDX-License-Identifier: GPL-3.0-or-later
# attune agree against lme4, nlme, lm and cor.test.
source("test/r/support.R")
need("lme4", "nlme")

# ---- data: 72 dyads of 3 to 12 sessions, four therapists, two outcomes -------------------

dyads <- 72
sessions <- sample(3:12, dyads, TRUE)
dyad <- rep(seq_len(dyads), sessions)
n <- length(dyad)
session <- ave(dyad, dyad, FUN = seq_along)
therapist <- (dyad - 1) %% 4 + 1
client <- 5 + rnorm(4, sd = .5)[therapist] + rnorm(dyads, sd = .8)[dyad] + .05 * session + rnorm(n, sd = .6)
rated <- client - .4 + rnorm(dyads, sd = .3)[dyad]
slope <- .5 + rnorm(dyads, sd = .25)[dyad]
within <- function(x) x - ave(x, dyad)
between <- function(x) ave(x, dyad) - mean(tapply(x, dyad, mean))
judged <- ave(client, dyad) + slope * within(client) - .4 + rnorm(dyads, sd = .3)[dyad] +
    rnorm(n, sd = .4)
u <- matrix(rnorm(2 * dyads), dyads) %*% chol(matrix(c(2, .8, .8, 1.5), 2))
e <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(1, .4, .4, .8), 2))
mine <- 20 - 2 * within(client) - .7 * within(judged) - between(client) - between(judged) +
    u[dyad, 1] + e[, 1]
yours <- 18 - .8 * within(client) - 1.5 * within(judged) - between(client) / 2 -
    between(judged) + u[dyad, 2] + e[, 2]
file <- table_of(data.frame(dyad, session, client, judged, mine, yours,
    who = letters[therapist])[sample(n), ])
got <- attune("agree", file, "--dyad", "dyad", "--session", "session", "--client", "client",
    "--therapist", "judged", "--outcome", "mine", "--therapist-id", "who", "--range", "-20,30")

# ---- mixed models ------------------------------------------------------------------------

fit <- function(formula, data = NULL)
	suppressMessages(suppressWarnings(lme4::lmer(formula, data, control =
	    lme4::lmerControl(optimizer = "bobyqa", calc.derivs = FALSE,
	    optCtrl = list(rhoend = 1e-10, maxfun = 20000)))))

variances <- function(f) as.data.frame(lme4::VarCorr(f))$vcov

model <- function(what, f, got, names, spread) {
	b <- lme4::fixef(f)
	se <- sqrt(diag(as.matrix(vcov(f))))
	near(paste(what, "effects"), b, sapply(names, function(i) got[[i]]$estimate), 1e-6,
	    unit = se)
	near(paste(what, "standard errors"), se, sapply(names, function(i) got[[i]]$se), 1e-5)
	near(paste(what, "variances"), variances(f), spread, 1e-4, unit = variances(f)[1] / 100)
	no_worse(paste(what, "criterion"), lme4::REMLcrit(f), got$criterion)
}

Cw <- within(client)
Cb <- between(client)
Tw <- within(judged)
Tb <- between(judged)
own <- judged - ave(client, dyad)

f <- fit(own ~ Cw + (1 | dyad))
t <- got$truth_bias$intercept
model("truth and bias, one slope:", f, t, c("bias", "tracking"),
    c(t$bias_variance, t$residual_variance))
f <- fit(own ~ Cw + (1 + Cw | dyad))
t <- got$truth_bias$slope
model("truth and bias, slopes:", f, t, c("bias", "tracking"), c(t$bias_variance,
    t$tracking_variance, if (is.na(t$correlation)) 0 else t$correlation *
    sqrt(t$bias_variance * t$tracking_variance), t$residual_variance))
f <- fit(I(judged - mean(tapply(client, dyad, mean))) ~ Cw + Cb + (1 | dyad))
t <- got$truth_bias$group
model("truth and bias, group:", f, t, c("bias", "tracking", "between"),
    c(t$bias_variance, t$residual_variance))

f <- fit(client ~ 1 + (1 | dyad))
t <- got$levels$client
model("levels:", f, t, "mean", c(t$between, t$within))
near("reliability of means", variances(f)[1] / (variances(f)[1] + variances(f)[2] / sessions),
    got$congruence$rows$reliability[match(seq_len(dyads), got$congruence$rows$dyad)], 1e-5)
f <- fit(mine ~ Cw + Cb + (1 | dyad))
t <- got$levels$outcome
model("outcome:", f, t, c("intercept", "within", "between"),
    c(t$dyad_variance, t$residual_variance))
now <- which(c(dyad[-1], 0) == dyad)
f <- fit(y ~ Cw + Cb + Yw + (1 | dyad), data.frame(y = mine[now + 1], Cw = Cw[now],
    Cb = Cb[now], Yw = within(mine)[now], dyad = dyad[now]))
t <- got$levels$`next`
model("next outcome:", f, t, c("intercept", "within", "between", "before"),
    c(t$dyad_variance, t$residual_variance))
same("dyads under ten sessions", sum(sessions < 10), t$nickell)

trendless <- attune("agree", file, "--dyad", "dyad", "--session", "session", "--client",
    "client", "--therapist", "judged", "--outcome", "mine", "--range", "-20,30", "--detrend",
    "log", "--bootstrap", "1")
Lw <- unsplit(lapply(split(seq_len(n), dyad), function(i)
	if (length(i) < 6) Cw[i] else resid(lm(client[i] ~ log(session[i])))), dyad)
f <- fit(mine ~ Lw + Cb + (1 | dyad))
t <- trendless$levels$outcome
model("outcome, detrended:", f, t, c("intercept", "within", "between"),
    c(t$dyad_variance, t$residual_variance))

# ---- congruence --------------------------------------------------------------------------

for (i in seq_len(dyads)) {
	row <- got$congruence$rows[got$congruence$rows$dyad == i, ]
	c <- client[dyad == i]
	t <- judged[dyad == i]
	near("difference, distance", c(mean(c - t), mean(abs(c - t))),
	    c(row$difference, row$distance), 1e-11)
	test <- if (length(c) >= 6) cor.test(c, t)
	near("r, its interval, profile", if (is.null(test)) rep(NA, 4) else c(test$estimate,
	    test$conf.int, cor(c(c, t), c(t, c))), c(row$r, row$r_low, row$r_high, row$profile),
	    1e-9, unit = .1)
}

# ---- actor and partner -------------------------------------------------------------------

f <- fit(mine ~ Cw + Tw + Cb + Tb + (1 | dyad))
t <- got$apim$client
near("one equation: effects", lme4::fixef(f), c(t$intercept$estimate, t$within$actor$estimate,
    t$within$partner$estimate, t$between$actor$estimate, t$between$partner$estimate), 1e-6)
near("one equation: variances", variances(f), c(t$dyad_variance, t$residual_variance), 1e-4)
no_worse("one equation: criterion", lme4::REMLcrit(f), got$apim$criterion)

both <- attune("agree", file, "--dyad", "dyad", "--session", "session", "--client", "client",
    "--therapist", "judged", "--outcome", "mine", "--outcome-therapist", "yours", "--range",
    "-20,30", "--bootstrap", "500")$apim
long <- data.frame(y = c(mine, yours), side = factor(rep(1:2, each = n)), dyad, session, Cw,
    Tw, Cb, Tb)
long <- long[order(long$dyad, long$session, long$side), ]
f <- nlme::lme(y ~ 0 + side + side:(Cw + Tw + Cb + Tb), long, ~ 0 + side | dyad,
    nlme::corSymm(form = ~ 1 | dyad / session), nlme::varIdent(form = ~ 1 | side), control =
    nlme::lmeControl(tolerance = 1e-10, msTol = 1e-12, maxIter = 300, msMaxIter = 1000))
b <- nlme::fixef(f)
se <- sqrt(diag(vcov(f)))
part <- function(what) c(both$client$intercept[[what]], both$therapist$intercept[[what]],
    both$client$within$actor[[what]], both$therapist$within$partner[[what]],
    both$client$within$partner[[what]], both$therapist$within$actor[[what]],
    both$client$between$actor[[what]], both$therapist$between$partner[[what]],
    both$client$between$partner[[what]], both$therapist$between$actor[[what]])
near("both equations: effects", b, part("estimate"), 1e-4, unit = se)
near("both equations: standard errors", se, part("se"), 1e-3)
psi <- nlme::getVarCov(f)
near("both equations: dyad variances", c(psi[1, 1], psi[2, 2], psi[1, 2]),
    c(both$client$dyad_variance, both$therapist$dyad_variance, both$dyad_correlation *
    sqrt(both$client$dyad_variance * both$therapist$dyad_variance)), 1e-2)
no_worse("both equations: criterion", -2 * as.numeric(logLik(f)), both$criterion)
near("k", b["side1:Tw"] / b["side1:Cw"], both$client$within$k$estimate, 1e-4)
same("k inside its interval", TRUE, both$client$within$k$ci[1] < both$client$within$k$estimate &&
    both$client$within$k$estimate < both$client$within$k$ci[2])

# ---- response surface --------------------------------------------------------------------

X <- client - 5
W <- judged - 5
lines <- rbind(c(0, 1, 1, 0, 0, 0), c(0, 0, 0, 1, 1, 1), c(0, 1, -1, 0, 0, 0),
    c(0, 0, 0, 1, -1, 1))
surface <- function(what, b, v, got, tolerance) {
	near(paste(what, "coefficients"), b, got$b, tolerance, unit = sqrt(diag(v)))
	near(paste(what, "a1 to a4"), lines %*% b, c(got$a1$estimate, got$a2$estimate,
	    got$a3$estimate, got$a4$estimate), tolerance, unit = sqrt(diag(lines %*% v %*% t(lines))))
	near(paste(what, "their errors"), sqrt(diag(lines %*% v %*% t(lines))),
	    c(got$a1$se, got$a2$se, got$a3$se, got$a4$se), 10 * tolerance)
}
f <- lm(mine ~ X + W + I(X^2) + I(X * W) + I(W^2))
surface("surface, least squares:", coef(f), vcov(f), got$surface, 1e-9)
f <- fit(mine ~ X + W + I(X^2) + I(X * W) + I(W^2) + (1 | dyad))
surface("surface, mixed:", lme4::fixef(f), as.matrix(vcov(f)), got$surface$by_dyad, 1e-6)

# ---- therapists --------------------------------------------------------------------------

f <- fit(client ~ 1 + (1 | dyad) + (1 | therapist))
t <- got$therapists
model("therapists:", f, t, "mean", c(t$client_variance, t$therapist_variance, t$session_variance))
chi2 <- lme4::REMLcrit(fit(client ~ 1 + (1 | dyad))) - lme4::REMLcrit(f)
if (!t$singular) {
	near("therapists: p", pchisq(chi2, 1, lower.tail = FALSE) / 2, t$p, 1e-5)
	modes <- lme4::ranef(f, condVar = TRUE)$therapist
	order <- match(letters[1:4], t$rows$therapist)
	spread <- sqrt(attr(modes, "postVar")[1, 1, ])
	near("therapists: shrunken effects", modes[, 1], t$rows$effect[order], 1e-4, unit = spread)
	near("therapists: their intervals", modes[, 1] + qnorm(.975) * spread, t$rows$high[order],
	    1e-4, unit = spread)
}
