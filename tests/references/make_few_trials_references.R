# Posteriors of few trials with a half-normal prior on tau, by integrate() and uniroot().
#
#   Rscript make_few_trials_references.R [FOLDER]
#
# The model is y ~ N(mu, v + tau^2), mu flat, tau half-normal. Nothing but base R computes; metafor
# gives the log odds ratios of public trials. Writes FOLDER/few_trials.json (default: the folder of
# this script), each result beside the calls that gave it.

suppressMessages({
  library(metafor)
  library(metadat)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))

# The posterior of tau without its constant, mu integrated out; `at` keeps it from underflow.
log_kernel <- function(tau, y, v, scale) sapply(tau, function(t) {
  d <- v + t^2
  m <- sum(y / d) / sum(1 / d)
  sum(dnorm(y, m, sqrt(d), log = TRUE)) - 0.5 * log(sum(1 / d)) + dnorm(t, 0, scale, log = TRUE)
})

# integrate() over pieces: it may miss a peak that is short against a long range.
pieces <- function(f, to) {
  edges <- c(0, to * 2^(-(14:0)))
  sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-12, abs.tol = 0)$value,
             head(edges, -1), tail(edges, -1)))
}

posterior <- function(y, v, scale, thresholds) {
  far <- 9 * max(scale, sqrt(diff(range(y)) * scale))
  at <- max(log_kernel(seq(0, far, length.out = 2001), y, v, scale))
  kernel <- function(tau) exp(log_kernel(tau, y, v, scale) - at)
  whole <- pieces(kernel, far)
  below <- function(m) pieces(function(tau) sapply(tau, function(t) {
    w <- 1 / (v + t^2)
    pnorm(m, sum(w * y) / sum(w), sqrt(1 / sum(w)))
  }) * kernel(tau), far) / whole
  wide <- range(y) + c(-1, 1) * 10 * (sqrt(max(v)) + scale)
  mu <- function(p) uniroot(function(m) below(m) - p, wide, tol = 1e-12)$root
  tau <- function(p) uniroot(function(t) pieces(kernel, t) / whole - p, c(1e-9, far), tol = 1e-12)$root
  list(
    mu = sapply(c(0.025, 0.5, 0.975), mu), tau = sapply(c(0.5, 0.975), tau),
    above = 1 - sapply(thresholds, below)
  )
}

cases <- list()
add <- function(source, y, v, scale) {
  thresholds <- c(-0.5, 0, 0.25)
  found <- posterior(y, v, scale, thresholds)
  cases[[length(cases) + 1]] <<- c(list(
    source = source, y = as.numeric(y), v = as.numeric(v), scale = scale, thresholds = thresholds,
    call = "integrate(f, a, b, rel.tol = 1e-12); uniroot(f, range, tol = 1e-12)"
  ), found)
}

bcg <- escalc(measure = "OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
for (rows in list(c(4, 9), 1:3, c(7, 8, 9, 10), 4:8)) {
  for (scale in c(0.25, 0.5, 1)) {
    source <- sprintf("escalc(measure = \"OR\") of dat.bcg[c(%s), ]", paste(rows, collapse = ", "))
    add(source, bcg$yi[rows], bcg$vi[rows], scale)
  }
}
# Trials that agree to the last digit, and two that lie further apart than the prior expects.
add("three alike", c(0.4, 0.4, 0.4), c(0.05, 0.02, 0.1), 0.5)
add("two apart", c(-2, 2.5), c(0.01, 0.02), 0.5)

writeLines(toJSON(
  list(software = sprintf("R %s", getRversion()), results = cases),
  auto_unbox = TRUE, digits = 15, pretty = TRUE
), file.path(folder, "few_trials.json"))
