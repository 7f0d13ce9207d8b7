# Reference numbers from metafor for means: escalc, rma and rma.mv on published sets of metadat.
#
#   Rscript make_mean_references.R [FOLDER]
#
# Writes FOLDER/mean_tables/*.csv and FOLDER/means.json, each result beside the R call that gave it.
# FOLDER is the folder of this script by default.

suppressMessages({
  library(metafor)
  library(metadat)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))
tables <- file.path(folder, "mean_tables")
dir.create(tables, showWarnings = FALSE)

number <- function(x) unname(as.numeric(x))

# ---- tables: one arm a row ----------------------------------------------------------------

write_arms <- function(name, trial, treatment, mean, sd, n) {
  arms <- data.frame(
    trial = gsub(",", "", as.character(trial)), treatment = gsub(",", "", as.character(treatment)),
    mean = mean, sd = sd, n = as.integer(n)
  )
  arms <- arms[!is.na(arms$mean) & !is.na(arms$sd) & !is.na(arms$n), ]
  arms <- arms[arms$trial %in% names(which(table(arms$trial) > 1)), ]
  write.csv(arms, file.path(tables, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

pairs <- function(name, d) {
  study <- rep(paste("study", seq_len(nrow(d))), each = 2)
  both <- function(first, second) as.vector(rbind(first, second))
  write_arms(
    name, study, rep(c("treatment", "control"), nrow(d)), both(d$m1i, d$m2i),
    both(d$sd1i, d$sd2i), both(d$n1i, d$n2i)
  )
}

triples <- function(name, study, first, second, third, d) {
  write_arms(
    name, rep(study, 3), c(as.character(first), as.character(second), as.character(third)),
    c(d$y1, d$y2, d$y3), c(d$sd1, d$sd2, d$sd3), c(d$n1, d$n2, d$n3)
  )
}

pairs("normand1999", dat.normand1999)
pairs("gibson2002", dat.gibson2002)
with(dat.senn2013, write_arms("senn2013", study, treatment, mi, sdi, ni))
with(dat.franchini2012, triples(
  "franchini2012", Study, Treatment1, Treatment2, Treatment3, dat.franchini2012
))
with(dat.stowe2010, triples("stowe2010", study, t1, t2, t3, dat.stowe2010))

read_arms <- function(table) {
  read.csv(file.path(tables, paste0(table, ".csv")), colClasses = c(trial = "character"))
}

# ---- two treatments -----------------------------------------------------------------------

# The threshold is a difference of tau2, which has the square of the unit of the score.
precise <- c(
  MD = "control=list(threshold=1e-9, maxiter=10000)",
  SMD = "control=list(threshold=1e-13, maxiter=10000)"
)

pool <- function(table, measure, method, test) {
  arms <- read_arms(table)
  t <- arms[arms$treatment == "treatment", ]
  c <- arms[arms$treatment == "control", ]
  escalc_call <- sprintf(paste0(
    "escalc('%s', m1i=t$mean, sd1i=t$sd, n1i=t$n, m2i=c$mean, sd2i=c$sd, n2i=c$n, vtype='LS')"
  ), measure)
  d <- eval(parse(text = escalc_call))
  method_and <- if (method == "REML") paste0("'REML', ", precise[[measure]]) else sprintf("'%s'", method)
  call <- sprintf("rma(yi, vi, data=d, method=%s, test='%s')", method_and, test)
  res <- eval(parse(text = call))
  pi <- predict(res, pi.type = "default")
  list(
    kind = "pair", table = table, measure = measure, method = method, test = test,
    escalc = escalc_call, call = call, yi = number(d$yi), vi = number(d$vi),
    estimate = number(res$beta), se = res$se, ci_low = res$ci.lb, ci_high = res$ci.ub,
    tau2 = res$tau2, q = res$QE,
    pi_low = if (method == "FE") NA else pi$pi.lb, pi_high = if (method == "FE") NA else pi$pi.ub
  )
}

# ---- networks -----------------------------------------------------------------------------

# Contrasts against the first arm of each trial. MD: its variance is shared. SMD: standard deviation
# pooled over all arms, exact correction, covariance 1/n0 + g1 g2 / (2 N) (Gleser and Olkin 2009).
contrasts_of <- function(arms, measure) {
  rows <- list()
  blocks <- list()
  for (trial in unique(arms$trial)) {
    d <- arms[arms$trial == trial, ]
    m <- nrow(d)
    if (measure == "MD") {
      yi <- d$mean[-1] - d$mean[1]
      V <- diag(d$sd[-1]^2 / d$n[-1], m - 1) + d$sd[1]^2 / d$n[1]
    } else {
      df <- sum(d$n) - m
      J <- exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
      yi <- J * (d$mean[-1] - d$mean[1]) / sqrt(sum((d$n - 1) * d$sd^2) / df)
      V <- diag(1 / d$n[-1], m - 1) + 1 / d$n[1] + outer(yi, yi) / (2 * sum(d$n))
    }
    rows[[trial]] <- data.frame(
      study = trial, comp = d$treatment[-1], base = d$treatment[1], yi = yi
    )
    blocks[[trial]] <- V
  }
  list(d = do.call(rbind, rows), V = bldiag(blocks))
}

network_calls <- c(
  REML = paste0(
    "rma.mv(yi, V, mods=~X-1, random=~factor(comp)|study, struct='CS', rho=1/2, data=d, ",
    "method='REML', control=list(optimizer='optim', ",
    "optmethod='BFGS', reltol=1e-15, maxit=10000))"
  ),
  FE = "rma.mv(yi, V, mods=~X-1, data=d, method='FE')"
)

network <- function(table, measure, method) {
  made <- contrasts_of(read_arms(table), measure)
  d <- made$d
  V <- made$V
  names <- sort(unique(c(d$comp, d$base)), method = "radix")
  X <- (outer(d$comp, names, "==") - outer(d$base, names, "=="))[, -1, drop = FALSE]
  res <- suppressWarnings(eval(parse(text = network_calls[[method]])))
  beta <- c(0, number(res$beta))
  vb <- rbind(0, cbind(0, res$vb))
  list(
    kind = "network", table = table, measure = measure, method = method,
    call = network_calls[[method]], treatments = names,
    tau2 = if (method == "FE") 0 else number(res$tau2), q = number(res$QE),
    estimate = outer(beta, beta, "-"), se = sqrt(outer(diag(vb), diag(vb), "+") - 2 * vb)
  )
}

results <- list()
for (table in c("gibson2002", "normand1999")) {
  # The trials of the first have scales of their own.
  for (measure in if (table == "gibson2002") "SMD" else c("MD", "SMD")) {
    for (method in c("REML", "DL", "FE")) {
      tests <- if (method == "FE") "z" else c("z", "knha", "adhoc")
      for (test in tests) results <- c(results, list(pool(table, measure, method, test)))
    }
  }
}
for (table in c("franchini2012", "senn2013", "stowe2010")) {
  for (measure in c("MD", "SMD")) {
    for (method in c("REML", "FE")) results <- c(results, list(network(table, measure, method)))
  }
}
corrections <- c(2, 3, 5, 10, 40, 200)
out <- list(
  made_by = "tests/references/make_mean_references.R",
  versions = list(
    R = as.character(getRversion()), metafor = as.character(packageVersion("metafor")),
    metadat = as.character(packageVersion("metadat"))
  ),
  corrections_call = "metafor:::.cmicalc(df)",
  corrections_df = corrections, corrections = metafor:::.cmicalc(corrections),
  results = results
)
writeLines(
  toJSON(out, auto_unbox = TRUE, digits = NA, na = "null", pretty = FALSE),
  file.path(folder, "means.json")
)
cat(length(results), "results written to", file.path(folder, "means.json"), "\n")
