# SPDX-License-Identifier: GPL-3.0-or-later
# attune reliability against psych, lavaan and GPArotation.
source("test/r/support.R")
need("psych", "lavaan", "GPArotation")
quietly <- function(x) suppressMessages(suppressWarnings(x))

# ---- items -------------------------------------------------------------------------------

# Twelve items in three groups under one factor, four sessions of each person.
people <- 150
persons <- rep(seq_len(people), each = 4)
n <- length(persons)
general <- rnorm(people)[persons] + 0.7 * rnorm(n)
groups <- matrix(rnorm(3 * n), n)[, rep(1:3, each = 4)]
habits <- 0.7 * matrix(rnorm(12 * people), people)[persons, ]
loading <- runif(12, 0.5, 0.9)
x <- sweep(general + 0.6 * groups, 2, loading, "*") + habits + 0.8 * matrix(rnorm(12 * n), n)
x <- matrix(pmin(pmax(round(4 + x %*% diag(runif(12, 0.7, 1.4))), 1), 7), n)
colnames(x) <- paste0("i", 1:12)
asked <- x
asked[, c(3, 8)] <- 8 - asked[, c(3, 8)]
asked[5, 2] <- NA
used <- -5
x <- as.data.frame(x[used, ])
got <- attune("reliability", table_of(data.frame(who = persons, asked)), "--items", "i1..i12",
    "--reverse", "i3,i8", "--range", "1,7", "--id", "who", "--hierarchical")

expected <- quietly(psych::alpha(x, n.iter = 1))
interval <- psych::alpha.ci(expected$total$raw_alpha, nrow(x), 12, digits = 15)
same("rows used and left out", c(n - 1, 1), c(got$used$rows, got$used$dropped))
near("alpha", expected$total[c("raw_alpha", "std.alpha")], got[c("alpha", "alpha_std")], 1e-10)
near("alpha, Feldt", interval[c("lower.ci", "upper.ci")], got$alpha_ci, 1e-10)
near("alpha without an item", expected$alpha.drop$raw_alpha, got$if_dropped$alpha, 1e-10)
near("item and rest", expected$item.stats$r.drop, got$if_dropped$item_rest, 1e-10)
near("items", c(colMeans(x), sapply(x, sd)), c(got$if_dropped$mean, got$if_dropped$sd), 1e-12)
total <- rowSums(x)
near("sum", c(mean(total), sd(total), sd(total) * sqrt(1 - expected$total$raw_alpha)),
    got[c("mean", "sd", "sem")], 1e-10)

odd <- rowSums(x[, seq(1, 12, 2)])
even <- rowSums(x[, seq(2, 12, 2)])
r <- cor(odd, even)
near("halves", c(r, 2 * r / (1 + r), 4 * cov(odd, even) / var(total)), got$split_half, 1e-10)

# lavaan's own end of the search is near 1e-6.
model <- paste("f =~", paste(colnames(x), collapse = " + "))
omega <- function(data) {
	fit <- lavaan::cfa(model, data, std.lv = TRUE)
	part <- lavaan::lavInspect(fit, "est")
	sum(part$lambda)^2 / (sum(part$lambda)^2 + sum(diag(part$theta)))
}
near("omega (lavaan)", c(omega(x), omega(as.data.frame(scale(x)))),
    c(got$omega_raw, got$omega), 1e-5)
one <- factanal(covmat = cor(x), factors = 1, n.obs = nrow(x))
near("test of one factor (factanal)", c(one$STATISTIC, one$dof), got$one_factor[c("chi2", "df")],
    1e-5)

# By hand from the same pieces: psych ends its rotation early.
three <- factanal(covmat = cor(x), factors = 3, rotation = "none",
    control = list(opt = list(factr = 10, maxit = 10000)))
turned <- GPArotation::oblimin(unclass(three$loadings), eps = 1e-7, maxit = 5000)
p <- turned$Phi
above <- sqrt(c(p[1, 2] * p[1, 3] / p[2, 3], p[1, 2] * p[2, 3] / p[1, 3],
    p[1, 3] * p[2, 3] / p[1, 2]))
above <- above * sign(c(1, p[1, 2], p[1, 3]))
g <- unclass(turned$loadings) %*% above
whole <- sum(cor(x))
near("omega, hierarchical (GPArotation)", c(sum(g)^2, whole - sum(three$uniquenesses)) / whole,
    got$hierarchical[c("omega_h", "omega_total")], 1e-5)
near("omega, hierarchical (psych)", quietly(psych::omega(cor(x), 3, fm = "mle", n.obs = nrow(x),
    plot = FALSE))[c("omega_h", "omega.tot")], got$hierarchical[c("omega_h", "omega_total")], 1e-3)

# ---- within and between persons ------------------------------------------------------------

