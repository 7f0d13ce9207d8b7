# Reference numbers from metafor::rma.mv for network meta-regression: one covariate, one slope.
#
#   Rscript make_regression_references.R [FOLDER]
#
# Reads FOLDER/network_tables/*.csv, written by make_network_references.R and export_networks.py,
# and writes FOLDER/regressions.json, each result beside the R call that gave it. FOLDER is the
# folder of this script by default. dat.bcg with its latitudes, the textbook case, is in it too.

suppressMessages({
  library(metafor)
  library(metadat)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))
number <- function(x) unname(as.numeric(x))

# ---- arms, and contrasts against the first arm of each trial with their block covariance --------

read_arms <- function(table) {
  read.csv(file.path(folder, "network_tables", paste0(table, ".csv")),
    colClasses = c(trial = "character", treatment = "character"), encoding = "UTF-8"
  )
}

bcg_arms <- function() {
  d <- dat.bcg
  data.frame(
    trial = rep(paste("study", d$trial), each = 2), treatment = c("vaccine", "control"),
    responders = as.vector(rbind(d$tpos, d$cpos)),
    n = as.vector(rbind(d$tpos + d$tneg, d$cpos + d$cneg))
  )
}

contrasts_of <- function(arms) {
  trials <- unique(arms$trial)
  silent <- sapply(trials, function(t) {
    x <- arms[arms$trial == t, ]
    all(x$responders == 0) || all(x$responders == x$n)
  })
  rows <- list()
  blocks <- list()
  for (trial in trials[!silent]) {
    d <- arms[arms$trial == trial, ]
    zero <- any(d$responders == 0 | d$responders == d$n)
    x <- d$responders + zero / 2
    n <- d$n + zero
    m <- nrow(d)
    pair <- escalc("OR",
      ai = x[-1], n1i = n[-1], ci = rep(x[1], m - 1), n2i = rep(n[1], m - 1), to = "none"
    )
    block <- matrix(escalc("PLO", xi = x, ni = n, to = "none")$vi[1], m - 1, m - 1)
    diag(block) <- pair$vi
    rows[[trial]] <- data.frame(
      study = trial, comp = d$treatment[-1], base = d$treatment[1], yi = as.numeric(pair$yi)
    )
    blocks[[trial]] <- block
  }
  list(d = do.call(rbind, rows), V = bldiag(blocks), trials = trials[!silent])
}

# ---- the fit ------------------------------------------------------------------------------------

random <- "random=~factor(comp)|study, struct='CS', rho=1/2, data=d"
control <- "control=list(optimizer='optim', optmethod='BFGS', reltol=1e-15, maxit=10000)"
calls <- c(
  REML = sprintf("rma.mv(yi, V, mods=~X-1, %s, method='REML', %s)", random, control),
  t = sprintf("rma.mv(yi, V, mods=~X-1, %s, tau2=tau2, test='t')", random),
  FE = "rma.mv(yi, V, mods=~X-1, data=d, method='FE')",
  without = sprintf("rma.mv(yi, V, mods=~X0-1, %s, method='REML', %s)", random, control)
)

fit <- function(table, reference, arms, x) {
  network <- contrasts_of(arms)
  d <- network$d
  V <- network$V
  x <- x[network$trials]
  names <- sort(unique(arms$treatment[arms$trial %in% network$trials]), method = "radix")
  names <- names[names != reference]
  centre <- mean(x)
  X0 <- outer(d$comp, names, "==") - outer(d$base, names, "==")
  # The interaction: the covariate where a contrast has the reference on one side.
  z <- (x[d$study] - centre) * ((d$comp != reference) - (d$base != reference))
  X <- cbind(X0, z)
  res <- suppressWarnings(eval(parse(text = calls[["REML"]])))
  without <- suppressWarnings(eval(parse(text = calls[["without"]])))
  fixed <- suppressWarnings(eval(parse(text = calls[["FE"]])))
  tau2 <- res$tau2
  by_t <- suppressWarnings(eval(parse(text = calls[["t"]])))
  last <- ncol(X)
  list(
    table = table, reference = reference, calls = as.list(calls),
    covariate = as.list(x), treatments = I(names), centre = centre, df = nrow(X) - last,
    tau2 = number(tau2), tau2_without = number(without$tau2),
    slope = number(res$beta)[last], se = number(res$se)[last],
    ci_low = number(res$ci.lb)[last], ci_high = number(res$ci.ub)[last],
    p = number(res$pval)[last],
    t_low = number(by_t$ci.lb)[last], t_high = number(by_t$ci.ub)[last],
    t_p = number(by_t$pval)[last],
    effects = I(number(res$beta)[-last]), effects_se = I(number(res$se)[-last]),
    common_slope = number(fixed$beta)[last], common_se = number(fixed$se)[last]
  )
}

# A made-up covariate: it repeats every 11 trials and follows nothing in the data.
made_up <- function(arms) {
  trials <- unique(arms$trial)
  setNames((7 * seq_along(trials)) %% 11 + seq_along(trials) / 100, trials)
}

results <- list()
bcg <- bcg_arms()
latitude <- setNames(dat.bcg$ablat, paste("study", dat.bcg$trial))
results[[1]] <- fit("bcg", "control", bcg, latitude)
for (one in list(
  c("hasselblad1998", "no_contact"), c("dong2013", "Placebo"), c("dogliotti2014", ""),
  c("baker2009", "Placebo"), c("linde2015", "Placebo"), c("gurusamy2011", "Control/Placebo")
)) {
  arms <- read_arms(one[1])
  reference <- if (one[2] %in% arms$treatment) one[2] else sort(arms$treatment, method = "radix")[1]
  results[[length(results) + 1]] <- fit(one[1], reference, arms, made_up(arms))
}

out <- list(
  made_by = "tests/references/make_regression_references.R",
  versions = list(
    R = as.character(getRversion()), metafor = as.character(packageVersion("metafor")),
    metadat = as.character(packageVersion("metadat"))
  ),
  arguments = "d: contrasts against the first arm of each trial; V: their block covariance; X: a column for each treatment, and the centred covariate where one side is the reference",
  results = results
)
json <- toJSON(out, auto_unbox = TRUE, digits = NA, na = "null", pretty = 1)
writeLines(json, file.path(folder, "regressions.json"))
cat(length(results), "results written to", file.path(folder, "regressions.json"), "\n")
