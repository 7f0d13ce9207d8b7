# One Emax curve for several agents with a shared relative ED50, by an own likelihood in base R.
#
#   Rscript make_agent_references.R [FOLDER]
#
# FOLDER (default: the folder of this script) holds agent_tables/*.csv with the columns trial, agent,
# dose, responders, n. The log odds of an arm are a_trial + c_agent h(x) + e with x the dose by the
# highest of its agent, h(x) = x / (u + (1 - u) x), and e normal with variance tau^2 / 2. Writes FOLDER/agents.json; log-likelihoods have the binomial coefficients.

suppressMessages(library(jsonlite))

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))

# dbinom() loses probabilities near 1; plogis() on the log scale does not.
binomial_log <- function(r, n, eta) {
  lchoose(n, r) + r * plogis(eta, log.p = TRUE) + (n - r) * plogis(-eta, log.p = TRUE)
}

# The integral over z by the trapezoidal rule, which is exact to rounding for such a peak; in one
# place integrate() does the same.
z <- seq(-10, 10, by = 0.05)

by_sum <- function(r, n, eta, sigma) {
  one <- rep(1, length(z))
  values <- binomial_log(outer(one, r), outer(one, n), outer(sigma * z, eta, "+")) + dnorm(z, log = TRUE)
  top <- apply(values, 2, max)
  sum(top + log(0.05 * colSums(exp(values - outer(one, top)))))
}

by_integrate <- function(r, n, eta, sigma) {
  sum(mapply(function(r, n, eta) {
    f <- function(z) exp(binomial_log(r, n, eta + sigma * z)) * dnorm(z)
    edges <- seq(-9, 9, by = 1)
    log(sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-10, abs.tol = 0)$value,
                   head(edges, -1), tail(edges, -1))))
  }, r, n, eta))
}

fit <- function(file) {
  d <- read.csv(file)
  trials <- unique(d$trial)
  agents <- sort(unique(d$agent[d$dose > 0]))
  highest <- sapply(agents, function(a) max(d$dose[d$agent == a]))
  i <- match(d$trial, trials)
  j <- ifelse(d$dose > 0, match(d$agent, agents), NA)
  x <- ifelse(d$dose > 0, d$dose / highest[j], 0)
  k <- length(trials)
  m <- length(agents)
  log_likelihood <- function(p, integral = by_sum) {
    u <- plogis(p[k + m + 1])
    h <- ifelse(x > 0, x / (u + (1 - u) * x), 0)
    eta <- p[i] + ifelse(x > 0, p[k + ifelse(is.na(j), 1, j)], 0) * h
    integral(d$responders, d$n, eta, abs(p[k + m + 2]))
  }
  total <- tapply(d$responders, factor(d$trial, trials), sum)
  start <- c(qlogis(total / tapply(d$n, factor(d$trial, trials), sum)), rep(1, m), -1, 0.3)
  found <- list(par = start)
  for (again in 1:4) {
    found <- optim(found$par, log_likelihood, method = "BFGS",
                   control = list(fnscale = -1, reltol = 1e-13, maxit = 500))
  }
  list(
    table = sub(".csv$", "", basename(file)),
    call = "optim(par, sum of log of trapezoidal sums of binomial * dnorm, method = \"BFGS\", reltol = 1e-13)",
    agents = agents, effect = found$par[k + 1:m], ed50 = exp(found$par[k + m + 1]),
    tau = sqrt(2) * abs(found$par[k + m + 2]), log_likelihood = found$value,
    # At a point that no search has chosen: all effects 1, u 0.4, sigma 0.25, intercepts -1.
    at = log_likelihood(c(rep(-1, k), rep(1, m), qlogis(0.4), 0.25), by_integrate)
  )
}

files <- sort(list.files(file.path(folder, "agent_tables"), pattern = "csv$", full.names = TRUE))
writeLines(toJSON(
  list(software = sprintf("R %s", getRversion()), results = lapply(files, fit)),
  auto_unbox = TRUE, digits = 15, pretty = TRUE
), file.path(folder, "agents.json"))
