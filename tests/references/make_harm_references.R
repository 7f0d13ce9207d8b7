# Reference numbers of tests/test_risk_limits.py, tests/test_rates.py and tests/test_harm_analysis.py.
# Run by hand: Rscript tests/references/make_harm_references.R. The counts are made up, apart from
# 56/70 and 48/80, the usual example of papers on these intervals.
suppressMessages(library(metafor))
show <- function(...) cat(sprintf("%.10f", c(...)), "\n")

# Exact limits.
show(binom.test(0, 91)$conf.int)
show(binom.test(5, 342)$conf.int)
show(poisson.test(17, 641.5)$conf.int * 100)
show(poisson.test(0, 287.7)$conf.int * 100)
ratio <- poisson.test(c(31, 20), c(248.2, 268.6)); show(ratio$estimate, ratio$conf.int)
ratio <- poisson.test(c(0, 1), c(287.7, 289.2)); show(ratio$estimate, ratio$conf.int)

# Pooled ratios.
a <- c(31, 22, 25, 8); n1 <- c(154, 155, 226, 55)
b <- c(2, 2, 2, 1); n2 <- c(77, 78, 131, 56)
for (measure in c("OR", "RR", "RD")) {
  fit <- rma.mh(measure = measure, ai = a, n1i = n1, ci = b, n2i = n2, add = 0, to = "none", drop00 = FALSE)
  show(fit$beta, fit$se, fit$ci.lb, fit$ci.ub)
}
fit <- rma.peto(ai = a, n1i = n1, ci = b, n2i = n2, add = 0, to = "none")
show(fit$beta, fit$se, fit$ci.lb, fit$ci.ub)

# Score limits of a difference: the restricted likelihood is maximised numerically, not in
# closed form, and the limits are found by uniroot. Rows: events, patients, events, patients.
likelihood <- function(p, d, r) dbinom(r[1], r[2], p + d, log = TRUE) + dbinom(r[3], r[4], p, log = TRUE)
variance <- function(d, r) {
  p <- optimize(likelihood, c(max(0, -d), min(1, 1 - d)), d = d, r = r, maximum = TRUE, tol = 1e-12)$maximum
  n <- r[2] + r[4]
  ((p + d) * (1 - p - d) / r[2] + p * (1 - p) / r[4]) * n / (n - 1)
}
limits <- function(t, z = qnorm(0.975)) {
  w <- t[, 2] * t[, 4] / (t[, 2] + t[, 4])
  d <- t[, 1] / t[, 2] - t[, 3] / t[, 4]
  middle <- sum(w * d) / sum(w)
  gap <- function(x, side) sum(w * (d - x)) + side * z * sqrt(sum(w^2 * apply(t, 1, function(r) variance(x, r))))
  c(uniroot(gap, c(-0.9999, middle - 1e-7), side = -1, tol = 1e-11)$root,
    uniroot(gap, c(middle + 1e-7, 0.9999), side = 1, tol = 1e-11)$root)
}
for (t in list(
  rbind(c(56, 70, 48, 80)), rbind(c(55, 342, 9, 331)), rbind(c(1, 91, 0, 90)), rbind(c(7, 20, 7, 20)),
  rbind(c(31, 154, 2, 77), c(22, 155, 2, 78), c(0, 226, 0, 131), c(8, 55, 1, 56))
)) show(limits(t))