who <- factor(persons[used])
size <- as.vector(table(who))
means <- apply(x, 2, tapply, who, mean)
left <- as.matrix(x) - means[as.integer(who), ]
within <- crossprod(left) / (nrow(x) - people)
off <- sweep(means, 2, colMeans(x))
true_size <- (nrow(x) - sum(size^2) / nrow(x)) / (people - 1)
between <- (crossprod(off * sqrt(size)) / (people - 1) - within) / true_size
near("rows of a person", true_size, got$rows_per_person, 1e-12)
for (part in c("within", "between")) {
	s <- get(part)
	a <- quietly(psych::alpha(s))$total
	f <- factanal(covmat = cov2cor(s), factors = 1,
	    control = list(opt = list(factr = 10, maxit = 10000)))
	l <- f$loadings[, 1]
	sd <- sqrt(diag(s))
	near(paste(part, "persons"), c(a$raw_alpha, a$std.alpha, sqrt(sum(s))),
	    got[[part]][c("alpha", "alpha_std", "sd")], 1e-8)
	near(paste(part, "persons, omega"), c(sum(l)^2 / (sum(l)^2 + sum(1 - l^2)),
	    sum(l * sd)^2 / (sum(l * sd)^2 + sum(sd^2 * (1 - l^2)))),
	    got[[part]][c("omega", "omega_raw")], 1e-5)
}

# ---- raters ------------------------------------------------------------------------------

truth <- rnorm(60)
ratings <- data.frame(sapply(1:5, function(j) round(5 + 2 * truth + 0.5 * j + rnorm(60), 1)))
names(ratings) <- letters[1:5]
got <- attune("reliability", "--icc", table_of(ratings), "--raters", "a,b,c,d,e")
expected <- quietly(psych::ICC(ratings, lmer = FALSE))$results
near("icc", expected$ICC, got$icc$icc, 1e-9)
near("icc, intervals", c(expected$"lower bound", expected$"upper bound"),
    c(got$icc$low, got$icc$high), 1e-9)
near("icc, F", c(expected$F, expected$df1, expected$df2), c(got$icc$f, got$icc$df1,
    got$icc$df2), 1e-9)
near("icc, p", expected$p, got$icc$p, 1e-6)

first <- sample(1:4, 200, TRUE)
second <- ifelse(runif(200) < 0.6, first, sample(1:4, 200, TRUE))
file <- table_of(data.frame(a = first, b = second))
got <- attune("reliability", "--kappa", file, "--raters", "a,b")$kappas
distance <- abs(outer(1:4, 1:4, "-"))
for (way in 1:3) {
	w <- list(diag(4), 1 - distance / 3, 1 - distance^2 / 9)[[way]]
	p <- table(factor(first, 1:4), factor(second, 1:4)) / 200
	o <- sum(w * p)
	e <- sum(w * outer(rowSums(p), colSums(p)))
	m <- outer(as.vector(w %*% colSums(p)), as.vector(rowSums(p) %*% w), "+")
	se <- sqrt(sum(p * (w * (1 - e) - m * (1 - o))^2) - (o * e - 2 * e + o)^2) /
	    ((1 - e)^2 * sqrt(200))
	near("kappa", c((o - e) / (1 - e), se), got[way, c("kappa", "se")], 1e-10)
}
expected <- quietly(psych::cohen.kappa(cbind(first, second)))
near("kappa (psych)", c(expected$kappa, expected$weighted.kappa, sqrt(expected$var.kappa)),
    c(got$kappa[c(1, 3)], got$se[1]), 1e-9)

# ---- graded responses ------------------------------------------------------------------------

items <- data.frame(item = paste0("q", 1:8), a = runif(8, 0.7, 2.5),
    t(apply(matrix(rnorm(32), 8), 1, sort)))
names(items)[3:6] <- paste0("b", 1:4)
bank <- table_of(items)
category <- function(theta, i) {
	above <- c(1, plogis(items$a[i] * (theta - unlist(items[i, 3:6]))), 0)
	-diff(above)
}
theta <- rnorm(300)
answers <- sapply(1:8, function(i) sapply(theta, function(t)
    sample(0:4, 1, prob = category(t, i))))
colnames(answers) <- items$item
answers[runif(length(answers)) < 0.1] <- NA
answers <- answers[rowSums(!is.na(answers)) > 0, ]
grid <- seq(-4, 4, 0.1)
chances <- lapply(1:8, function(i) sapply(grid, category, i))
scores <- apply(answers, 1, function(row) {
	post <- dnorm(grid)
	for (i in which(!is.na(row)))
		post <- post * chances[[i]][row[i] + 1, ]
	post <- post / sum(post)
	mean <- sum(post * grid)
	c(mean, sqrt(sum(post * (grid - mean)^2)))
})
got <- attune("reliability", "--graded", bank, table_of(as.data.frame(answers)))$rows
near("graded, theta", scores[1, ], got$theta, 1e-9, unit = 0.01)
near("graded, se", scores[2, ], got$se, 1e-9)

got <- attune("reliability", "--graded", bank)$information
information <- sapply(got$theta, function(t) sum(sapply(1:8, function(i) {
	above <- c(1, plogis(items$a[i] * (t - unlist(items[i, 3:6]))), 0)
	items$a[i]^2 * sum(diff(above * (1 - above))^2 / -diff(above))
})))
near("graded, information", information, got$information, 1e-8)
