# SPDX-License-Identifier: GPL-3.0-or-later
# attune change against its formulas in R, which has no package for them in Debian.
source("test/r/support.R")

cases <- 400
pre <- round(rnorm(cases, 18, 6), 2)
post <- round(0.5 * pre + rnorm(cases, 2, 5), 2)
data <- data.frame(id = seq_len(cases), pre, post)
data$pre[7] <- NA
data$post[c(8, 90)] <- NA
used <- complete.cases(data)
file <- table_of(data)
x <- data$pre[used]
y <- data$post[used]

r <- 0.84
r_post <- 0.79
m0 <- 7
s0 <- 3.5
m1 <- mean(x)
s1 <- sd(x)
m2 <- mean(y)
se <- s1 * sqrt(1 - r)
s_diff <- sqrt(2) * se
r_dd <- (var(y - x) - s_diff^2) / var(y - x)

rci <- list(
	jt = (y - x) / s_diff,
	gln = (y - m1 - r * (x - m1)) / (s1 * sqrt(1 - r^2)),
	hll = (y - m2 - r * (x - m1)) / (s1 * sqrt(1 - r^2)),
	en = (y - (r * (x - m1) + m1)) / se,
	nk = (y - (r * (x - m1) + m1)) / (s1 * sqrt(r^2 * (1 - r) + (1 - r_post))),
	ha = ((y - x) * r_dd + (m2 - m1) * (1 - r_dd)) / (sqrt(r_dd) * s_diff))

cutoffs <- c(a = m1 - 2 * s1, b = m0 + 2 * s0, c = (s0 * m1 + s1 * m0) / (s0 + s1))

classify <- function(rci, z, cutoff) {
	clinical <- function(score) score > cutoff
	ifelse(abs(rci) <= z, "unchanged",
	    ifelse(rci < 0, ifelse(clinical(x) & !clinical(y), "recovered", "improved"),
	    ifelse(!clinical(x) & clinical(y), "harmed", "deteriorated")))
}

for (method in names(rci)) {
	z <- qnorm(if (method == "ha") 0.95 else 0.975)
	for (cut in names(cutoffs)) {
		got <- attune("change", file, "--id", "id", "--pre", "pre", "--post", "post",
		    "--better", "lower", "--reliability", r, "--reliability-post", r_post,
		    "--functional-mean", m0, "--functional-sd", s0, "--cutoff", cut,
		    "--method", method)
		class <- classify(rci[[method]], z, cutoffs[[cut]])

		same("rows used and left out", c(sum(used), sum(!used)),
		    c(got$used$rows, got$used$dropped))
		near(paste(method, "rci"), rci[[method]], got$rows$rci, 1e-10, unit = 0.01)
		same(paste(method, "category"), class, got$rows$category)
		same(paste(method, "counts"), as.vector(table(factor(class, names(got$counts)))),
		    got$counts)
		near("cut-off", cutoffs[[cut]], got$cutoff, 1e-12)
		near("s_diff", s_diff, got$s_diff, 1e-12)
	}
}

near("means and SDs", c(m1, s1, m2, sd(y), cor(x, y)),
    c(got$mean_pre, got$sd_pre, got$mean_post, got$sd_post, got$r_pre_post), 1e-12)

n <- length(x)
m <- n - 1
d <- exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2)) * (m2 - m1) / s1
v <- 2 * (1 - cor(x, y)) / n + d^2 / (2 * n)
near("effect", c(d, v, d + c(-1, 1) * qnorm(0.975) * sqrt(v),
    (m2 - m1) / sqrt((s1^2 + var(y)) / 2), (m2 - m1) / sd(y - x)), got$effect, 1e-9)
if (suppressMessages(requireNamespace("metafor", quietly = TRUE))) {
	es <- metafor::escalc("SMCR", m1i = m2, m2i = m1, sd1i = s1, ni = n, ri = cor(x, y))
	near("effect (metafor)", c(es$yi, es$vi), c(got$effect$smcr, got$effect$variance), 1e-9)
}
